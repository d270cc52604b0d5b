package dev.holdfast.benchmarks.report;

/// An SVG picture being drawn. Colours are chosen to be told apart on white and on black.
final class Svg {
  static final String INK = "#777777";
  static final String FAINT = "#77777755";

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  void line(double x1, double y1, double x2, double y2, String colour) {
    add(
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>"
            .formatted(x1, y1, x2, y2, colour));
  }

  void bar(double x, double y, double length, double thickness, String colour) {
    add(
        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s' rx='2'/>"
            .formatted(x, y, length, thickness, colour));
  }

  /// @param anchor `start`, `middle` or `end`
  void text(double x, double y, String anchor, String colour, String text) {
    add(
        "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>%s</text>"
            .formatted(x, y, anchor, colour, escaped(text)));
  }

  /// A line through points given as "x,y x,y".
  void path(String points, String colour) {
    add(
        "<polyline points='%s' fill='none' stroke='%s' stroke-width='2' stroke-linejoin='round'/>"
            .formatted(points, colour));
  }

  private void add(String element) {
    body.append(element).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// @param title what the picture shows, for those who do not see it
  String picture(String title) {
    return ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
            + " font-family='system-ui, sans-serif' font-size='13' role='img'>\n"
            + "<title>%s</title>\n%s</svg>\n")
        .formatted(width, height, width, height, escaped(title), body);
  }
}
