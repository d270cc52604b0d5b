package dev.holdfast.domain.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.Section;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BestSeatsTest {
  /// Stalls: the rows A and B, of 8 seats each at 50. Balcony: row C, of 4 seats at 30, or 15 for
  /// children; and row D, of 2 seats that are not for sale. 20 places at 10.
  private static final Sale SALE = sale();

  private static final BestSeats.Wish TWO = wish(2);

  private static Sale sale() {
    var layout =
        new Layout(
            List.of(
                new Category("stalls", "Stalls", "#000000"),
                new Category("balcony", "Balcony", "#000000"),
                new Category("house", "House", "#000000"),
                new Category("pit", "Pit", "#000000")),
            List.of(
                section("Stalls", row("A", 8, "stalls"), row("B", 8, "stalls")),
                section("Balcony", row("C", 4, "balcony"), row("D", 2, "house"))),
            List.of(new Area("Pit", "Pit", "pit", 20, Numbering.LOWEST_FREE, List.of())),
            List.of());
    var map = new SeatMap(new SeatMapId(new UUID(2, 1)), "Room", layout);
    var settings =
        SettingsPatch.builder()
            .name("Evening")
            .startsAt(TwoSeats.PLACED)
            .ticketTypes(
                List.of(new TicketType("adult", "Adult"), new TicketType("child", "Child")))
            .prices(
                Map.of(
                    "stalls", new CategoryPrice.Flat(50),
                    "balcony", new CategoryPrice.ByTicketType(Map.of("adult", 30L, "child", 15L)),
                    "pit", new CategoryPrice.Flat(10)))
            .build()
            .onDefaults();
    var event =
        new Event(
            new EventId(new UUID(3, 1)),
            map.id(),
            ZoneOffset.UTC,
            Currency.getInstance("EUR"),
            LedgerKind.POSTGRES,
            null,
            false,
            null,
            null,
            settings);
    return new Sale(event, map);
  }

  private static Section section(String name, Row... rows) {
    return new Section(name, null, List.of(), List.of(rows));
  }

  private static Row row(String name, int size, String category) {
    return new Row(
        name,
        IntStream.rangeClosed(1, size)
            .mapToObj(n -> new Seat(name + n, "" + n, category, null, false))
            .toList());
  }

  private static BestSeats.Wish wish(int quantity) {
    return new BestSeats.Wish(quantity, null, null, null, null, false);
  }

  private static Availability availability(int placesTaken, String... taken) {
    List<Integer> held =
        Arrays.stream(taken).map(id -> SALE.seatMap().number(id).orElseThrow()).sorted().toList();
    return new Availability(
        SALE,
        new Availability.Stamp(1, 1, 0),
        held,
        List.of(),
        List.of(20, 21),
        List.of(
            new Availability.AreaCount(
                SALE.seatMap().layout().areas().getFirst(), placesTaken, 0, 0)));
  }

  private static List<String> propose(BestSeats.Wish wish, int placesTaken, String... taken) {
    List<String> proposals = new ArrayList<>();
    for (var proposal : BestSeats.propose(availability(placesTaken, taken), wish, 10)) {
      proposals.add(shown(proposal, proposal.area()));
    }
    return proposals;
  }

  private static String shown(BestSeats.Proposal proposal, @Nullable Area area) {
    List<String> seats =
        proposal.seats().stream().map(number -> SALE.seatMap().seat(number).id()).toList();
    return "%s %d%s"
        .formatted(
            area == null ? String.join(",", seats) : area.id(),
            proposal.total(),
            proposal.adjacent() ? "" : " apart");
  }

  @Test
  void theDearestComeFirstAndThoseInTheMiddleOfTheFirstRow() {
    assertThat(propose(TWO, 0)).containsExactly("A4,A5 100", "B4,B5 100", "C1,C2 60", "Pit 20");
  }

  @Test
  void theCheapestComeFirstForWhoWantsThem() {
    var wish = new BestSeats.Wish(2, null, null, null, null, true);
    assertThat(propose(wish, 0)).containsExactly("Pit 20", "C1,C2 60", "A4,A5 100", "B4,B5 100");
  }

  @Test
  void noSingleSeatIsLeftBesideThemIfThereIsAnotherWay() {
    assertThat(propose(TWO, 0, "A3", "A6").getFirst()).isEqualTo("A4,A5 100");
    assertThat(propose(TWO, 0, "A4", "A8").getFirst()).isEqualTo("B4,B5 100");
    assertThat(propose(wish(3), 0, "A1", "A6").getFirst()).isEqualTo("B3,B4,B5 150");
  }

  @Test
  void whatIsTakenOrTooDearOrOfAnotherKindIsNotProposed() {
    assertThat(propose(TWO, 19, "A2", "A4", "A6", "A8", "B2", "B4", "B6", "B8"))
        .containsExactly("C1,C2 60");
    assertThat(propose(new BestSeats.Wish(2, null, null, null, 30L, false), 0))
        .containsExactly("C1,C2 60", "Pit 20");
    assertThat(propose(new BestSeats.Wish(2, null, "pit", null, null, false), 0))
        .containsExactly("Pit 20");
    assertThat(propose(new BestSeats.Wish(2, "Balcony", null, "child", null, false), 0))
        .containsExactly("C1,C2 30");
    assertThat(propose(new BestSeats.Wish(2, null, "house", null, null, false), 0)).isEmpty();
  }

  @Test
  void seatsApartAreProposedOnlyIfThereAreNotEnoughTogether() {
    String[] everySecond = {"A2", "A4", "A6", "A8", "B2", "B4", "B6", "B8", "C2", "C4"};
    assertThat(propose(TWO, 20, everySecond)).containsExactly("A1,A3 100 apart");
    assertThat(propose(new BestSeats.Wish(3, null, null, null, null, true), 20, everySecond))
        .containsExactly("A1,C1,C3 110 apart");
    assertThat(propose(wish(11), 20, everySecond)).isEmpty();
  }

  @Test
  void noMoreAreProposedThanWanted() {
    assertThat(BestSeats.propose(availability(0), TWO, 1)).hasSize(1);
  }
}
