package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.Texts;
import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.ledger.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Tools for agents over the Model Context Protocol, in its transport *Streamable HTTP*: each
/// request is a JSON-RPC message and answered at once.
///
/// Nothing is kept from one request to the next, so any node answers any request. The protocol lets
/// a server do so: it gives out no session id, and opens no stream.
@Path("/mcp")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class McpResource {
  /// Those that the tools are the same in, the latest first. The one before them requires batches
  /// of messages.
  private static final List<String> VERSIONS = List.of("2025-11-25", "2025-06-18");

  /// Of administrative acts, as calls of the API write them.
  private static final Logger ACTS = System.getLogger("dev.holdfast.acts");

  private static final int BODY_LIMIT = 64 * 1024;
  private static final int LONGEST_SHOWN = 100;

  private static final int METHOD_NOT_FOUND = -32_601;
  private static final int INVALID_PARAMS = -32_602;

  private final Tools tools;
  private final Authentication authentication;
  private final AgentAccess access;
  private final MeterRegistry meters;
  private final String version;

  McpResource(
      Tools tools,
      Authentication authentication,
      AgentAccess access,
      MeterRegistry meters,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.tools = tools;
    this.authentication = authentication;
    this.access = access;
    this.meters = meters;
    this.version = version;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response message(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @HeaderParam("MCP-Protocol-Version") @Nullable String spoken,
      InputStream body)
      throws IOException {
    requireServed();
    Caller caller =
        Optional.ofNullable(authorization)
            .flatMap(Authentication::keyIn)
            .flatMap(authentication::caller)
            .filter(known -> !known.isPublic())
            .orElseThrow(() -> new NotAuthorizedException("Bearer"));
    byte[] bytes = body.readNBytes(BODY_LIMIT + 1);
    if (bytes.length > BODY_LIMIT) {
      throw new ClientErrorException(Status.REQUEST_ENTITY_TOO_LARGE);
    }
    if (spoken != null && !VERSIONS.contains(spoken)) {
      return wrong(
          Message.INVALID_REQUEST,
          "MCP-Protocol-Version: %s (expected: one of %s)"
              .formatted(Texts.shown(spoken, LONGEST_SHOWN), String.join(", ", VERSIONS)));
    }
    return switch (Message.read(bytes)) {
      case Message.Request request ->
          ok(answer(request, caller).put("jsonrpc", "2.0").set("id", request.id()));
      case Message.Unasked _ -> Response.accepted().build();
      case Message.Wrong(int code, String reason) -> wrong(code, reason);
    };
  }

  /// There are no streams, which clients ask for so.
  @GET
  public Response stream() {
    requireServed();
    throw new NotAllowedException(HttpMethod.POST);
  }

  /// There are no sessions, which clients end so.
  @DELETE
  public Response end() {
    requireServed();
    throw new NotAllowedException(HttpMethod.POST);
  }

  private void requireServed() {
    if (!access.isServed()) {
      throw new NotFoundException();
    }
  }

  private static Response ok(ObjectNode answer) {
    return Response.ok(bytes(answer)).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }

  private static Response wrong(int code, String message) {
    ObjectNode answer = error(code, message).put("jsonrpc", "2.0").putNull("id");
    return Response.status(Status.BAD_REQUEST).entity(bytes(answer)).build();
  }

  private static byte[] bytes(ObjectNode answer) {
    return Json.text(answer).getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode error(int code, String message) {
    ObjectNode answer = Json.object();
    answer.putObject("error").put("code", code).put("message", message);
    return answer;
  }

  private static ObjectNode result(ObjectNode result) {
    return Json.object().set("result", result);
  }

  private ObjectNode answer(Message.Request request, Caller caller) {
    JsonNode params = request.params();
    return switch (request.method()) {
      case "initialize" -> result(initialized(params));
      case "ping" -> result(Json.object());
      case "tools/list" -> result(list(caller));
      case "tools/call" ->
          Tool.named(params.path("name").asText())
              .map(tool -> result(call(tool, params.path("arguments"), caller)))
              .orElseGet(
                  () ->
                      error(
                          INVALID_PARAMS,
                          "unknown tool: %s"
                              .formatted(
                                  Texts.shown(params.path("name").asText(), LONGEST_SHOWN))));
      default ->
          error(
              METHOD_NOT_FOUND, "unknown method: " + Texts.shown(request.method(), LONGEST_SHOWN));
    };
  }

  private ObjectNode initialized(JsonNode params) {
    String asked = params.path("protocolVersion").asText();
    ObjectNode answer =
        Json.object()
            .put("protocolVersion", VERSIONS.contains(asked) ? asked : VERSIONS.getFirst());
    answer.putObject("capabilities").putObject("tools").put("listChanged", false);
    answer
        .putObject("serverInfo")
        .put("name", "holdfast")
        .put("title", "Holdfast")
        .put("version", version);
    return answer.put("instructions", LlmsText.INSTRUCTIONS);
  }

  private static ObjectNode list(Caller caller) {
    ObjectNode answer = Json.object();
    ArrayNode all = answer.putArray("tools");
    Arrays.stream(Tool.values())
        .filter(tool -> tool.isFor(caller))
        .map(Tool::toJson)
        .forEach(all::add);
    return answer;
  }

  ObjectNode call(Tool tool, JsonNode arguments, Caller caller) {
    try {
      ObjectNode structured = tools.call(tool, arguments, caller);
      count(tool, "ok");
      if (tool == Tool.RELEASE_HOLD) {
        note("", tool, arguments, caller);
      }
      return answer(structured, false).set("structuredContent", structured);
    } catch (Refused e) {
      return refused(tool, arguments, caller, e);
    } catch (EventGone _) {
      return refused(tool, arguments, caller, Refused.of(new Refusal.NotFound()));
    } catch (Unavailable e) {
      count(tool, "unavailable");
      throw e;
    }
  }

  private ObjectNode refused(Tool tool, JsonNode arguments, Caller caller, Refused why) {
    count(tool, "refused");
    if (why.isForbidden()) {
      note("refused ", tool, arguments, caller);
    }
    return answer(why.problem(), true);
  }

  /// Of the arguments, which may be anything, only the id of a hold is written.
  private static void note(String refused, Tool tool, JsonNode arguments, Caller caller) {
    ACTS.log(
        Level.INFO,
        "{0}{1}{2} by {3}",
        refused,
        tool.text(),
        Uuids.parse(arguments.path("holdId").asText()).map(id -> " of " + id).orElse(""),
        caller.named());
  }

  private void count(Tool tool, String outcome) {
    Counter.builder("holdfast.agents.calls")
        .description("Calls of tools by agents")
        .tag("tool", tool.text())
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }

  /// Also as text, for agents that know of nothing else.
  private static ObjectNode answer(ObjectNode what, boolean isError) {
    ObjectNode answer = Json.object();
    answer.putArray("content").addObject().put("type", "text").put("text", Json.text(what));
    return answer.put("isError", isError);
  }
}
