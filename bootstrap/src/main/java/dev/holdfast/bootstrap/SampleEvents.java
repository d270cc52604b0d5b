package dev.holdfast.bootstrap;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.bootstrap.samples.SampleVenues;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Three events to try things on: a theatre, an arena and a day at a clinic.
final class SampleEvents {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final String CURRENCY = "EUR";

  private final SeatMaps seatMaps;
  private final Events events;
  private final InstantSource clock;

  SampleEvents(SeatMaps seatMaps, Events events, InstantSource clock) {
    this.seatMaps = seatMaps;
    this.events = events;
    this.clock = clock;
  }

  /// Adds them if there is no event yet. Several nodes may do so at once: their requests have the
  /// same keys, so that each sample is made once.
  void addIfEmpty() {
    if (!events.list(EventFilter.ALL, null, 1).items().isEmpty()) {
      return;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZONE);
    add(
        "theatre",
        "The Tempest",
        seatMap("theatre", "Sample theatre", SampleVenues.theatre()),
        at(today.plusDays(30), 19, 30),
        at(today.plusDays(30), 22, 15),
        at(today.plusDays(30), 18, 45),
        List.of(new TicketType("adult", "Adult"), new TicketType("child", "Child up to 14")),
        Map.of(
            "premium", adultAndChild(8900, 5900),
            "stalls", adultAndChild(5900, 3900),
            "circle", adultAndChild(4500, 2900),
            "boxes", adultAndChild(7500, 4900),
            "standing", adultAndChild(1800, 1200)));
    add(
        "arena",
        "Arena Night",
        seatMap("arena", "Sample arena", SampleVenues.arena()),
        at(today.plusDays(60), 20, 0),
        at(today.plusDays(60), 23, 0),
        at(today.plusDays(60), 18, 0),
        List.of(),
        Map.of(
            "premium", new CategoryPrice.Flat(14900),
            "lower", new CategoryPrice.Flat(9900),
            "middle", new CategoryPrice.Flat(7400),
            "upper", new CategoryPrice.Flat(4900)));
    add(
        "clinic",
        "Eye clinic, day of appointments",
        seatMap("clinic", "Sample clinic day", SampleVenues.clinicDay()),
        at(today.plusDays(7), 8, 0),
        at(today.plusDays(7), 13, 0),
        null,
        List.of(),
        Map.of(
            "first-visit", new CategoryPrice.Flat(0),
            "follow-up", new CategoryPrice.Flat(0),
            "walk-in", new CategoryPrice.Flat(0)));
  }

  private static Instant at(LocalDate day, int hour, int minute) {
    return day.atTime(LocalTime.of(hour, minute)).atZone(ZONE).toInstant();
  }

  private static CategoryPrice adultAndChild(long adult, long child) {
    return new CategoryPrice.ByTicketType(Map.of("adult", adult, "child", child));
  }

  private SeatMapId seatMap(String key, String name, Layout layout) {
    return switch (seatMaps.add(new SeatMaps.Draft.Complete(name, layout), once("map-" + key))) {
      case Creation.Created<SeatMap>(SeatMap map, _) -> map.id();
      case Creation.Invalid<SeatMap>(var errors) -> throw notMade(name, errors);
      case Creation.KeyReused<SeatMap> _ -> throw notMade(name, "the key is taken");
    };
  }

  private void add(
      String key,
      String name,
      SeatMapId seatMap,
      Instant startsAt,
      Instant endsAt,
      @Nullable Instant doorsAt,
      List<TicketType> ticketTypes,
      Map<String, CategoryPrice> prices) {
    NewEvent event =
        new NewEvent(
            seatMap,
            ZONE.getId(),
            CURRENCY,
            false,
            "sample-" + key,
            null,
            SettingsPatch.builder()
                .name(name)
                .startsAt(startsAt)
                .endsAt(endsAt)
                .doorsAt(doorsAt)
                .ticketTypes(ticketTypes)
                .prices(prices)
                .salesCloseAt(startsAt)
                .browserConfirm(isFree(prices))
                .build());
    if (events.create(event, Caller.admin(), once("event-" + key))
        instanceof Creation.Invalid<?>(var errors)) {
      throw notMade(name, errors);
    }
  }

  /// Whoever holds what costs nothing may confirm it: there is nothing to be paid before.
  private static boolean isFree(Map<String, CategoryPrice> prices) {
    return prices.values().stream().allMatch(new CategoryPrice.Flat(0)::equals);
  }

  private static RequestKey once(String what) {
    return new RequestKey("samples", what, "1");
  }

  private static IllegalStateException notMade(String name, Object why) {
    return new IllegalStateException("sample " + name + ": " + why);
  }
}
