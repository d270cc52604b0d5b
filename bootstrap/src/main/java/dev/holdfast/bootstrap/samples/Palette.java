package dev.holdfast.bootstrap.samples;

/// Colours that the colour-blind can tell apart, dark enough for white text and to stand out from
/// a white page: those of Okabe and Ito, darkened.
final class Palette {
  static final String BLUE = "#0072b2";
  static final String ORANGE = "#b34f00";
  static final String GREEN = "#007a5a";
  static final String PINK = "#a84a7f";
  static final String OLIVE = "#6b5b00";

  private Palette() {}
}
