package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Findings.quote;

import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.seatmap.Point;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A seating plan of pretix: zones with rows of seats, each positioned relative to what it lies
/// in. Written after its published JSON schema (`seating-plan.schema.json` in pretix), in both its
/// versions; what is left out is told, but for how things are drawn. Its areas are shapes without
/// places.
final class PretixPlan implements SeatMapImporter.Source {
  /// How things are drawn, and names for editors.
  private static final Set<String> DRAWING =
      Set.of("border_color", "color", "radius", "row_number_position", "size", "uuid");

  private static final Set<String> STAGES = Set.of("stage", "bühne", "scène", "podium", "screen");

  private @Nullable String name;
  private List<RawCategory> categories = List.of();
  private List<RawZone> zones = List.of();

  @Override
  public void read(String field, Json json) throws IOException {
    switch (field) {
      case "name" -> name = json.label();
      case "categories" -> categories = json.raws(RawCategory::new);
      case "zones" -> zones = json.raws(RawZone::new);
      default -> leaveOut(field, json);
    }
  }

  private static void leaveOut(String field, Json json) throws IOException {
    if (DRAWING.contains(field)) {
      json.skip();
    } else {
      json.leaveOut(field);
    }
  }

  @Override
  public void draw(Draft draft) {
    draft.name(FieldPath.of("name"), name);
    FieldPath all = FieldPath.of("categories");
    for (int i = 0; i < categories.size(); i++) {
      categories.get(i).draw(draft, all.at(i));
    }
    all = FieldPath.of("zones");
    for (int i = 0; i < zones.size(); i++) {
      zones.get(i).draw(draft, all.at(i));
    }
  }

  private static final class RawCategory implements Json.Raw {
    private @Nullable String name;
    private @Nullable String color;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "name" -> name = json.label();
        case "color" -> color = json.label();
        default -> leaveOut(field, json);
      }
    }

    void draw(Draft draft, FieldPath at) {
      draft.category(at, name, name, draft.normalizedColor(at, color));
    }
  }

  private static final class RawZone implements Json.Raw {
    private @Nullable String name;
    private @Nullable String id;
    private RawPoint position = new RawPoint();
    private List<RawRow> rows = List.of();
    private List<RawArea> areas = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "name" -> name = json.label();
        case "zone_id" -> id = json.label();
        case "position" -> position = json.raw(new RawPoint());
        case "rows" -> rows = json.raws(RawRow::new);
        case "areas" -> areas = json.raws(RawArea::new);
        default -> leaveOut(field, json);
      }
    }

    void draw(Draft draft, FieldPath at) {
      Point origin = position.orZero();
      draft.section(at, name == null ? id : name, null, List.of());
      FieldPath all = at.to("rows");
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).draw(draft, all.at(i), i, id == null ? name : id, origin);
      }
      all = at.to("areas");
      for (int i = 0; i < areas.size(); i++) {
        areas.get(i).draw(draft, all.at(i), origin);
      }
    }
  }

  private static final class RawRow implements Json.Raw {
    private @Nullable String number;
    private @Nullable String label;
    private @Nullable String seatLabel;
    private RawPoint position = new RawPoint();
    private List<RawSeat> seats = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "row_number" -> number = json.label();
        case "row_label" -> label = json.label();
        case "seat_label" -> seatLabel = json.label();
        case "position" -> position = json.raw(new RawPoint());
        case "seats" -> seats = json.raws(RawSeat::new);
        default -> leaveOut(field, json);
      }
    }

    /// @param index of the row in its zone, from 0
    void draw(Draft draft, FieldPath at, int index, @Nullable String zone, Point zoneOrigin) {
      String shown = filled(label, number, index);
      Draft.RowDraft row = draft.row(at, number, shown);
      Point origin = Shapes.moved(position.orZero(), zoneOrigin);
      String prefix = Texts.joined(zone, number == null ? shown : number);
      FieldPath all = at.to("seats");
      for (int i = 0; i < seats.size(); i++) {
        seats.get(i).draw(draft, all.at(i), i, row, prefix, seatLabel, origin);
      }
    }
  }

  /// The label that a pattern gives, as pretix does it: `%s` is the number, else the index.
  private static @Nullable String filled(
      @Nullable String pattern, @Nullable String number, int index) {
    return pattern == null
        ? null
        : pattern.replace("%s", number == null ? String.valueOf(index) : number);
  }

  private static final class RawSeat implements Json.Raw {
    private @Nullable String guid;
    private @Nullable String number;
    private @Nullable String label;
    private @Nullable String category;
    private double x = Double.NaN;
    private double y = Double.NaN;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "seat_guid" -> guid = json.label();
        case "seat_number" -> number = json.pooled(json.label());
        case "seat_label" -> label = json.pooled(json.label());
        case "category" -> category = json.pooled(json.label());
        case "position" -> {
          RawPoint position = json.raw(new RawPoint());
          x = position.x;
          y = position.y;
        }
        default -> leaveOut(field, json);
      }
    }

    /// @param index of the seat in its row, from 0
    /// @param rowLabel what the row's seats are called that say nothing else
    void draw(
        Draft draft,
        FieldPath at,
        int index,
        Draft.RowDraft row,
        @Nullable String prefix,
        @Nullable String rowLabel,
        Point origin) {
      if (guid == null && number == null && draft.repairs()) {
        number = String.valueOf(index + 1);
        draft.warning(at, "neither seat_guid nor seat_number; it got the number " + number);
      }
      String id = guid;
      if (id == null && number != null) {
        id = Texts.joined(prefix, number);
      }
      draft.seat(
          row,
          at,
          id,
          number == null ? id : number,
          filled(label == null ? rowLabel : label, number, index),
          category,
          x + origin.x(),
          y + origin.y(),
          false);
    }
  }

  private static final class RawArea implements Json.Raw {
    private @Nullable String shape;
    private RawPoint position = new RawPoint();
    private double rotation;
    private RawText text = new RawText();
    private RawSize rectangle = new RawSize();
    private RawSize circle = new RawSize();
    private RawSize ellipse = new RawSize();
    private List<RawPoint> polygon = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "shape" -> shape = json.label();
        case "position" -> position = json.raw(new RawPoint());
        case "rotation" -> rotation = json.numberOr(0);
        case "text" -> {
          if (json.isObject()) {
            text = json.raw(new RawText());
          } else {
            text.text = json.label();
          }
        }
        case "rectangle" -> rectangle = json.raw(new RawSize());
        case "circle" -> circle = json.raw(new RawSize());
        case "ellipse" -> ellipse = json.raw(new RawSize());
        case "polygon" ->
            json.object(
                inner -> {
                  if (inner.equals("points")) {
                    polygon = json.raws(RawPoint::new);
                  } else {
                    json.skip();
                  }
                });
        // The schema's first version knew rectangles only.
        case "width" -> rectangle.width = json.number();
        case "height" -> rectangle.height = json.number();
        default -> leaveOut(field, json);
      }
    }

    void draw(Draft draft, FieldPath at, Point zoneOrigin) {
      Point origin = Shapes.moved(position.orZero(), zoneOrigin);
      String written = text.text == null ? null : Texts.onOneLine(text.text);
      String kind = shape == null ? "rectangle" : shape;
      switch (kind) {
        case "polygon" ->
            shape(
                draft,
                at,
                written,
                polygon.stream()
                    .map(p -> Shapes.turned(origin, p.orZero().x(), p.orZero().y(), rotation))
                    .toList());
        case "rectangle" -> {
          double w = rectangle.width;
          double h = rectangle.height;
          if (w > 0 && h > 0) {
            Point center = Shapes.turned(origin, w / 2, h / 2, rotation);
            shape(draft, at, written, Shapes.rectangle(center, w, h, rotation));
          }
        }
        case "circle" -> {
          if (circle.radius.x > 0) {
            shape(draft, at, written, Shapes.ellipse(origin, circle.radius.x, circle.radius.x, 0));
          }
        }
        case "ellipse" -> {
          double rx = ellipse.radius.x;
          double ry = ellipse.radius.y;
          if (rx > 0 && ry > 0) {
            shape(draft, at, written, Shapes.ellipse(origin, rx, ry, rotation));
          }
        }
        case "text" -> {
          if (written != null) {
            Point from = text.position.orZero();
            Point where = Shapes.turned(origin, from.x(), from.y(), rotation);
            draft.decoration(at, "text", written, List.of(where));
          }
        }
        default -> draft.warning(at, "shape " + quote(kind) + " is unknown; it was left out");
      }
    }

    private static void shape(
        Draft draft, FieldPath at, @Nullable String text, List<Point> outline) {
      boolean stage = text != null && STAGES.contains(text.toLowerCase(Locale.ROOT));
      draft.decoration(at, stage ? "stage" : "shape", text, outline);
    }
  }

  private static final class RawText implements Json.Raw {
    private @Nullable String text;
    private RawPoint position = new RawPoint();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "text" -> text = json.label();
        case "position" -> position = json.raw(new RawPoint());
        default -> leaveOut(field, json);
      }
    }
  }

  private static final class RawSize implements Json.Raw {
    private double width = Double.NaN;
    private double height = Double.NaN;
    private RawPoint radius = new RawPoint();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "width" -> width = json.number();
        case "height" -> height = json.number();
        case "radius" -> {
          if (json.isObject()) {
            radius = json.raw(new RawPoint());
          } else {
            radius.x = json.number();
          }
        }
        default -> leaveOut(field, json);
      }
    }
  }
}
