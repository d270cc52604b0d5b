package dev.holdfast.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever bytes an agent sends, they are a message, or what is wrong with them is said. The id of
/// a request can be sent back.
class MessageFuzzTest {
  static Stream<byte[]> messages() {
    return Stream.of(
            """
            {"jsonrpc":"2.0","id":"x","method":"initialize","params":{"protocolVersion":"2025-06-18"}}""",
            """
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_hold","arguments":{"holdId":"x"}}}""",
            """
            {"jsonrpc":"2.0","method":"notifications/initialized"}""",
            """
            {"jsonrpc":"2.0","id":1.5,"method":"ping"}""",
            "[]")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("messages")
  @FuzzTest(maxDuration = "5s")
  void bytesAreAMessageOrWhatIsWrongIsSaid(byte[] bytes) {
    switch (Message.read(bytes)) {
      case Message.Request request -> {
        String id = Json.text(request.id());
        assertThat(Json.read(id.getBytes(StandardCharsets.UTF_8))).contains(request.id());
        Tool.named(request.params().path("name").asText());
      }
      case Message.Unasked _ -> {}
      case Message.Wrong wrong -> assertThat(wrong.reason()).contains("(expected: ");
    }
  }
}
