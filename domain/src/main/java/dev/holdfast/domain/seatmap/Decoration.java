package dev.holdfast.domain.seatmap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something drawn that is not for sale: the stage, a text, a wall.
///
/// @param kind `stage`, `text`, `shape`, or `focus`, the point that everybody looks at
/// @param text what is written on it; null where nothing is
/// @param outline its border as a polygon; a single point for a text or focus
public record Decoration(String kind, @Nullable String text, List<Point> outline) {
  public Decoration {
    outline = List.copyOf(outline);
  }
}
