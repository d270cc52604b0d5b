package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Findings.quote;

import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A seat map in Holdfast's own format, which {@link LayoutJson} writes: strict, so that a
/// misspelt field is not silently lost.
final class HoldfastLayout implements SeatMapImporter.Source {
  static final Set<String> DECORATIONS = Set.of("stage", "focus", "text", "shape");

  private @Nullable String name;
  private List<RawCategory> categories = List.of();
  private List<RawSection> sections = List.of();
  private List<RawArea> areas = List.of();
  private List<RawDecoration> decorations = List.of();

  @Override
  public void read(String field, Json json) throws IOException {
    switch (field) {
      case "name" -> name = json.string();
      case "categories" -> categories = json.raws(RawCategory::new);
      case "sections" -> sections = json.raws(RawSection::new);
      case "areas" -> areas = json.raws(RawArea::new);
      case "decorations" -> decorations = json.raws(RawDecoration::new);
      // Ours to give, and in every map we show: what was shown can be imported as it is.
      case "id" -> json.string();
      case "capacity" -> json.number();
      default ->
          json.unknown(
              "name, categories, sections, areas or decorations; zones in a pretix seating plan;"
                  + " subChart in a seats.io chart");
    }
  }

  @Override
  public void draw(Draft draft) {
    draft.name(FieldPath.of("name"), name);
    FieldPath all = FieldPath.of("categories");
    for (int i = 0; i < categories.size(); i++) {
      categories.get(i).draw(draft, all.at(i));
    }
    all = FieldPath.of("sections");
    for (int i = 0; i < sections.size(); i++) {
      sections.get(i).draw(draft, all.at(i));
    }
    all = FieldPath.of("areas");
    for (int i = 0; i < areas.size(); i++) {
      areas.get(i).draw(draft, all.at(i));
    }
    all = FieldPath.of("decorations");
    for (int i = 0; i < decorations.size(); i++) {
      decorations.get(i).draw(draft, all.at(i));
    }
  }

  private static final class RawCategory implements Json.Raw {
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String color;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "id" -> id = json.string();
        case "name" -> name = json.string();
        case "color" -> color = json.string();
        default -> json.unknown("id, name or color");
      }
    }

    void draw(Draft draft, FieldPath at) {
      String normalized = color == null ? null : Colors.normalized(color);
      if (color != null && normalized == null) {
        draft.error(at.to("color"), "color: " + quote(color) + " (expected: #rrggbb)");
      }
      draft.category(at, id, name, normalized);
    }
  }

  private static final class RawSection implements Json.Raw {
    private @Nullable String name;
    private @Nullable String entrance;
    private List<RawPoint> outline = List.of();
    private List<RawRow> rows = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "name" -> name = json.string();
        case "entrance" -> entrance = json.string();
        case "outline" -> outline = json.raws(RawPoint::new);
        case "rows" -> rows = json.raws(RawRow::new);
        default -> json.unknown("name, entrance, outline or rows");
      }
    }

    void draw(Draft draft, FieldPath at) {
      draft.section(at, name, entrance, RawPoint.points(outline, draft, at));
      FieldPath all = at.to("rows");
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).draw(draft, all.at(i));
      }
    }
  }

  private static final class RawRow implements Json.Raw {
    private @Nullable String name;
    private @Nullable String label;
    private List<RawSeat> seats = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "name" -> name = json.string();
        case "label" -> label = json.string();
        case "seats" -> seats = json.raws(RawSeat::new);
        default -> json.unknown("name, label or seats");
      }
    }

    void draw(Draft draft, FieldPath at) {
      Draft.RowDraft row = draft.row(at, name, label);
      FieldPath all = at.to("seats");
      for (int i = 0; i < seats.size(); i++) {
        seats.get(i).draw(draft, all.at(i), row);
      }
    }
  }

  private static final class RawSeat implements Json.Raw {
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String label;
    private @Nullable String category;
    private double x = Double.NaN;
    private double y = Double.NaN;
    private boolean accessible;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "id" -> id = json.string();
        case "name" -> name = json.pooled(json.string());
        case "label" -> label = json.pooled(json.string());
        case "category" -> category = json.pooled(json.string());
        case "x" -> x = json.number();
        case "y" -> y = json.number();
        case "accessible" -> accessible = json.flag();
        default -> json.unknown("id, name, label, category, x, y or accessible");
      }
    }

    void draw(Draft draft, FieldPath at, Draft.RowDraft row) {
      if (Double.isNaN(x) != Double.isNaN(y)) {
        draft.error(at, "only one of x and y (expected: both or neither)");
      }
      draft.seat(row, at, id, name == null ? id : name, label, category, x, y, accessible);
    }
  }

  private static final class RawArea implements Json.Raw {
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String category;
    private double capacity = Double.NaN;
    private @Nullable String numbering;
    private List<RawPoint> outline = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "id" -> id = json.string();
        case "name" -> name = json.string();
        case "category" -> category = json.string();
        case "capacity" -> capacity = json.wholeNumber();
        case "numbering" -> numbering = json.string();
        case "outline" -> outline = json.raws(RawPoint::new);
        default -> json.unknown("id, name, category, capacity, numbering or outline");
      }
    }

    void draw(Draft draft, FieldPath at) {
      draft.area(
          at,
          id,
          name == null ? id : name,
          category,
          capacity,
          numbering(draft, at),
          RawPoint.points(outline, draft, at));
    }

    private Numbering numbering(Draft draft, FieldPath at) {
      if (numbering == null || numbering.equals(LayoutJson.LOWEST_FREE)) {
        return Numbering.LOWEST_FREE;
      }
      if (!numbering.equals(LayoutJson.INCREASING)) {
        draft.error(
            at.to("numbering"),
            "numbering: " + quote(numbering) + " (expected: lowest-free or increasing)");
      }
      return Numbering.INCREASING;
    }
  }

  private static final class RawDecoration implements Json.Raw {
    private @Nullable String kind;
    private @Nullable String text;
    private List<RawPoint> outline = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "kind" -> kind = json.string();
        case "text" -> text = json.string();
        case "outline" -> outline = json.raws(RawPoint::new);
        default -> json.unknown("kind, text or outline");
      }
    }

    void draw(Draft draft, FieldPath at) {
      if (kind == null || !DECORATIONS.contains(kind)) {
        draft.error(
            at,
            "kind: "
                + (kind == null ? "missing" : quote(kind))
                + " (expected: stage, focus, text or shape)");
        return;
      }
      draft.decoration(at, kind, text, RawPoint.points(outline, draft, at));
    }
  }

  private static final class RawPoint implements Json.Raw {
    private double x = Double.NaN;
    private double y = Double.NaN;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "x" -> x = json.number();
        case "y" -> y = json.number();
        default -> json.unknown("x or y");
      }
    }

    static List<Point> points(List<RawPoint> outline, Draft draft, FieldPath at) {
      List<Point> points = new ArrayList<>(outline.size());
      for (int i = 0; i < outline.size(); i++) {
        RawPoint corner = outline.get(i);
        if (Double.isNaN(corner.x) || Double.isNaN(corner.y)) {
          draft.error(at.to("outline").at(i), "not a point (expected: x and y)");
        } else {
          points.add(new Point(corner.x, corner.y));
        }
      }
      return points;
    }
  }
}
