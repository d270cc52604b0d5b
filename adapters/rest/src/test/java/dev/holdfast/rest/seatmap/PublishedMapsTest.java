package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Imports.error;
import static dev.holdfast.rest.seatmap.Imports.imported;
import static dev.holdfast.rest.seatmap.Imports.invalid;
import static dev.holdfast.rest.seatmap.Imports.map;
import static dev.holdfast.rest.seatmap.Imports.seat;
import static dev.holdfast.rest.seatmap.Imports.seatIds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.Section;
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishedMapsTest {
  private static final String STADIUM = "pretixformat-stadium-738.json";
  private static final String CHART = "seatsio-sampleChart.json";
  private static final String SECTIONS = "seatsio-sampleChartWithSections.json";
  private static final String TABLES = "seatsio-sampleChartWithTables.json";

  @Test
  void theStadiumIsRefusedWithEveryRepetitionOfAName() {
    List<FieldError> errors = invalid(SharedData.read(STADIUM));

    // 738 seats share 318 names. The first of each name may keep it, the others are listed.
    assertThat(errors).hasSize(738 - 318);
    assertThat(errors)
        .first()
        .isEqualTo(
            error(
                "/zones/0/rows/6/seats/0",
                "id \"Groundfloor-A-1\" is already used by /zones/0/rows/0/seats/0"));
  }

  @Test
  void theStadiumIsRepairedAlikeEachTime() {
    Imported once = imported(SharedData.read(STADIUM), true);
    Imported again = imported(SharedData.read(STADIUM), true);

    assertThat(seatIds(once)).hasSize(738).doesNotHaveDuplicates().isEqualTo(seatIds(again));
    assertThat(once.warnings()).hasSize(420 + 1);
    assertThat(once.warnings())
        .contains(
            error(
                "/zones/0/rows/6/seats/0",
                "id \"Groundfloor-A-1\" is already used by /zones/0/rows/0/seats/0;"
                    + " changed to \"Groundfloor-A-1~2\""))
        .last()
        .isEqualTo(error("/categories/2", "category \"Category III\" has neither seats nor areas"));
    assertThat(once.name()).isEqualTo("Plan");
    assertThat(once.layout().sections())
        .extracting(Section::name)
        .containsExactly("Ground floor", "First Floor");
    assertThat(once.layout().categories())
        .contains(new Category("Category IV", "Category IV", "#2196f3"));
    assertThat(once.layout().decorations()).extracting(Decoration::kind).containsExactly("shape");
    assertThat(seat(once, "Groundfloor-A-1").position()).isEqualTo(new Point(1261.06, 478.85));
  }

  @Test
  void theSampleChartHas32SeatsAndTwoAreasOf100() {
    Imported chart = imported(SharedData.read(CHART), false);

    assertThat(map(chart).seats()).hasSize(32);
    assertThat(map(chart).capacity()).isEqualTo(232);
    assertThat(chart.layout().areas()).extracting(Area::id).containsExactly("GA1", "GA2");
    assertThat(chart.layout().areas()).extracting(Area::capacity).containsExactly(100, 100);
    assertThat(map(chart).seats().stream().filter(Seat::accessible))
        .extracting(Seat::id)
        .containsExactly("A-7");
    assertThat(seat(chart, "A-4"))
        .isEqualTo(new Seat("A-4", "4", "9", new Point(211.94, 99.56), false));
    assertThat(map(chart).categoriesInUse()).isEqualTo(Set.of("9", "10"));
    assertThat(chart.layout().decorations())
        .extracting(Decoration::kind)
        .containsExactly("stage", "focus");
    assertThat(chart.warnings())
        .containsExactly(
            error("/categories/list/2", "category \"string11\" has neither seats nor areas"));
  }

  @Test
  void seatsInSectionsAreNamedAfterThemAndInheritTheirCategory() {
    Imported chart = imported(SharedData.read(SECTIONS), false);

    assertThat(map(chart).seats()).hasSize(71);
    assertThat(seatIds(chart)).contains("Section A-B-3", "Section B-G-5");
    assertThat(seat(chart, "Section A-A-1").category()).isEqualTo("1");
    assertThat(chart.layout().sections())
        .extracting(Section::entrance)
        .containsExactly("Entrance 1", "Entrance 2");
  }

  @Test
  void whatIsInASectionLiesWithinItsOutline() {
    Imported chart = imported(SharedData.read(SECTIONS), false);

    Section second = chart.layout().sections().get(1);
    double left = second.outline().stream().mapToDouble(Point::x).min().orElseThrow();
    double right = second.outline().stream().mapToDouble(Point::x).max().orElseThrow();
    assertThat(second.rows()).hasSize(7);
    assertThat(second.rows().stream().flatMap(row -> row.seats().stream()))
        .extracting(seat -> requireNonNull(seat.position()).x())
        .allSatisfy(x -> assertThat(x).isBetween(left, right));
  }

  @Test
  void seatsAtTablesAreNamedAfterThem() {
    Imported chart = imported(SharedData.read(TABLES), false);

    assertThat(seatIds(chart)).hasSize(12).startsWith("T1-1", "T1-2").endsWith("T2-6");
    assertThat(chart.warnings())
        .contains(
            error(
                "/subChart/tables/1",
                "booked as a whole in seats.io (here: each of its seats by itself)"));
  }
}
