package dev.holdfast.bootstrap.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.Section;
import dev.holdfast.rest.seatmap.LayoutJson;
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import dev.holdfast.rest.seatmap.SeatMapImporter;
import java.awt.geom.Path2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleVenuesTest {
  static Stream<Layout> all() {
    return Stream.of(SampleVenues.theatre(), SampleVenues.arena(), SampleVenues.clinicDay());
  }

  private static SeatMap map(Layout layout) {
    return new SeatMap(new SeatMapId(new UUID(0, 1)), "A room", layout);
  }

  @Test
  void theTheatreHasSomeSixHundredSeatsOfEveryKind() {
    SeatMap theatre = map(SampleVenues.theatre());

    assertThat(theatre.seats()).hasSizeBetween(580, 620);
    assertThat(theatre.number("Stalls-A-12")).isPresent();
    assertThat(theatre.number("Circle-D-40")).isPresent();
    assertThat(theatre.number("Box 10-4")).isPresent();
    assertThat(theatre.seats().stream().filter(Seat::accessible)).hasSize(6);
    assertThat(theatre.layout().areas()).extracting(Area::id).containsExactly("Standing");
    assertThat(theatre.categoriesInUse())
        .isEqualTo(Set.of("premium", "stalls", "circle", "boxes", "standing"));
  }

  @Test
  void theArenaHasExactlyTwentyThousandSeatsInThreeTiers() {
    SeatMap arena = map(SampleVenues.arena());

    assertThat(arena.seats()).hasSize(20_000);
    assertThat(arena.capacity()).isEqualTo(20_000);
    assertThat(arena.layout().sections()).hasSize(96);
    assertThat(arena.number("101-A-12")).isPresent();
    assertThat(arena.number("332-H-27")).isPresent();
    assertThat(arena.categoriesInUse()).isEqualTo(Set.of("premium", "lower", "middle", "upper"));
  }

  @Test
  void theClinicDayHasTwelveSlotsOfOneAndASessionWithQueueNumbers() {
    SeatMap day = map(SampleVenues.clinicDay());

    assertThat(day.seats()).isEmpty();
    assertThat(day.capacity()).isEqualTo(22);
    List<Area> areas = day.layout().areas();
    assertThat(areas).hasSize(13);
    assertThat(areas.subList(0, 12)).allMatch(area -> area.capacity() == 1);
    assertThat(areas).extracting(Area::id).contains("08:00", "08:20", "11:40");
    assertThat(areas.getLast())
        .isEqualTo(
            new Area(
                "walk-in", "Walk-in from 14:00", "walk-in", 10, Numbering.INCREASING, List.of()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void noTwoSeatsOverlap(Layout layout) {
    List<Point> places =
        map(layout).seats().stream()
            .map(seat -> Objects.requireNonNull(seat.position()))
            .sorted(Comparator.comparingDouble(Point::x))
            .toList();

    double closest = Double.MAX_VALUE;
    for (int i = 0; i < places.size(); i++) {
      Point a = places.get(i);
      for (int j = i + 1; j < places.size() && places.get(j).x() - a.x() < closest; j++) {
        closest =
            Math.min(closest, Math.hypot(places.get(j).x() - a.x(), places.get(j).y() - a.y()));
      }
    }
    assertThat(closest).isGreaterThan(9.5);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySeatLiesWithinItsOwnSectionAndNoOther(Layout layout) {
    for (Section section : layout.sections()) {
      Path2D outline = path(section.outline());
      for (Section other : layout.sections()) {
        assertThat(other.rows().stream().flatMap(row -> row.seats().stream()))
            .allSatisfy(
                seat -> {
                  Point at = Objects.requireNonNull(seat.position());
                  assertThat(outline.contains(at.x(), at.y()))
                      .as("%s in %s", seat.id(), section.name())
                      .isEqualTo(other.equals(section));
                });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyCategoryIsUsedAndStandsOutFromAWhitePage(Layout layout) {
    assertThat(map(layout).categoriesInUse())
        .containsExactlyElementsOf(layout.categories().stream().map(Category::id).toList());
    assertThat(layout.categories()).extracting(Category::color).doesNotHaveDuplicates();
    // The ratio that WCAG 2.2 asks of text, 1.4.3.
    assertThat(layout.categories())
        .allSatisfy(category -> assertThat(contrastToWhite(category.color())).isGreaterThan(4.5));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSampleCanBeExportedAndImported(Layout layout) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LayoutJson.write(map(layout), out);

    assertThat(SeatMapImporter.read(out.toByteArray(), false))
        .isInstanceOfSatisfying(
            Imported.class,
            again -> {
              assertThat(again.warnings()).isEmpty();
              assertThat(again.name()).isEqualTo("A room");
              assertThat(map(again.layout()).seats())
                  .extracting(Seat::id)
                  .isEqualTo(map(layout).seats().stream().map(Seat::id).toList());
            });
  }

  private static Path2D path(List<Point> outline) {
    Path2D path = new Path2D.Double();
    path.moveTo(outline.getFirst().x(), outline.getFirst().y());
    outline.forEach(corner -> path.lineTo(corner.x(), corner.y()));
    path.closePath();
    return path;
  }

  /// By the formula of WCAG 2.2, "relative luminance" and "contrast ratio".
  private static double contrastToWhite(String color) {
    int rgb = Integer.parseInt(color.substring(1), 16);
    double luminance =
        0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    return 1.05 / (luminance + 0.05);
  }

  private static double linear(int channel) {
    double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }
}
