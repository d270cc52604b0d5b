package dev.holdfast.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an agent sends, its arguments are read, or what is wrong with them is said.
class ArgumentsFuzzTest {
  static Stream<byte[]> arguments() {
    return Stream.of(
            """
            {"id":"0191d6a0-0000-4000-8000-000000000001","name":"Evening","key":"a-1","from":"2026-03-01T10:00:00Z",
            "count":4,"seats":[{"id":"A-1","ticketType":"adult"}],"areas":[{"id":"F","quantity":2,"ticketType":"adult"}]}""",
            "{}",
            "[]")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("arguments")
  @FuzzTest(maxDuration = "5s")
  void argumentsAreReadOrRefusedWithAReason(byte[] body) {
    Optional<JsonNode> json = Json.read(body);
    if (json.isEmpty()) {
      return;
    }
    Arguments arguments = new Arguments(json.get());
    arguments.id("id");
    arguments.text("name", 200);
    arguments.key("key", 255);
    arguments.instant("from");
    arguments.whole("count", 1, 100);
    arguments.seats();
    arguments.quantities();
    assertThat(arguments.errors()).allMatch(error -> !error.detail().isBlank());
  }
}
