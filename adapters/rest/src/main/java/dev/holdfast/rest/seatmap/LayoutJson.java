package dev.holdfast.rest.seatmap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes seat maps in Holdfast's own format, which {@link SeatMapImporter} reads: compactly,
/// without what is absent or the default, coordinates to two decimals.
public final class LayoutJson {
  static final String LOWEST_FREE = "lowest-free";
  static final String INCREASING = "increasing";

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator json;

  private LayoutJson(JsonGenerator json) {
    this.json = json;
  }

  /// Writes a seat map as one JSON object in UTF-8, part by part.
  ///
  /// @param out stays open
  public static void write(SeatMap map, OutputStream out) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      new LayoutJson(json).write(map);
    }
  }

  private void write(SeatMap map) throws IOException {
    Layout layout = map.layout();
    json.writeStartObject();
    json.writeStringField("id", map.id().toString());
    json.writeStringField("name", map.name());
    json.writeNumberField("capacity", map.capacity());
    json.writeArrayFieldStart("categories");
    for (Category category : layout.categories()) {
      json.writeStartObject();
      json.writeStringField("id", category.id());
      json.writeStringField("name", category.name());
      json.writeStringField("color", category.color());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sections");
    for (Section section : layout.sections()) {
      write(section);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("areas");
    for (Area area : layout.areas()) {
      write(area);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("decorations");
    for (Decoration decoration : layout.decorations()) {
      json.writeStartObject();
      json.writeStringField("kind", decoration.kind());
      optional("text", decoration.text());
      outline(decoration.outline());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(Section section) throws IOException {
    json.writeStartObject();
    optional("name", section.name());
    optional("entrance", section.entrance());
    outline(section.outline());
    json.writeArrayFieldStart("rows");
    for (Row row : section.rows()) {
      json.writeStartObject();
      optional("name", row.name());
      optional("label", row.label());
      json.writeArrayFieldStart("seats");
      for (Seat seat : row.seats()) {
        write(seat);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(Seat seat) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", seat.id());
    if (!seat.name().equals(seat.id())) {
      json.writeStringField("name", seat.name());
    }
    optional("label", seat.label());
    json.writeStringField("category", seat.category());
    if (seat.position() != null) {
      coordinates(seat.position());
    }
    if (seat.accessible()) {
      json.writeBooleanField("accessible", true);
    }
    json.writeEndObject();
  }

  private void write(Area area) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", area.id());
    if (!area.name().equals(area.id())) {
      json.writeStringField("name", area.name());
    }
    json.writeStringField("category", area.category());
    json.writeNumberField("capacity", area.capacity());
    if (area.numbering() == Numbering.INCREASING) {
      json.writeStringField("numbering", INCREASING);
    }
    outline(area.outline());
    json.writeEndObject();
  }

  private void optional(String field, @Nullable String text) throws IOException {
    if (text != null) {
      json.writeStringField(field, text);
    }
  }

  private void outline(List<Point> outline) throws IOException {
    if (outline.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("outline");
    for (Point point : outline) {
      json.writeStartObject();
      coordinates(point);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void coordinates(Point point) throws IOException {
    coordinate("x", point.x());
    coordinate("y", point.y());
  }

  private void coordinate(String field, double value) throws IOException {
    json.writeFieldName(field);
    long hundredths = Math.round(value * 100);
    if (hundredths % 100 == 0) {
      json.writeNumber(hundredths / 100);
    } else {
      json.writeNumber(hundredths / 100.0);
    }
  }
}
