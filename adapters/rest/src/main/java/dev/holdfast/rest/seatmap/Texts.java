package dev.holdfast.rest.seatmap;

import org.jspecify.annotations.Nullable;

/// What ids, names and other texts of a seat map may be.
final class Texts {
  static final int MAX_LENGTH = 200;

  private Texts() {}

  /// What is wrong with a text that must be there; null where nothing is.
  static @Nullable String defect(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return "missing or blank";
    }
    if (text.length() > MAX_LENGTH) {
      return text.length() + " characters long (expected: at most " + MAX_LENGTH + ")";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return "has the control character U+%04X".formatted((int) c);
      }
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          return "has half a character, U+%04X".formatted((int) c);
        }
      }
    }
    return null;
  }

  /// The parts that there are, joined by `-`; null where there are none.
  static @Nullable String joined(@Nullable String first, @Nullable String second) {
    if (first == null) {
      return second;
    }
    return second == null ? first : first + "-" + second;
  }
}
