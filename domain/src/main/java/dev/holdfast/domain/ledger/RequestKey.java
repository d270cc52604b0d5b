package dev.holdfast.domain.ledger;

/// An idempotency key: the same request with the same key has the same successful outcome, once.
///
/// @param client who sent it, which may be a part of a client; keys of two of them never meet
/// @param key as sent, printable
/// @param fingerprint a digest of the request's method, path and body
public record RequestKey(String client, String key, String fingerprint) {
  /// How many characters a key may have.
  public static final int LENGTH = 255;

  /// A key without the request it came with.
  public record Sender(String client, String key) {}

  /// What two requests with the same key have in common.
  public Sender sender() {
    return new Sender(client, key);
  }
}
