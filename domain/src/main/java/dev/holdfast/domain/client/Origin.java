package dev.holdfast.domain.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a page of a browser is from, as browsers write it in the header `Origin` (RFC 6454,
/// section 6.2): scheme, host in lower case, and a port unless it is the scheme's own.
///
/// @param value such as `https://shop.example.org`
public record Origin(String value) {
  /// What {@link #parse} reads, in words.
  public static final String EXPECTED =
      "an origin as browsers send it, such as https://shop.example.org or http://localhost:8000";

  private static final int MOST_CHARACTERS = 300;
  private static final int LAST_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile(
          "(https?)://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::([1-9][0-9]{0,4}))?");

  /// The origin that a text names; empty if browsers do not write one like that.
  public static Optional<Origin> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return text.length() <= MOST_CHARACTERS
            && parts.matches()
            && isWritten(parts.group(1), parts.group(2))
        ? Optional.of(new Origin(text))
        : Optional.empty();
  }

  private static boolean isWritten(String scheme, @Nullable String port) {
    return port == null
        || (Integer.parseInt(port) <= LAST_PORT
            && !port.equals(scheme.equals("https") ? "443" : "80"));
  }

  @Override
  public String toString() {
    return value;
  }
}
