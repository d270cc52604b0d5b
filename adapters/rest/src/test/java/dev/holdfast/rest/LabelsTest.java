package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.Section;
import dev.holdfast.testkit.Samples;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What seats are called in holds and reservations.
class LabelsTest {
  private static final Seat TWELVE = new Seat("S-26-12~2", "12", "stalls", null, false);
  private static final Seat CHAIR = new Seat("c", "3", "Chair 3", "stalls", null, false);

  private static Sale sale(@Nullable String section, Row row) {
    Sale sample = Samples.sale(1);
    var layout =
        new Layout(
            List.of(new Category("stalls", "Stalls", "#336699")),
            List.of(new Section(section, null, List.of(), List.of(row))),
            List.of(new Area("pit", "The pit", "stalls", 5, Numbering.LOWEST_FREE, List.of())),
            List.of());
    return new Sale(sample.event(), new SeatMap(sample.seatMap().id(), "Room", layout));
  }

  private static HoldBody.LabelBody label(@Nullable String section, Row row) {
    return HoldBody.SeatBody.from(sale(section, row), List.of(new PricedSeat(0, null, 1, 0)))
        .getFirst()
        .label();
  }

  @Test
  void aSeatIsCalledByItsNameWhateverItsId() {
    assertThat(label("Stalls", new Row("26", List.of(TWELVE))))
        .isEqualTo(
            new HoldBody.LabelBody("Stalls, Row 26, Seat 12", "Stalls", "26", null, "12", null));
  }

  @Test
  void whatTheMapCallsThemIsSaidInstead() {
    assertThat(label("Hall", new Row("7", "VIP table 7", List.of(CHAIR))))
        .isEqualTo(
            new HoldBody.LabelBody(
                "Hall, VIP table 7, Chair 3", "Hall", "7", "VIP table 7", "3", "Chair 3"));
  }

  @Test
  void whatHasNoNameIsNotSaid() {
    assertThat(label(null, new Row(null, List.of(TWELVE))))
        .isEqualTo(new HoldBody.LabelBody("Seat 12", null, null, null, "12", null));
  }

  @Test
  void placesAreToldWithTheNameOfTheirArea() {
    Sale sale = sale(null, new Row("A", List.of(TWELVE)));
    assertThat(HoldBody.AreaBody.from(sale, List.of(new PricedSeat(1, null, 5, 1))))
        .containsExactly(new HoldBody.AreaBody("pit", "The pit", 1, List.of(1), null, 5));
  }
}
