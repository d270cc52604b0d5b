package dev.holdfast.rest.seatmap;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What ids, names and other texts of a seat map may be.
final class Texts {
  static final int MAX_LENGTH = 200;

  /// ASCII without blanks but single ones inside, as nearly all ids are.
  private static final Pattern PLAIN = Pattern.compile("[!-~]++(?: [!-~]++)*+");

  /// What leaves no trace on paper: controls of the flow of text, joiners, fillers, variation
  /// selectors.
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Cf}\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}"
              + "\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0100}-\\x{E01EF}]");

  private static final Pattern BLANKS = Pattern.compile("[\\p{Z}\\s\\x{2800}]++");

  /// What is invisible, and blanks that are no plain space.
  private static final Pattern HIDDEN =
      Pattern.compile(INVISIBLE.pattern() + "|[\\p{Z}\\x{2800}&&[^ ]]");

  private Texts() {}

  /// What is wrong with a text that must be there; null where nothing is.
  static @Nullable String defect(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return "missing or blank";
    }
    if (length(text) > MAX_LENGTH) {
      return length(text) + " characters long (expected: at most " + MAX_LENGTH + ")";
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
          return "has an unpaired surrogate, U+%04X".formatted((int) c);
        }
      }
    }
    return null;
  }

  /// Words of a drawing, which may have line breaks, on one line.
  static String onOneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /// How many characters (code points) a text has.
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// What people see of a text: composed, without invisible characters, each run of blanks as one
  /// space, none at the ends. Two texts of one look can't be told apart.
  static String look(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    String visible = INVISIBLE.matcher(text).replaceAll("");
    String composed = Normalizer.normalize(visible, Normalizer.Form.NFC);
    return BLANKS.matcher(composed).replaceAll(" ").strip();
  }

  /// A text in quotes as it may be shown, what is invisible in it as `U+200B`.
  static String escaped(String text) {
    Matcher hidden = HIDDEN.matcher(Findings.plain(text, Findings.QUOTED_LENGTH));
    return '"'
        + hidden.replaceAll(match -> "<U+%04X>".formatted(match.group().codePointAt(0)))
        + '"';
  }

  /// The parts that there are, joined by `-`; null where there are none.
  static @Nullable String joined(@Nullable String first, @Nullable String second) {
    if (first == null) {
      return second;
    }
    return second == null ? first : first + "-" + second;
  }
}
