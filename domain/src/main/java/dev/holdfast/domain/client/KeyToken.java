package dev.holdfast.domain.client;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// A key as its owner has it: `hf_<kind>_<id>_<secret>`.
///
/// The id has 32 hexadecimal digits, those of a UUID. The secret has 48, that is 192 bits.
///
/// @param secret 48 hexadecimal digits in lower case
public record KeyToken(KeyKind kind, KeyId id, String secret) {
  private static final int SECRET_BYTES = 24;
  private static final String BEGINNING = "hf_";
  private static final HexFormat HEX = HexFormat.of();

  /// Where the parts are.
  private static final int KIND = BEGINNING.length();

  private static final int ID = KIND + 3;
  private static final int ID_MIDDLE = ID + 2 * Long.BYTES;
  private static final int ID_END = ID_MIDDLE + 2 * Long.BYTES;
  private static final int SECRET = ID_END + 1;
  private static final int LENGTH = SECRET + 2 * SECRET_BYTES;

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
    // Every request with a key does this, and an expression for the form takes ten times as long.
    return text.length() == LENGTH
            && text.startsWith(BEGINNING)
            && text.charAt(ID - 1) == '_'
            && text.charAt(ID_END) == '_'
            && areDigits(text, ID, ID_END)
            && areDigits(text, SECRET, LENGTH)
        ? KeyKind.of(text.substring(KIND, ID - 1))
            .map(
                kind ->
                    new KeyToken(
                        kind,
                        new KeyId(
                            new UUID(
                                HexFormat.fromHexDigitsToLong(text, ID, ID_MIDDLE),
                                HexFormat.fromHexDigitsToLong(text, ID_MIDDLE, ID_END))),
                        text.substring(SECRET)))
        : Optional.empty();
  }

  /// Whether all of them are hexadecimal digits in lower case.
  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /// The whole token, to be given to its owner and to be sent.
  public String text() {
    return beginning() + secret;
  }

  private String beginning() {
    UUID number = id.value();
    return BEGINNING
        + kind.code()
        + '_'
        + HEX.toHexDigits(number.getMostSignificantBits())
        + HEX.toHexDigits(number.getLeastSignificantBits())
        + '_';
  }

  /// Without the secret, so that no log has it.
  @Override
  public String toString() {
    return beginning() + "…";
  }
}
