package dev.holdfast.rest.seatmap;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Colours as `#rrggbb`.
final class Colors {
  /// Easily told apart, also by the colour-blind: the palette of Okabe and Ito, darkened until
  /// white text can be read on it.
  private static final List<String> PALETTE =
      List.of("#0072b2", "#b34f00", "#007a5a", "#a84a7f", "#6b5b00", "#3d6f99", "#5c4b8a");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("aqua", "#00ffff"),
          Map.entry("black", "#000000"),
          Map.entry("blue", "#0000ff"),
          Map.entry("brown", "#a52a2a"),
          Map.entry("cyan", "#00ffff"),
          Map.entry("fuchsia", "#ff00ff"),
          Map.entry("gold", "#ffd700"),
          Map.entry("gray", "#808080"),
          Map.entry("green", "#008000"),
          Map.entry("grey", "#808080"),
          Map.entry("lime", "#00ff00"),
          Map.entry("magenta", "#ff00ff"),
          Map.entry("maroon", "#800000"),
          Map.entry("navy", "#000080"),
          Map.entry("olive", "#808000"),
          Map.entry("orange", "#ffa500"),
          Map.entry("pink", "#ffc0cb"),
          Map.entry("purple", "#800080"),
          Map.entry("red", "#ff0000"),
          Map.entry("silver", "#c0c0c0"),
          Map.entry("teal", "#008080"),
          Map.entry("turquoise", "#40e0d0"),
          Map.entry("violet", "#ee82ee"),
          Map.entry("white", "#ffffff"),
          Map.entry("yellow", "#ffff00"));

  private static final Pattern SHORT = Pattern.compile("#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?");
  private static final Pattern LONG = Pattern.compile("(#[0-9a-f]{6})(?:[0-9a-f]{2})?");
  private static final Pattern RGB =
      Pattern.compile(
          "rgba?\\(\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*(?:,.*)?\\)");

  private Colors() {}

  /// A colour as a web page would write it, without its transparency; null where it is none that
  /// is known.
  static @Nullable String normalized(String color) {
    String given = color.strip().toLowerCase(Locale.ROOT);
    Matcher inFull = LONG.matcher(given);
    if (inFull.matches()) {
      return inFull.group(1);
    }
    Matcher inShort = SHORT.matcher(given);
    if (inShort.matches()) {
      return "#"
          + inShort.group(1).repeat(2)
          + inShort.group(2).repeat(2)
          + inShort.group(3).repeat(2);
    }
    Matcher rgb = RGB.matcher(given);
    if (rgb.matches()) {
      return "#%02x%02x%02x".formatted(byteOf(rgb, 1), byteOf(rgb, 2), byteOf(rgb, 3));
    }
    return NAMES.get(given);
  }

  /// The colour of the category with this index, where it has none of its own.
  static String fallback(int index) {
    return PALETTE.get(index % PALETTE.size());
  }

  private static int byteOf(Matcher rgb, int group) {
    return Math.min(255, Integer.parseInt(rgb.group(group)));
  }
}
