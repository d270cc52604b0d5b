package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.JsonNode;

/// What an agent sends: one message of JSON-RPC 2.0.
sealed interface Message {
  /// A question.
  ///
  /// @param id a string or a whole number, which the answer has, too
  /// @param params missing if there are none
  record Request(JsonNode id, String method, JsonNode params) implements Message {}

  /// A notification, or an answer to a question that nobody has asked.
  record Unasked() implements Message {}

  /// None of these.
  ///
  /// @param code of the error, as JSON-RPC numbers them
  /// @param reason why not, with what was expected
  record Wrong(int code, String reason) implements Message {}

  /// The code of the error for what is no JSON.
  int PARSE_ERROR = -32_700;

  /// The code of the error for what is no message.
  int INVALID_REQUEST = -32_600;

  /// What a body says.
  static Message read(byte[] body) {
    JsonNode message = Json.read(body).orElse(null);
    if (message == null) {
      return new Wrong(PARSE_ERROR, "no JSON (expected: one message of JSON-RPC)");
    }
    if (!message.isObject() || !message.path("jsonrpc").asText().equals("2.0")) {
      return new Wrong(
          INVALID_REQUEST, "no message (expected: an object with \"jsonrpc\": \"2.0\")");
    }
    JsonNode id = message.path("id");
    JsonNode method = message.path("method");
    if (id.isMissingNode() || method.isMissingNode()) {
      return new Unasked();
    }
    return id.isTextual() || id.isIntegralNumber()
        ? new Request(id, method.asText(), message.path("params"))
        : new Wrong(INVALID_REQUEST, "id (expected: a string or a whole number)");
  }
}
