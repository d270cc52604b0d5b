package dev.holdfast.domain;

/// What texts may be that somebody sends.
public final class Texts {
  private Texts() {}

  /// Whether a text can be stored and shown. JSON may write what is no character: NUL, and half a
  /// surrogate pair.
  public static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || isSurrogate(c));
  }

  /// Whether a text is one line that says something.
  ///
  /// @param most how many characters (code points) it may have
  public static boolean isLine(String text, int most) {
    return !text.isBlank()
        && text.codePointCount(0, text.length()) <= most
        && text.chars().noneMatch(Character::isISOControl);
  }

  /// Whether a text is of printable ASCII characters, not only blanks.
  public static boolean isPrintable(String text) {
    return !text.isBlank() && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  /// A text as an answer may show it: on one line, not longer than this, and without what is no
  /// character.
  ///
  /// @param most how many characters (code points) it may have before an ellipsis
  public static String shown(String text, int most) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(most)
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return text.codePointCount(0, text.length()) > most
        ? shown.append('…').toString()
        : shown.toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
