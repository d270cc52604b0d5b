package dev.holdfast.application.port.out;

import java.net.URI;
import java.util.Map;

/// Sends one message to an address that a client has named. It follows no redirects, waits for no
/// longer than 15 s in all, and connects to addresses of the public internet only.
public interface WebhookSender {
  /// Sends a message. It never throws, and once it has returned it does not begin to send.
  ///
  /// @param headers of the request, besides those of HTTP itself
  Result post(URI url, Map<String, String> headers, byte[] body);

  /// What came of it.
  sealed interface Result {
    /// There was a response.
    record Answered(int status) implements Result {}

    /// There was none.
    ///
    /// @param reason for people
    record Unanswered(String reason) implements Result {}
  }
}
