package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.Section;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event with the seats `A-1` and `A-2`, and a hold of the first, to ask rules of.
final class TwoSeats {
  static final Instant PLACED = Instant.parse("2026-03-01T10:00:00.123456Z");
  static final Instant EXPIRES = PLACED.plus(Duration.ofMinutes(15));
  static final long PRICE = 4_900;

  /// The shortest step of the clock.
  static final Duration TICK = Duration.ofNanos(1_000);

  static final HoldTerms TERMS =
      new HoldTerms(
          new HoldId(new UUID(1, 1)),
          List.of(new PricedSeat(0, null, PRICE, 0)),
          PLACED,
          EXPIRES,
          PLACED.plus(Duration.ofMinutes(30)),
          Holder.NOBODY);

  private TwoSeats() {}

  static Settings settings(
      @Nullable Instant open, @Nullable Instant close, boolean browserConfirm) {
    return SettingsPatch.builder()
        .name("Evening")
        .startsAt(PLACED.plus(Duration.ofDays(30)))
        .prices(Map.of("stalls", new CategoryPrice.Flat(PRICE)))
        .salesOpenAt(open)
        .salesCloseAt(close)
        .browserConfirm(browserConfirm)
        .build()
        .onDefaults();
  }

  static Sale sale(Settings settings) {
    return sale(settings, false);
  }

  static Sale sale(Settings settings, boolean testMode) {
    var first = new Seat("A-1", "1", "stalls", null, false);
    var second = new Seat("A-2", "2", "stalls", null, false);
    var row = new Row("A", List.of(first, second));
    var layout =
        new Layout(
            List.of(new Category("stalls", "Stalls", "#336699")),
            List.of(new Section(null, null, List.of(), List.of(row))),
            List.of(),
            List.of());
    var map = new SeatMap(new SeatMapId(new UUID(2, 1)), "Room", layout);
    var event =
        new Event(
            new EventId(new UUID(3, 1)),
            map.id(),
            ZoneOffset.UTC,
            Currency.getInstance("EUR"),
            LedgerKind.POSTGRES,
            null,
            testMode,
            null,
            null,
            settings);
    return new Sale(event, map);
  }
}
