package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Findings.quote;

import dev.holdfast.domain.FieldPath;
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
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import dev.holdfast.rest.seatmap.SeatMapImport.Invalid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A layout in the making. Takes everything a document has, in map order, notes every defect, and
/// at the end is a layout or a list of its defects.
final class Draft {
  /// Coordinates beyond this are a mistake; it also keeps sums of offsets exact.
  static final double MAX_COORDINATE = 10_000_000;

  /// An event has a price for each category and ticket type in one request, which must not be
  /// longer than bodies may be.
  static final int MAX_CATEGORIES = 500;

  private static final String DEFAULT_CATEGORY = "default";
  private static final String DEFAULT_CATEGORY_NAME = "Standard";

  private final boolean repair;
  private final Findings errors = new Findings();
  private final Findings warnings;
  private @Nullable String name;
  private final Map<String, CategoryDraft> categories = new LinkedHashMap<>();
  private final List<SectionDraft> sections = new ArrayList<>();
  private final List<Area> areas = new ArrayList<>();
  private final List<Decoration> decorations = new ArrayList<>();

  /// Where each id was first met, in document order.
  private final Map<String, FieldPath> ids = new LinkedHashMap<>();

  private final List<Doubled> doubled = new ArrayList<>();
  private long seats;
  private double places;
  private @Nullable FieldPath uncategorized;
  private int uncategorizedCount;

  /// @param warnings what reading the document gave; what is found here is added
  Draft(boolean repair, Findings warnings) {
    this.repair = repair;
    this.warnings = warnings;
  }

  private record CategoryDraft(Category category, FieldPath at, Set<Use> uses) {}

  private enum Use {
    SEATS,
    AREAS
  }

  /// A section in the making.
  private record SectionDraft(
      @Nullable String name, @Nullable String entrance, List<Point> outline, List<RowDraft> rows) {}

  /// A row in the making.
  record RowDraft(@Nullable String name, @Nullable String label, List<Seat> seats) {}

  /// A seat or area whose id was taken, at an index of its list.
  private sealed interface Doubled {
    FieldPath at();
  }

  private record DoubledSeat(FieldPath at, RowDraft row, int index) implements Doubled {}

  private record DoubledArea(FieldPath at, int index) implements Doubled {}

  void error(FieldPath at, String detail) {
    errors.add(at, detail);
  }

  void warning(FieldPath at, String detail) {
    warnings.add(at, detail);
  }

  void name(FieldPath at, @Nullable String name) {
    this.name = optional(at, "name", name);
  }

  /// @param color null for one of our own choice
  void category(FieldPath at, @Nullable String id, @Nullable String name, @Nullable String color) {
    require(at, "category id", id);
    require(at, "category name", name);
    if (id == null || name == null) {
      return;
    }
    String shown = color == null ? Colors.fallback(categories.size()) : color;
    Category category = new Category(id, name, shown);
    CategoryDraft first =
        categories.putIfAbsent(id, new CategoryDraft(category, at, new HashSet<>()));
    if (first != null) {
      errors.add(at, "category " + quote(id) + " already exists at " + Pointer.to(first.at()));
    }
  }

  /// A foreign document's colour as we write it; null, with a warning, where it is none we know.
  @Nullable String normalizedColor(FieldPath at, @Nullable String color) {
    String normalized = color == null ? null : Colors.normalized(color);
    if (color != null && normalized == null) {
      warnings.add(at, "color " + quote(color) + " is unknown; another color was chosen");
    }
    return normalized;
  }

  /// Whether names and categories that are missing are given, instead of refused.
  boolean repairs() {
    return repair;
  }

  boolean hasCategory(String id) {
    return categories.containsKey(id);
  }

  /// Begins a section; the rows that follow are its own.
  void section(
      FieldPath at, @Nullable String name, @Nullable String entrance, List<Point> outline) {
    sections.add(
        new SectionDraft(
            optional(at, "section name", name),
            optional(at, "entrance", entrance),
            outline(at, outline),
            new ArrayList<>()));
  }

  /// Begins a section without a border, unless the one begun last has this name.
  void sectionNamed(FieldPath at, @Nullable String name) {
    if (!Objects.equals(sections.getLast().name(), name)) {
      section(at, name, null, List.of());
    }
  }

  /// Begins a row in the section begun last.
  ///
  /// @param label what the document calls it in full; null if it is called by its name
  RowDraft row(FieldPath at, @Nullable String name, @Nullable String label) {
    RowDraft row =
        new RowDraft(
            optional(at, "row name", name), optional(at, "row label", label), new ArrayList<>());
    sections.getLast().rows().add(row);
    return row;
  }

  /// Adds a seat to a row.
  ///
  /// @param label what the document calls it in full; null if it is called by its name
  /// @param category the id of its category; null if it has none
  /// @param x NaN, like y, where the seat has no position
  void seat(
      RowDraft row,
      FieldPath at,
      @Nullable String id,
      @Nullable String name,
      @Nullable String label,
      @Nullable String category,
      double x,
      double y,
      boolean accessible) {
    seats++;
    require(at, "seat id", id);
    if (id != null && !id.equals(name)) {
      require(at, "seat name", name);
    }
    optional(at, "seat label", label);
    String band = category(at, category, Use.SEATS);
    Point position = Double.isNaN(x) || Double.isNaN(y) ? null : point(at, new Point(x, y));
    if (id == null || name == null || band == null) {
      return;
    }
    if (ids.putIfAbsent(id, at) != null) {
      doubled.add(new DoubledSeat(at, row, row.seats().size()));
    }
    row.seats().add(new Seat(id, name, label, band, position, accessible));
  }

  /// @param capacity NaN if it has none
  void area(
      FieldPath at,
      @Nullable String id,
      @Nullable String name,
      @Nullable String category,
      double capacity,
      Numbering numbering,
      List<Point> outline) {
    require(at, "area id", id);
    if (id != null && !id.equals(name)) {
      require(at, "area name", name);
    }
    String band = category(at, category, Use.AREAS);
    boolean countable = capacity >= 1 && capacity <= SeatMap.MAX_CAPACITY;
    if (!countable) {
      String given = Double.isNaN(capacity) ? "missing" : plain(capacity);
      errors.add(at, "capacity: " + given + " (expected: 1.." + SeatMap.MAX_CAPACITY + ")");
    }
    List<Point> border = outline(at, outline);
    if (id == null || name == null || band == null || !countable) {
      return;
    }
    places += capacity;
    if (ids.putIfAbsent(id, at) != null) {
      doubled.add(new DoubledArea(at, areas.size()));
    }
    areas.add(new Area(id, name, band, (int) capacity, numbering, border));
  }

  void decoration(FieldPath at, String kind, @Nullable String text, List<Point> outline) {
    decorations.add(new Decoration(kind, optional(at, "text", text), outline(at, outline)));
  }

  /// Judges the whole.
  SeatMapImport finish() {
    if (seats == 0 && areas.isEmpty() && errors.isEmpty()) {
      errors.add(
          FieldPath.whole(), "neither seats nor areas (expected: at least one seat or area)");
    }
    if (seats + places > SeatMap.MAX_CAPACITY) {
      errors.add(
          FieldPath.whole(),
          "capacity: " + plain(seats + places) + " (expected: 1.." + SeatMap.MAX_CAPACITY + ")");
    }
    tellUncategorized();
    if (categories.size() > MAX_CATEGORIES) {
      errors.add(
          FieldPath.whole(),
          "categories: " + categories.size() + " (expected: at most " + MAX_CATEGORIES + ")");
    }
    resolveDoubled();
    tellLookalikes();
    if (!errors.isEmpty()) {
      return new Invalid(errors.list());
    }
    for (CategoryDraft draft : categories.values()) {
      if (draft.uses().isEmpty()) {
        warnings.add(
            draft.at(),
            "category " + quote(draft.category().id()) + " has neither seats nor areas");
      }
    }
    return new Imported(name, layout(), warnings.list());
  }

  /// Refuses every id but the first of its kind, or makes it unique: `A-1` becomes `A-1~2`. What
  /// it becomes depends on the document only, and never is an id that the document has elsewhere.
  private void resolveDoubled() {
    Map<String, Integer> nextNumbers = new HashMap<>();
    for (Doubled seatOrArea : doubled) {
      String id =
          switch (seatOrArea) {
            case DoubledSeat seat -> seat.row().seats().get(seat.index()).id();
            case DoubledArea area -> areas.get(area.index()).id();
          };
      String taken = "id " + quote(id) + " is already used by " + pointer(ids, id);
      if (!repair) {
        errors.add(seatOrArea.at(), taken);
        continue;
      }
      int number = nextNumbers.getOrDefault(id, 2);
      while (ids.putIfAbsent(id + "~" + number, seatOrArea.at()) != null) {
        number++;
      }
      nextNumbers.put(id, number + 1);
      String unique = id + "~" + number;
      if (Texts.length(unique) > Texts.MAX_LENGTH) {
        errors.add(seatOrArea.at(), taken + "; it is too long to be made unique");
        continue;
      }
      switch (seatOrArea) {
        case DoubledSeat seat -> {
          List<Seat> row = seat.row().seats();
          row.set(seat.index(), row.get(seat.index()).withId(unique));
        }
        case DoubledArea area -> {
          Area was = areas.get(area.index());
          areas.set(
              area.index(),
              new Area(
                  unique,
                  was.name(),
                  was.category(),
                  was.capacity(),
                  was.numbering(),
                  was.outline()));
        }
      }
      warnings.add(seatOrArea.at(), taken + "; changed to " + quote(unique));
    }
  }

  private static String pointer(Map<String, FieldPath> ids, String id) {
    return Pointer.to(Objects.requireNonNull(ids.get(id)));
  }

  /// Warns of ids that nobody can see, and of those that look like another, which a person can't
  /// tell apart.
  private void tellLookalikes() {
    Map<String, String> seen = new HashMap<>();
    ids.forEach((id, at) -> tellLookalike(at, "id ", id, ids, seen));
    Map<String, FieldPath> known = new LinkedHashMap<>();
    categories.forEach((id, draft) -> known.put(id, draft.at()));
    Map<String, String> seenCategories = new HashMap<>();
    known.forEach((id, at) -> tellLookalike(at, "category ", id, known, seenCategories));
  }

  /// @param seen of every look the first id that has it, if it looks like another text
  private void tellLookalike(
      FieldPath at, String what, String id, Map<String, FieldPath> ids, Map<String, String> seen) {
    String look = Texts.look(id);
    if (look.isEmpty()) {
      warnings.add(at, what + Texts.escaped(id) + " consists of invisible characters only");
    } else if (!look.equals(id)) {
      String first = ids.containsKey(look) ? look : seen.putIfAbsent(look, id);
      if (first != null) {
        warnings.add(
            at,
            what
                + Texts.escaped(id)
                + " looks like "
                + Texts.escaped(first)
                + " at "
                + pointer(ids, first));
      }
    }
  }

  private Layout layout() {
    return new Layout(
        categories.values().stream().map(CategoryDraft::category).toList(),
        sections.stream()
            .map(
                section ->
                    new Section(
                        section.name(),
                        section.entrance(),
                        section.outline(),
                        section.rows().stream()
                            .filter(row -> !row.seats().isEmpty())
                            .map(row -> new Row(row.name(), row.label(), row.seats()))
                            .toList()))
            .filter(section -> !section.rows().isEmpty() || !section.outline().isEmpty())
            .collect(Collectors.toList()),
        areas,
        decorations);
  }

  /// The id of the category of a seat or area, the default one where it has none and that is
  /// repaired; null, noting a defect, where there is none.
  private @Nullable String category(FieldPath at, @Nullable String given, Use use) {
    String id = given;
    if (id == null && repair) {
      id = DEFAULT_CATEGORY;
      uncategorizedCount++;
      if (uncategorized == null) {
        uncategorized = at;
        if (!hasCategory(id)) {
          category(at, id, DEFAULT_CATEGORY_NAME, null);
        }
      }
    }
    if (id == null) {
      errors.add(at, "no category");
      return null;
    }
    CategoryDraft known = categories.get(id);
    if (known == null) {
      errors.add(at, "category " + quote(id) + " is unknown");
    } else {
      known.uses().add(use);
    }
    return id;
  }

  private void tellUncategorized() {
    if (uncategorized != null) {
      warnings.add(
          uncategorized,
          "no category, "
              + uncategorizedCount
              + (uncategorizedCount == 1 ? " time" : " times")
              + "; changed to "
              + quote(DEFAULT_CATEGORY));
    }
  }

  private void require(FieldPath at, String what, @Nullable String text) {
    String defect = Texts.defect(text);
    if (defect != null) {
      errors.add(at, what + ": " + defect);
    }
  }

  private @Nullable String optional(FieldPath at, String what, @Nullable String text) {
    if (text != null) {
      require(at, what, text);
    }
    return text;
  }

  private List<Point> outline(FieldPath at, List<Point> outline) {
    List<Point> rounded = new ArrayList<>(outline.size());
    for (Point corner : outline) {
      Point point = point(at, corner);
      if (point == null) {
        return List.of();
      }
      rounded.add(point);
    }
    return rounded;
  }

  /// The point, to two decimals as it will be shown; null, noting a defect, where it is far out.
  private @Nullable Point point(FieldPath at, Point point) {
    if (Math.abs(point.x()) <= MAX_COORDINATE && Math.abs(point.y()) <= MAX_COORDINATE) {
      return new Point(Math.round(point.x() * 100) / 100.0, Math.round(point.y() * 100) / 100.0);
    }
    errors.add(
        at,
        "position: ("
            + plain(point.x())
            + ", "
            + plain(point.y())
            + ") (expected: at most "
            + plain(MAX_COORDINATE)
            + " from 0)");
    return null;
  }

  private static String plain(double number) {
    return Math.abs(number) < 1e15 && number == Math.rint(number)
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }
}
