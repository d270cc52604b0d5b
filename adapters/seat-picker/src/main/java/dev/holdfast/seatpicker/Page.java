package dev.holdfast.seatpicker;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// The one HTML page: what it shows depends on its address, which its script reads.
final class Page {
  /// Nothing inline, nothing from elsewhere, in nobody's frame. The rules that `default-src` does
  /// not cover are said one by one.
  static final String SECURITY_POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

  private Page() {}

  /// All that it names is relative to its own address, for a proxy may have moved that.
  ///
  /// @param up leads from its address to the first page, such as `../`
  /// @param style, script and picker paths of the files that the page loads
  static WebFile of(String up, String style, String script, String picker) {
    String html =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Holdfast</title>
        <link rel="icon" href="%s" type="image/svg+xml">
        <link rel="stylesheet" href="%s">
        <script type="module" src="%s"></script>
        <script type="module" src="%s"></script>
        </head>
        <body>
        <noscript>This page needs JavaScript to show the seats.</noscript>
        </body>
        </html>
        """
            .formatted(
                Stream.of(SeatPickerRoutes.FOLDER + "icon.svg", style, picker, script)
                    .map(path -> up + path.substring(1))
                    .toArray());
    return WebFile.of("text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }
}
