package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.FieldPath;
import dev.holdfast.rest.seatmap.SeatMapImport.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Reads seat maps: Holdfast's own format, pretix seating plans and seats.io charts.
///
/// The formats are told apart by their structure. The document is walked through twice, once to
/// see that it is JSON and whose, once to read it, and is never held as a tree.
public final class SeatMapImporter {
  private SeatMapImporter() {}

  /// Reads a seat map from JSON in UTF-8.
  ///
  /// @param body the whole document
  /// @param repair whether doubled ids of seats and areas are made unique instead of refused
  public static SeatMapImport read(byte[] body, boolean repair) {
    Findings malformed = new Findings();
    Findings warnings = new Findings();
    if (!isUtf8(body)) {
      malformed.add(FieldPath.whole(), "not JSON: not UTF-8 text");
      return new Malformed(malformed.list());
    }
    Outline outline = new Outline();
    Json.walk(
        body,
        malformed,
        warnings,
        json -> {
          json.raw(outline);
          json.end();
        });
    Source source = outline.source();
    if (malformed.isEmpty()) {
      Json.walk(body, malformed, warnings, json -> json.raw(source));
    }
    if (!malformed.isEmpty()) {
      return new Malformed(malformed.list());
    }
    Draft draft = new Draft(repair, warnings);
    source.draw(draft);
    return draft.finish();
  }

  /// A document's content, yet to be judged.
  interface Source extends Json.Raw {
    /// Puts everything there is into the draft, in map order.
    void draw(Draft draft);
  }

  /// As much of a document as tells its format.
  private static final class Outline implements Json.Raw {
    private boolean isSeatsIo;
    private boolean isPretix;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        // A chart has zones too, but as an object.
        case "zones" -> isPretix |= !json.isObject();
        case "categories" -> isSeatsIo |= json.isObject();
        case "subChart", "subChartFloors" -> isSeatsIo = true;
        default -> {}
      }
      json.skip();
    }

    Source source() {
      if (isSeatsIo) {
        return new SeatsioChart();
      }
      return isPretix ? new PretixPlan() : new HoldfastLayout();
    }
  }

  /// Whether these bytes are text in UTF-8. The parser would guess at other encodings, take some
  /// malformed sequences for characters, and look no closer at what it skips.
  private static boolean isUtf8(byte[] body) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer window = CharBuffer.allocate(8_192);
    CoderResult result;
    do {
      window.clear();
      result = decoder.decode(bytes, window, true);
    } while (result.isOverflow());
    for (byte b : body) {
      if (b == 0) {
        return false;
      }
    }
    return !result.isError();
  }
}
