package dev.holdfast.domain.seatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeatMapTest {
  private static final List<Category> CATEGORIES =
      List.of(new Category("a", "A", "#000000"), new Category("b", "B", "#ffffff"));

  private static Seat seat(String id, String category) {
    return new Seat(id, id, category, null, false);
  }

  private static Section section(Seat... seats) {
    return new Section(null, null, List.of(), List.of(new Row(null, Arrays.asList(seats))));
  }

  private static SeatMap map(List<Section> sections, List<Area> areas) {
    return new SeatMap(
        new SeatMapId(UUID.randomUUID()),
        "Room",
        new Layout(CATEGORIES, sections, areas, List.of()));
  }

  private static Area area(String id, int capacity) {
    return new Area(id, id, "b", capacity, Numbering.LOWEST_FREE, List.of());
  }

  @Test
  void seatsAreNumberedInMapOrder() {
    SeatMap map =
        map(List.of(section(seat("x", "a"), seat("y", "a")), section(seat("z", "a"))), List.of());

    assertThat(map.number("x")).hasValue(0);
    assertThat(map.number("z")).hasValue(2);
    assertThat(map.seat(1).id()).isEqualTo("y");
    assertThat(map.number("w")).isEmpty();
  }

  @Test
  void everySeatIsKnownByItsSectionAndRow() {
    Row empty = new Row("E", List.of());
    Row first = new Row("A", List.of(seat("x", "a"), seat("y", "a")));
    Row second = new Row("B", "Bench B", List.of(seat("z", "a")));
    SeatMap map =
        map(
            List.of(
                new Section("Left", null, List.of(), List.of(empty, first, empty)),
                new Section(null, null, List.of(), List.of(empty, second))),
            List.of());

    assertThat(map.label(0)).isEqualTo(new SeatLabel("Left", first, seat("x", "a")));
    assertThat(map.label(1)).isEqualTo(new SeatLabel("Left", first, seat("y", "a")));
    assertThat(map.label(2)).isEqualTo(new SeatLabel(null, second, seat("z", "a")));
  }

  @Test
  void capacityCountsSeatsAndPlaces() {
    SeatMap map = map(List.of(section(seat("x", "a"))), List.of(area("pit", 10)));

    assertThat(map.capacity()).isEqualTo(11);
    assertThat(map.categoriesInUse()).containsExactly("a", "b");
  }

  @Test
  void placesAreNumberedAfterTheSeatsAreaByArea() {
    SeatMap map =
        map(List.of(section(seat("x", "a"))), List.of(area("pit", 10), area("q", 1), area("r", 2)));

    assertThat(map.places()).extracting(Places::first).containsExactly(1, 11, 12);
    assertThat(map.isSeat(0)).isTrue();
    assertThat(map.isSeat(1)).isFalse();
    assertThat(IntStream.range(0, map.capacity()).mapToObj(map::idAt))
        .startsWith("x", "pit")
        .endsWith("pit", "q", "r", "r");
    assertThat(map.categoryAt(0)).isEqualTo("a");
    assertThat(map.categoryAt(13)).isEqualTo("b");
    assertThat(map.places("q")).contains(map.places().get(1));
    assertThat(map.places("x")).isEmpty();
    assertThat(map.number("pit")).isEmpty();
  }

  @Test
  void noTwoSeatsOrAreasShareAnId() {
    assertThatThrownBy(() -> map(List.of(section(seat("x", "a"), seat("x", "a"))), List.of()))
        .hasMessage("seat: x (expected: a unique id)");
    assertThatThrownBy(() -> map(List.of(section(seat("x", "a"))), List.of(area("x", 1))))
        .hasMessage("area: x (expected: a unique id)");
  }

  @Test
  void everyCategoryIsKnown() {
    assertThatThrownBy(() -> map(List.of(section(seat("x", "c"))), List.of()))
        .hasMessage("category: c (expected: a known id)");
  }

  @Test
  void thereIsSomethingToSellButNotTooMuch() {
    assertThatThrownBy(() -> map(List.of(), List.of()))
        .hasMessage("capacity: 0 (expected: 1..1000000)");
    assertThatThrownBy(() -> map(List.of(), List.of(area("p", 1_000_000), area("q", 1))))
        .hasMessage("capacity: 1000001 (expected: 1..1000000)");
    assertThatThrownBy(() -> area("p", 0)).hasMessage("capacity: 0 (expected: >= 1)");
  }
}
