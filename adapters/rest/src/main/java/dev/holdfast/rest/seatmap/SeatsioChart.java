package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Findings.quote;

import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A seats.io chart: a chart, or one per floor, with rows, tables, booths, areas, and sections that
/// are charts themselves. Written after the charts that the vendor publishes with its client
/// libraries; what is left out is told, but for how things are drawn.
///
/// Ids are the vendor's own object labels: section, row or table, and seat, joined by `-`.
final class SeatsioChart implements SeatMapImporter.Source {
  /// Between two floors, which are drawn one below the other.
  private static final double FLOOR_GAP = 60;

  /// How things are drawn, and what the vendor's editor keeps for itself.
  private static final Set<String> DRAWING =
      Set.of(
          "autoRadius",
          "autoStroke",
          "chairSpacing",
          "colorScheme",
          "cornerRadius",
          "curve",
          "fillColor",
          "foreground",
          "icon",
          "labelHorizontalOffset",
          "labelRotationAngle",
          "labelShown",
          "labelSize",
          "labelVerticalOffset",
          "maxCategoryKey",
          "minOccupancy",
          "objectLabeling",
          "objectType",
          "openSpaces",
          "points",
          "published",
          "referenceChart",
          "referenceChartVisible",
          "rowChairSpacing",
          "rowLabelDisabled",
          "rowLabelPosition",
          "rowSpacing",
          "seatLabeling",
          "sectionScaleFactor",
          "showAllButtons",
          "smartTypeVariation",
          "snapOffset",
          "strokeColor",
          "strokeWidth",
          "tablesLabelCounter",
          "translucent",
          "uuid",
          "uuidCounter",
          "venueType",
          "version",
          "verticalRowLabelDirection");

  /// The types that say no more than what a thing is anyway.
  private static final Set<String> USUAL_TYPES =
      Set.of("row", "seat", "table", "booth", "generaladmission");

  private @Nullable String name;
  private List<RawCategory> categories = List.of();
  private RawChart chart = new RawChart();
  private List<RawChart> floors = List.of();

  @Override
  public void read(String field, Json json) throws IOException {
    switch (field) {
      case "name" -> name = json.label();
      case "categories" -> json.object(inner -> readCategories(inner, json));
      case "subChart" -> chart = json.raw(new RawChart());
      case "subChartFloors" -> floors = json.raws(RawChart::new);
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

  private void readCategories(String field, Json json) throws IOException {
    if (field.equals("list")) {
      categories = json.raws(RawCategory::new);
    } else {
      leaveOut(field, json);
    }
  }

  @Override
  public void draw(Draft draft) {
    draft.name(FieldPath.of("name"), name);
    Categories known = new Categories(new HashMap<>(), new HashSet<>());
    FieldPath all = FieldPath.of("categories").to("list");
    for (int i = 0; i < categories.size(); i++) {
      categories.get(i).draw(draft, all.at(i), known);
    }
    Place top = new Place(null, null, null, new Point(0, 0), known);
    chart.draw(draft, FieldPath.of("subChart"), top);
    all = FieldPath.of("subChartFloors");
    double y = 0;
    for (int i = 0; i < floors.size(); i++) {
      RawChart floor = floors.get(i);
      if (floors.size() > 1 && floor.floorName != null) {
        Point above = new Point(floor.width / 2, y - FLOOR_GAP / 3);
        draft.decoration(all.at(i), "text", floor.floorName, List.of(above));
      }
      floor.draw(draft, all.at(i), new Place(null, floor.floorName, null, new Point(0, y), known));
      y += floor.height + FLOOR_GAP;
    }
  }

  /// The categories by label, and those that are for wheelchair users.
  private record Categories(Map<String, String> byLabel, Set<String> accessible) {}

  /// Where in the chart something is.
  ///
  /// @param section the labels of the sections around it, joined; null outside of any
  /// @param shown what people call that section, or the floor outside of any; null for nothing
  /// @param category the category it inherits; null if there is none
  /// @param origin what its coordinates are relative to
  private record Place(
      @Nullable String section,
      @Nullable String shown,
      @Nullable String category,
      Point origin,
      Categories known) {
    /// The category of something that names one in either way, or inherits it.
    @Nullable String category(Draft draft, @Nullable String key, @Nullable String label) {
      if (key != null && draft.hasCategory(key)) {
        return key;
      }
      if (label != null && known.byLabel().containsKey(label)) {
        return known.byLabel().get(label);
      }
      // Neither is known: the draft says so, naming the one that is given.
      if (key != null) {
        return key;
      }
      return label == null ? category : label;
    }

    /// @param inner the label of a section inside; null if there is none
    /// @param innerShown what people call it; null for its label
    Place within(
        @Nullable String inner,
        @Nullable String innerShown,
        @Nullable String innerCategory,
        Point offset) {
      String name = innerShown == null ? inner : innerShown;
      return new Place(
          Texts.joined(section, inner),
          name == null ? shown : Texts.joined(section == null ? null : shown, name),
          innerCategory,
          Shapes.moved(offset, origin),
          known);
    }
  }

  private static final class RawCategory implements Json.Raw {
    private @Nullable String key;
    private @Nullable String label;
    private @Nullable String color;
    private boolean accessible;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "key" -> key = json.label();
        case "label" -> label = json.label();
        case "color" -> color = json.label();
        case "accessible" -> accessible = json.flag();
        default -> leaveOut(field, json);
      }
    }

    void draw(Draft draft, FieldPath at, Categories known) {
      String id = key == null ? label : key;
      draft.category(at, id, label == null ? key : label, draft.normalizedColor(at, color));
      if (id != null) {
        if (label != null) {
          known.byLabel().putIfAbsent(label, id);
        }
        if (accessible) {
          known.accessible().add(id);
        }
      }
    }
  }

  private static final class RawChart implements Json.Raw {
    private double width;
    private double height;
    private @Nullable String floorName;
    private List<RawRow> rows = List.of();
    private List<RawRow> tables = List.of();
    private List<RawShape> booths = List.of();
    private List<RawShape> areas = List.of();
    private List<RawSection> sections = List.of();
    private List<RawShape> shapes = List.of();
    private List<RawShape> texts = List.of();
    private RawPoint focalPoint = new RawPoint();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "width" -> width = json.numberOr(0);
        case "height" -> height = json.numberOr(0);
        case "floorDisplayName" -> floorName = json.label();
        case "floorName" -> {
          String label = json.label();
          floorName = floorName == null ? label : floorName;
        }
        case "rows" -> rows = json.raws(RawRow::new);
        case "tables" -> tables = json.raws(RawRow::new);
        case "booths" -> booths = json.raws(RawShape::new);
        case "generalAdmissionAreas" -> areas = json.raws(RawShape::new);
        case "sections" -> sections = json.raws(RawSection::new);
        case "shapes" -> shapes = json.raws(RawShape::new);
        case "texts" -> texts = json.raws(RawShape::new);
        case "focalPoint" -> focalPoint = json.raw(new RawPoint());
        default -> leaveOut(field, json);
      }
    }

    /// Draws a chart that is no section: all of the room, or a floor.
    void draw(Draft draft, FieldPath at, Place place) {
      draft.section(at, place.shown(), null, List.of());
      drawInside(draft, at, place);
    }

    /// Draws what is in the section begun last, then the sections inside it.
    void drawInside(Draft draft, FieldPath at, Place place) {
      FieldPath all = at.to("rows");
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).draw(draft, all.at(i), place);
      }
      all = at.to("tables");
      for (int i = 0; i < tables.size(); i++) {
        tables.get(i).drawTable(draft, all.at(i), place);
      }
      all = at.to("booths");
      for (int i = 0; i < booths.size(); i++) {
        booths.get(i).drawBooth(draft, all.at(i), place);
      }
      all = at.to("generalAdmissionAreas");
      for (int i = 0; i < areas.size(); i++) {
        areas.get(i).drawArea(draft, all.at(i), place);
      }
      all = at.to("shapes");
      for (int i = 0; i < shapes.size(); i++) {
        shapes.get(i).drawShape(draft, all.at(i), place);
      }
      all = at.to("texts");
      for (int i = 0; i < texts.size(); i++) {
        texts.get(i).drawText(draft, all.at(i), place);
      }
      if (!Double.isNaN(focalPoint.x) && !Double.isNaN(focalPoint.y)) {
        Point focus = Shapes.moved(focalPoint.orZero(), place.origin());
        draft.decoration(at.to("focalPoint"), "focus", null, List.of(focus));
      }
      all = at.to("sections");
      for (int i = 0; i < sections.size(); i++) {
        sections.get(i).draw(draft, all.at(i), place);
      }
    }
  }

  private static final class RawSection implements Json.Raw {
    private @Nullable String label;
    private @Nullable String displayLabel;
    private @Nullable String categoryKey;
    private @Nullable String categoryLabel;
    private @Nullable String entrance;
    private RawPoint topLeft = new RawPoint();
    private List<RawPoint> points = List.of();
    private RawChart chart = new RawChart();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "label" -> label = json.label();
        case "categoryKey" -> categoryKey = json.label();
        case "categoryLabel" -> categoryLabel = json.label();
        case "displayLabel" -> displayLabel = json.label();
        case "entrance" -> entrance = json.label();
        case "topLeft" -> topLeft = json.raw(new RawPoint());
        case "points" -> points = json.raws(RawPoint::new);
        case "subChart" -> chart = json.raw(new RawChart());
        default -> leaveOut(field, json);
      }
    }

    /// Its outline lies in the chart around it, what is inside is relative to its own corner.
    void draw(Draft draft, FieldPath at, Place around) {
      Place inside =
          around.within(
              label,
              displayLabel,
              around.category(draft, categoryKey, categoryLabel),
              topLeft.orZero());
      draft.section(at, inside.shown(), entrance, outline(points, around.origin()));
      chart.drawInside(draft, at.to("subChart"), inside);
    }
  }

  /// A row of seats, or a table with seats around it.
  private static final class RawRow implements Json.Raw {
    private @Nullable String label;
    private @Nullable String displayLabel;
    private @Nullable String displayType;
    private @Nullable String sectionLabel;
    private @Nullable String sectionDisplayedLabel;
    private @Nullable String categoryKey;
    private @Nullable String categoryLabel;
    private boolean bookAsAWhole;
    private List<RawSeat> seats = List.of();
    private final RawShape top = new RawShape();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "label" -> label = json.label();
        case "displayLabel" -> displayLabel = json.label();
        case "displayObjectType" -> displayType = json.label();
        case "sectionLabel" -> sectionLabel = json.label();
        case "sectionDisplayedLabel" -> sectionDisplayedLabel = json.label();
        case "categoryKey" -> categoryKey = json.label();
        case "categoryLabel" -> categoryLabel = json.label();
        case "bookAsAWhole" -> bookAsAWhole = json.flag();
        case "seats" -> seats = json.raws(RawSeat::new);
        case "center", "radius", "width", "height", "rotationAngle", "topLeft" ->
            top.read(field, json);
        default -> leaveOut(field, json);
      }
    }

    void draw(Draft draft, FieldPath at, Place around) {
      draw(draft, at, around, words(displayType, shown()));
    }

    private @Nullable String shown() {
      return displayLabel == null ? label : displayLabel;
    }

    private void draw(Draft draft, FieldPath at, Place around, @Nullable String words) {
      String category = around.category(draft, categoryKey, categoryLabel);
      Place place = around.within(sectionLabel, sectionDisplayedLabel, category, new Point(0, 0));
      draft.sectionNamed(at, place.shown());
      Draft.RowDraft row = draft.row(at, shown(), words);
      String prefix = Texts.joined(place.section(), label);
      FieldPath all = at.to("seats");
      for (int i = 0; i < seats.size(); i++) {
        seats.get(i).draw(draft, all.at(i), row, prefix, place);
      }
    }

    /// A table's label says by itself what it is, as in `T1`: it is not "row T1".
    void drawTable(Draft draft, FieldPath at, Place around) {
      String words = words(displayType, shown());
      draw(draft, at, around, words == null ? shown() : words);
      if (bookAsAWhole) {
        draft.warning(at, "booked as a whole in seats.io (here: each of its seats by itself)");
      }
      List<Point> outline = top.outline(around.origin());
      if (!outline.isEmpty()) {
        draft.decoration(at, "shape", shown(), outline);
      }
    }
  }

  /// What something of a type of its own is called, as in `Bench 3`; null where its type is a usual
  /// one.
  private static @Nullable String words(@Nullable String type, @Nullable String shown) {
    if (type == null || USUAL_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      return null;
    }
    return shown == null ? type : type + " " + shown;
  }

  private static final class RawSeat implements Json.Raw {
    private @Nullable String label;
    private @Nullable String displayLabel;
    private @Nullable String displayType;
    private @Nullable String categoryKey;
    private @Nullable String categoryLabel;
    private boolean accessible;
    private double x = Double.NaN;
    private double y = Double.NaN;

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "label" -> label = json.pooled(json.label());
        case "displayLabel" -> displayLabel = json.pooled(json.label());
        case "displayObjectType" -> displayType = json.pooled(json.label());
        case "categoryKey" -> categoryKey = json.pooled(json.label());
        case "categoryLabel" -> categoryLabel = json.pooled(json.label());
        case "accessible", "categoryAccessible" -> accessible |= json.flag();
        case "x" -> x = json.number();
        case "y" -> y = json.number();
        default -> leaveOut(field, json);
      }
    }

    void draw(Draft draft, FieldPath at, Draft.RowDraft row, @Nullable String prefix, Place place) {
      String category = place.category(draft, categoryKey, categoryLabel);
      if (category != null && place.known().accessible().contains(category)) {
        accessible = true;
      }
      if ("?".equals(label)) {
        draft.warning(at, "label \"?\", which is seats.io's mark for none");
      }
      String shown = displayLabel == null ? label : displayLabel;
      draft.seat(
          row,
          at,
          label == null ? null : Texts.joined(prefix, label),
          shown,
          words(displayType, shown),
          category,
          x + place.origin().x(),
          y + place.origin().y(),
          accessible);
    }
  }

  /// A circle, rectangle, polygon or text: alone, or as the form of an area, a booth or a table.
  private static final class RawShape implements Json.Raw {
    private @Nullable String type;
    private @Nullable String smartType;
    private @Nullable String label;
    private @Nullable String text;
    private @Nullable String displayLabel;
    private @Nullable String displayType;
    private @Nullable String sectionLabel;
    private @Nullable String sectionDisplayedLabel;
    private @Nullable String categoryKey;
    private @Nullable String categoryLabel;
    private double capacity = Double.NaN;
    private boolean bookAsAWhole;
    private RawPoint center = new RawPoint();
    private RawPoint topLeft = new RawPoint();
    private double width = Double.NaN;
    private double height = Double.NaN;
    private double radius1 = Double.NaN;
    private double radius2 = Double.NaN;
    private double rotation;
    private List<RawPoint> points = List.of();

    @Override
    public void read(String field, Json json) throws IOException {
      switch (field) {
        case "type" -> type = json.label();
        case "smartType" -> smartType = json.label();
        case "label" -> label = json.label();
        case "text" -> text = json.label();
        case "displayLabel" -> displayLabel = json.label();
        case "displayObjectType" -> displayType = json.label();
        case "sectionLabel" -> sectionLabel = json.label();
        case "sectionDisplayedLabel" -> sectionDisplayedLabel = json.label();
        case "categoryKey" -> categoryKey = json.label();
        case "categoryLabel" -> categoryLabel = json.label();
        case "capacity" -> capacity = json.wholeNumber();
        case "bookAsAWhole" -> bookAsAWhole = json.flag();
        case "center" -> center = json.raw(new RawPoint());
        case "topLeft" -> topLeft = json.raw(new RawPoint());
        case "x" -> center.x = json.number();
        case "y" -> center.y = json.number();
        case "width" -> width = json.number();
        case "height" -> height = json.number();
        case "radius", "radius1" -> radius1 = json.number();
        case "radius2" -> radius2 = json.number();
        case "rotationAngle" -> rotation = json.numberOr(0);
        case "points" -> points = json.raws(RawPoint::new);
        default -> leaveOut(field, json);
      }
    }

    /// A booth is sold like one seat, and called by its label alone.
    void drawBooth(Draft draft, FieldPath at, Place around) {
      Place place = around.within(sectionLabel, sectionDisplayedLabel, null, new Point(0, 0));
      draft.sectionNamed(at, place.shown());
      String shown = displayLabel == null ? label : displayLabel;
      String words = words(displayType, shown);
      draft.seat(
          draft.row(at, null, null),
          at,
          label == null ? null : Texts.joined(place.section(), label),
          shown,
          words == null ? shown : words,
          around.category(draft, categoryKey, categoryLabel),
          center.x + place.origin().x(),
          center.y + place.origin().y(),
          false);
    }

    void drawArea(Draft draft, FieldPath at, Place around) {
      Place place = around.within(sectionLabel, sectionDisplayedLabel, null, new Point(0, 0));
      String shown = displayLabel == null ? label : displayLabel;
      String words = words(displayType, shown);
      if (bookAsAWhole) {
        draft.warning(at, "booked as a whole in seats.io (here: by the place)");
      }
      draft.area(
          at,
          label == null ? null : Texts.joined(place.section(), label),
          words == null ? shown : words,
          around.category(draft, categoryKey, categoryLabel),
          capacity,
          Numbering.LOWEST_FREE,
          outline(place.origin()));
    }

    void drawShape(Draft draft, FieldPath at, Place place) {
      List<Point> outline = outline(place.origin());
      if (outline.isEmpty()) {
        draft.warning(at, "shape " + quote(type == null ? "" : type) + " is unknown, left out");
        return;
      }
      draft.decoration(at, "stage".equals(smartType) ? "stage" : "shape", written(), outline);
    }

    void drawText(Draft draft, FieldPath at, Place place) {
      String written = written();
      if (written != null) {
        Point where = Shapes.moved(center.orZero(), place.origin());
        draft.decoration(at, "text", written, List.of(where));
      }
    }

    /// Its border; empty where it has none.
    List<Point> outline(Point origin) {
      if (!points.isEmpty()) {
        return SeatsioChart.outline(points, origin);
      }
      Point middle = Shapes.moved(middle().orZero(), origin);
      if (radius1 > 0) {
        return Shapes.ellipse(middle, radius1, radius2 > 0 ? radius2 : radius1, rotation);
      }
      if (width > 0 && height > 0) {
        return Shapes.rectangle(middle, width, height, rotation);
      }
      return List.of();
    }

    private RawPoint middle() {
      if (Double.isNaN(center.x) && width > 0 && height > 0) {
        RawPoint middle = new RawPoint();
        middle.x = topLeft.orZero().x() + width / 2;
        middle.y = topLeft.orZero().y() + height / 2;
        return middle;
      }
      return center;
    }

    private @Nullable String written() {
      String written = text == null ? label : text;
      return written == null ? null : Texts.onOneLine(written);
    }
  }

  private static List<Point> outline(List<RawPoint> points, Point origin) {
    return points.stream().map(point -> Shapes.moved(point.orZero(), origin)).toList();
  }
}
