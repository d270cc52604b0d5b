package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.Texts;
import java.util.ArrayList;
import java.util.List;

/// Findings in document order. Only the first {@link #MAX} are kept, so that a hostile document
/// can't make an answer larger than itself.
final class Findings {
  static final int MAX = 1_000;
  static final int QUOTED_LENGTH = 60;

  private final List<FieldError> kept = new ArrayList<>();
  private int more;

  void add(FieldPath at, String detail) {
    if (isFull()) {
      more++;
    } else {
      kept.add(new FieldError(at, detail));
    }
  }

  /// Whether a further finding is only counted.
  boolean isFull() {
    return kept.size() == MAX;
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /// What was found; where there was more than is kept, the last finding says how much.
  List<FieldError> list() {
    List<FieldError> all = new ArrayList<>(kept);
    if (more > 0) {
      all.add(new FieldError(FieldPath.whole(), more + " more are not listed"));
    }
    return all;
  }

  /// A text of the document as it may be shown: in quotes, short, without control characters.
  static String quote(String text) {
    return '"' + plain(text, QUOTED_LENGTH) + '"';
  }

  /// A text as it may be shown: cut after `length`, without control characters.
  static String plain(String text, int length) {
    return Texts.shown(text, length);
  }
}
