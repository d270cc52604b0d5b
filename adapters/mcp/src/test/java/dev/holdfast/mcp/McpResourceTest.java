package dev.holdfast.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.event.EventId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class McpResourceTest {
  private static final String ID = new UUID(0, 1).toString();

  /// A port that knows of no event any more.
  private static <T> T gone(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, _, _) -> {
              throw new EventGone(new EventId(new UUID(0, 1)));
            }));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FIND_EVENTS")
  void anEventThatIsDeletedMeanwhileIsNotFound(Tool tool) {
    var meters = new SimpleMeterRegistry();
    var tools = new Tools(gone(Events.class), gone(SeatViews.class), gone(SeatHolds.class));
    var resource =
        new McpResource(tools, gone(Authentication.class), new AgentAccess(true), meters, "1");
    ObjectNode arguments = Json.object();
    for (JsonNode argument : tool.toJson().at("/inputSchema/required")) {
      if (argument.asText().endsWith("Id")) {
        arguments.put(argument.asText(), ID);
      } else {
        arguments.put(argument.asText(), 1);
      }
    }

    ObjectNode answer = resource.call(tool, arguments, Caller.admin());

    assertThat(answer.path("isError").asBoolean()).isTrue();
    assertThat(answer.at("/content/0/text").asText()).contains("/problems/not-found");
    assertThat(meters.get("holdfast.agents.calls").tag("outcome", "refused").counter().count())
        .isOne();
  }
}
