package dev.holdfast.domain.seatmap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// A seat map: an immutable layout with a name, and its seats numbered in map order.
///
/// Inside, a seat is its *number*, its index in map order from 0; its id is for the world outside.
/// The places of the areas have the numbers that follow, area after area.
public final class SeatMap {
  /// The most seats and places a map may have.
  public static final int MAX_CAPACITY = 1_000_000;

  private final SeatMapId id;
  private final String name;
  private final Layout layout;
  private final List<Seat> seats;
  private final List<Stretch> rows;
  private final Map<String, Integer> numbers;
  private final List<Places> places;
  private final Map<String, Places> placesById;
  private final int capacity;
  private final int longestId;

  /// Numbers the seats of a layout.
  ///
  /// @throws IllegalArgumentException if two seats or areas share an id, a category is unknown or
  ///     doubled, or the capacity is 0 or over {@link #MAX_CAPACITY}
  public SeatMap(SeatMapId id, String name, Layout layout) {
    this.id = id;
    this.name = name;
    this.layout = layout;
    Set<String> categoryIds = new HashSet<>();
    for (Category category : layout.categories()) {
      require(categoryIds.add(category.id()), "category", category.id(), "a unique id");
    }
    List<Seat> inOrder = new ArrayList<>();
    List<Stretch> stretches = new ArrayList<>();
    for (Section section : layout.sections()) {
      for (Row row : section.rows()) {
        if (!row.seats().isEmpty()) {
          stretches.add(new Stretch(inOrder.size(), section, row));
          inOrder.addAll(row.seats());
        }
      }
    }
    this.seats = List.copyOf(inOrder);
    this.rows = List.copyOf(stretches);
    this.numbers = HashMap.newHashMap(seats.size());
    for (Seat seat : seats) {
      require(numbers.put(seat.id(), numbers.size()) == null, "seat", seat.id(), "a unique id");
      require(categoryIds.contains(seat.category()), "category", seat.category(), "a known id");
    }
    long total = seats.size();
    List<Places> ranges = new ArrayList<>();
    this.placesById = new HashMap<>();
    for (Area area : layout.areas()) {
      var range = new Places(area, ranges.size(), (int) total);
      require(
          placesById.put(area.id(), range) == null && !numbers.containsKey(area.id()),
          "area",
          area.id(),
          "a unique id");
      require(categoryIds.contains(area.category()), "category", area.category(), "a known id");
      ranges.add(range);
      total += area.capacity();
    }
    require(
        total >= 1 && total <= MAX_CAPACITY,
        "capacity",
        String.valueOf(total),
        "1.." + MAX_CAPACITY);
    this.places = List.copyOf(ranges);
    this.capacity = (int) total;
    this.longestId =
        Stream.concat(numbers.keySet().stream(), placesById.keySet().stream())
            .mapToInt(String::length)
            .max()
            .orElse(0);
  }

  /// A row that has seats.
  ///
  /// @param first the number of its first seat
  private record Stretch(int first, Section section, Row row) {}

  private static void require(boolean holds, String what, String value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
    }
  }

  public SeatMapId id() {
    return id;
  }

  public String name() {
    return name;
  }

  public Layout layout() {
    return layout;
  }

  /// All seats in map order.
  public List<Seat> seats() {
    return seats;
  }

  /// The seat with this number.
  ///
  /// @param number index in map order, from 0
  public Seat seat(int number) {
    return seats.get(number);
  }

  /// What people call the seat with this number.
  public SeatLabel label(int number) {
    Stretch at = lastNotAfter(rows, Stretch::first, number);
    return new SeatLabel(at.section().name(), at.row(), seat(number));
  }

  /// The number of the seat with this id; empty if the map has no such seat.
  public OptionalInt number(String seatId) {
    Integer number = numbers.get(seatId);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// Whether this is the number of a seat; of a place if it is not.
  public boolean isSeat(int number) {
    return number < seats.size();
  }

  /// The places of each area, in the layout's order.
  public List<Places> places() {
    return places;
  }

  /// The places of the area with this id; empty if the map has no such area.
  public Optional<Places> places(String areaId) {
    return Optional.ofNullable(placesById.get(areaId));
  }

  /// The places among which this number is.
  ///
  /// @param number of a place
  public Places placesAt(int number) {
    return lastNotAfter(places, Places::first, number);
  }

  /// The last of some ranges, in their order, that begins at a number or before it.
  private static <T> T lastNotAfter(List<T> ranges, ToIntFunction<T> first, int number) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (first.applyAsInt(ranges.get(middle)) <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return ranges.get(low);
  }

  /// The id of the seat with this number, or of the area of the place.
  public String idAt(int number) {
    return isSeat(number) ? seat(number).id() : placesAt(number).area().id();
  }

  /// The category of the seat or place with this number.
  public String categoryAt(int number) {
    return isSeat(number) ? seat(number).category() : placesAt(number).area().category();
  }

  /// Seats and places together.
  public int capacity() {
    return capacity;
  }

  /// How many characters the longest id of a seat or an area has.
  public int longestId() {
    return longestId;
  }

  /// The ids of the categories that have a seat or an area, in the layout's order.
  public Set<String> categoriesInUse() {
    Set<String> used = new HashSet<>();
    seats.forEach(seat -> used.add(seat.category()));
    layout.areas().forEach(area -> used.add(area.category()));
    Set<String> inOrder = new LinkedHashSet<>();
    for (Category category : layout.categories()) {
      if (used.contains(category.id())) {
        inOrder.add(category.id());
      }
    }
    return inOrder;
  }
}
