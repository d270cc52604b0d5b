package dev.holdfast.bootstrap;

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
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Events for a node to try itself out on.
final class ScratchEvents {
  /// The area that they have beside their seats.
  static final String AREA = "Floor";

  private static final int SEATS = 1_000;
  private static final String CATEGORY = "all";

  private ScratchEvents() {}

  /// New ones, all from one seat map.
  static List<Sale> make(int count) {
    List<Seat> seats =
        IntStream.range(0, SEATS)
            .mapToObj(i -> new Seat(seat(i), String.valueOf(i), CATEGORY, null, false))
            .toList();
    var layout =
        new Layout(
            List.of(new Category(CATEGORY, "All", "#808080")),
            List.of(new Section(null, null, List.of(), List.of(new Row(null, seats)))),
            List.of(new Area(AREA, AREA, CATEGORY, SEATS, Numbering.LOWEST_FREE, List.of())),
            List.of());
    var map = new SeatMap(new SeatMapId(UUID.randomUUID()), "Scratch", layout);
    return Stream.generate(() -> new Sale(event(map), map)).limit(count).toList();
  }

  /// The id of one of their seats.
  ///
  /// @param number from 0
  static String seat(int number) {
    return "S-" + number;
  }

  private static Event event(SeatMap map) {
    var settings =
        SettingsPatch.builder()
            .name("Scratch")
            .startsAt(Settings.LATEST)
            .prices(Map.of(CATEGORY, new CategoryPrice.Flat(1)))
            .browserConfirm(true)
            .build();
    return new Event(
        new EventId(UUID.randomUUID()),
        map.id(),
        ZoneOffset.UTC,
        Currency.getInstance("EUR"),
        LedgerKind.POSTGRES,
        null,
        false,
        null,
        null,
        settings.onDefaults());
  }
}
