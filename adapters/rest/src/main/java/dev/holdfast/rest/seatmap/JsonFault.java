package dev.holdfast.rest.seatmap;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/// Words for what keeps a document from being JSON.
public final class JsonFault {
  private static final int MOST = 200;
  private static final Pattern START_OF_VALUE =
      Pattern.compile(" \\([^(]*\\[Source: .*", Pattern.DOTALL);
  private static final Pattern SETTING_OF_A_LIMIT = Pattern.compile(", from `[^`]*`");
  private static final Pattern SETTING =
      Pattern.compile("[:;,]?\\s*\\(?[^(:;,]*`.*", Pattern.DOTALL);

  private JsonFault() {}

  /// What is wrong and where, without the parser's words on its own classes and settings.
  public static String described(JsonProcessingException e) {
    String message = START_OF_VALUE.matcher(e.getOriginalMessage()).replaceFirst("");
    String limit = SETTING_OF_A_LIMIT.matcher(message).replaceAll("");
    String fault = Findings.plain(SETTING.matcher(limit).replaceFirst("").strip(), MOST);
    JsonLocation at = e.getLocation();
    return at == null
        ? fault
        : "%s (line %d, column %d)".formatted(fault, at.getLineNr(), at.getColumnNr());
  }
}
