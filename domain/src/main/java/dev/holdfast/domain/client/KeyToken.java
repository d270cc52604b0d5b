package dev.holdfast.domain.client;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A key as its owner has it: `hf_<kind>_<id>_<secret>`.
///
/// The id has 32 hexadecimal digits, those of a UUID. The secret has 48, that is 192 bits.
///
/// @param secret 48 hexadecimal digits in lower case
public record KeyToken(KeyKind kind, KeyId id, String secret) {
  private static final int SECRET_BYTES = 24;
  private static final Pattern FORM =
      Pattern.compile("hf_([a-z]{2})_([0-9a-f]{16})([0-9a-f]{16})_([0-9a-f]{48})");

  /// A new token.
  ///
  /// @param random of which nobody can guess what it gives
  public static KeyToken random(KeyKind kind, RandomGenerator random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new KeyToken(kind, new KeyId(UUID.randomUUID()), HexFormat.of().formatHex(secret));
  }

  /// What a text says; empty if it is no token. Whether there is such a key is not known from it.
  public static Optional<KeyToken> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? KeyKind.of(parts.group(1))
            .map(
                kind ->
                    new KeyToken(
                        kind,
                        new KeyId(new UUID(bits(parts.group(2)), bits(parts.group(3)))),
                        parts.group(4)))
        : Optional.empty();
  }

  private static long bits(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  /// The whole token, to be given to its owner and to be sent.
  public String text() {
    return beginning() + secret;
  }

  private String beginning() {
    return "hf_%s_%s_".formatted(kind.code(), id.toString().replace("-", ""));
  }

  /// Without the secret, so that no log has it.
  @Override
  public String toString() {
    return beginning() + "…";
  }
}
