package dev.holdfast.rest;

/// Words for people about what a program sent.
final class Text {
  private static final int MOST = 80;

  private Text() {}

  /// A value that somebody sent, in quotes, on one line and not too long.
  static String quote(String value) {
    return '"' + plain(value) + '"';
  }

  /// The same without quotes.
  static String plain(String value) {
    StringBuilder shown = new StringBuilder();
    value
        .codePoints()
        .limit(MOST)
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return value.codePointCount(0, value.length()) > MOST
        ? shown.append('…').toString()
        : shown.toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
