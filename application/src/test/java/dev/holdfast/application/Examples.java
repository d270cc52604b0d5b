package dev.holdfast.application;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.Section;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/// What services can be tested with.
public final class Examples {
  /// Room for a few who read.
  public static final Bulkhead READERS = new Bulkhead(4, Duration.ofSeconds(5));

  private Examples() {}

  /// An event of one place.
  public static Sale sale() {
    return sale(LedgerKind.POSTGRES);
  }

  /// An event of one place, with its holds in such a ledger.
  public static Sale sale(LedgerKind ledger) {
    var place = new Area("a", "A", "c", 1, Numbering.LOWEST_FREE, List.of());
    return sale(ledger, List.of(), List.of(place));
  }

  /// An event of numbered seats.
  public static Sale saleOfSeats(int seats) {
    List<Seat> row =
        IntStream.rangeClosed(1, seats)
            .mapToObj(i -> new Seat("S-" + i, String.valueOf(i), "c", null, false))
            .toList();
    var section = new Section(null, null, List.of(), List.of(new Row("S", row)));
    return sale(LedgerKind.POSTGRES, List.of(section), List.of());
  }

  private static Sale sale(LedgerKind ledger, List<Section> sections, List<Area> areas) {
    var layout = new Layout(List.of(new Category("c", "C", "#000000")), sections, areas, List.of());
    var map = new SeatMap(new SeatMapId(UUID.randomUUID()), "Room", layout);
    var event =
        new Event(
            new EventId(UUID.randomUUID()),
            map.id(),
            ZoneId.of("UTC"),
            Currency.getInstance("EUR"),
            ledger,
            null,
            false,
            null,
            null,
            SettingsPatch.builder()
                .name("Evening")
                .startsAt(Instant.EPOCH)
                .prices(Map.of("c", new CategoryPrice.Flat(0)))
                .salesCloseAt(Settings.LATEST)
                .build()
                .onDefaults());
    return new Sale(event, map);
  }
}
