package dev.holdfast.testkit;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.limit.Quotas;
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
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Events to test with.
public final class Samples {
  /// When tests begin, to the microsecond, as databases keep it.
  public static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");

  /// How long a hold of these events lasts.
  public static final Duration HOLD = Duration.ofMinutes(15);

  /// The latest that extending reaches, after placing.
  public static final Duration LIFETIME = Duration.ofMinutes(30);

  /// How many seats a hold may have.
  public static final int MOST_SEATS = 4;

  /// What an adult pays; a child pays half.
  public static final long PRICE = 5_000;

  /// What an adult pays for a place of an area; a child pays half.
  public static final long PLACE_PRICE = 2_000;

  /// The places of the area `Pit`, whose lowest free numbers are given out.
  public static final int PIT = 10;

  /// The places of the area `Box`, which is not for sale.
  public static final int BOX = 2;

  /// The places of the area `Queue`, whose numbers increase.
  public static final int QUEUE = 6;

  private Samples() {}

  /// An event with seats `S-1`, `S-2` and so on, ticket types `adult` and `child`, on sale at
  /// any time.
  public static Sale sale(int seats) {
    return sale(seats, null, Settings.LATEST);
  }

  /// Such an event with the areas `Pit` and `Queue`.
  public static Sale saleWithAreas(int seats) {
    return saleWithAreas(newId(), seats, PIT, QUEUE);
  }

  /// Such an event that is stored already, under this id.
  ///
  /// @param pit how many places the area `Pit` has
  /// @param queue how many places the area `Queue` has
  public static Sale saleWithAreas(EventId id, int seats, int pit, int queue) {
    return sale(
        id,
        row(seats),
        List.of(
            new Area("Pit", "Pit", "standing", pit, Numbering.LOWEST_FREE, List.of()),
            new Area("Queue", "Queue", "standing", queue, Numbering.INCREASING, List.of())),
        null,
        Settings.LATEST);
  }

  /// Such an event with the area `Pit`, and the seat `H-1` and the area `Box` that are not for
  /// sale.
  public static Sale saleWithHouseSeats(int seats) {
    List<Seat> row = new ArrayList<>(row(seats));
    row.add(new Seat("H-1", "1", "house", null, false));
    return sale(
        newId(),
        row,
        List.of(
            new Area("Pit", "Pit", "standing", PIT, Numbering.LOWEST_FREE, List.of()),
            new Area("Box", "Box", "house", BOX, Numbering.LOWEST_FREE, List.of())),
        null,
        Settings.LATEST);
  }

  /// Such an event with a sales window.
  public static Sale sale(int seats, @Nullable Instant salesOpenAt, Instant salesCloseAt) {
    return sale(newId(), row(seats), List.of(), salesOpenAt, salesCloseAt);
  }

  /// The same event in test mode, under another id.
  public static Sale inTestMode(Sale sale) {
    Event event = sale.event();
    return new Sale(
        new Event(
            newId(),
            event.seatMapId(),
            event.timeZone(),
            event.currency(),
            event.ledger(),
            event.owner(),
            true,
            event.externalId(),
            event.metadata(),
            event.settings()),
        sale.seatMap());
  }

  private static EventId newId() {
    return new EventId(UUID.randomUUID());
  }

  private static List<Seat> row(int seats) {
    return IntStream.rangeClosed(1, seats)
        .mapToObj(i -> new Seat("S-" + i, String.valueOf(i), "stalls", null, false))
        .toList();
  }

  private static Sale sale(
      EventId id,
      List<Seat> row,
      List<Area> areas,
      @Nullable Instant salesOpenAt,
      Instant salesCloseAt) {
    var layout =
        new Layout(
            List.of(
                new Category("stalls", "Stalls", "#336699"),
                new Category("standing", "Standing", "#669933"),
                new Category("house", "House seats", "#666666")),
            List.of(new Section(null, null, List.of(), List.of(new Row("S", row)))),
            areas,
            List.of());
    var map = new SeatMap(new SeatMapId(UUID.randomUUID()), "Room", layout);
    var event =
        new Event(
            id,
            map.id(),
            ZoneId.of("Europe/Berlin"),
            Currency.getInstance("EUR"),
            LedgerKind.POSTGRES,
            null,
            false,
            null,
            null,
            SettingsPatch.builder()
                .name("Evening")
                .startsAt(START.plus(Duration.ofDays(30)))
                .ticketTypes(
                    List.of(new TicketType("adult", "Adult"), new TicketType("child", "Child")))
                .prices(
                    Map.of(
                        "stalls", halfForChildren(PRICE), "standing", halfForChildren(PLACE_PRICE)))
                .salesOpenAt(salesOpenAt)
                .salesCloseAt(salesCloseAt)
                .holdDuration(HOLD)
                .holdMaxLifetime(LIFETIME)
                .maxSeatsPerHold(MOST_SEATS)
                .build()
                .onDefaults());
    return new Sale(event, map);
  }

  private static CategoryPrice halfForChildren(long price) {
    return new CategoryPrice.ByTicketType(Map.of("adult", price, "child", price / 2));
  }

  /// Another set of prices.
  public static SettingsPatch patch(Map<String, CategoryPrice> prices) {
    return SettingsPatch.builder().prices(prices).build();
  }

  /// Another limit of seats.
  public static SettingsPatch patch(int maxSeatsPerHold) {
    return SettingsPatch.builder().maxSeatsPerHold(maxSeatsPerHold).build();
  }

  /// A block for nobody that stays.
  public static Claim.Blocked block(String reason) {
    return new Claim.Blocked(reason, null, null);
  }

  /// A client that holds seats.
  public static final ClientId SHOP = new ClientId(new UUID(7, 7));

  /// A customer of that client.
  public static final Holder ADA = Holder.ofCustomer(SHOP, 1815);

  /// A secret key that somebody asks for, without a name, limits and a mandate.
  ///
  /// @param expiresAt null for never
  public static NewKey secretKey(@Nullable Instant expiresAt, String... scopes) {
    return new NewKey("secret", null, List.of(scopes), List.of(), expiresAt, Quotas.NONE, null);
  }

  /// A publishable key that somebody asks for.
  public static NewKey publishableKey(String... origins) {
    return new NewKey("publishable", null, List.of(), List.of(origins), null, Quotas.NONE, null);
  }

  /// What a hold carries besides.
  public static HoldDetails details() {
    return new HoldDetails("k1", "customer-7", "{\"cart\":7}");
  }
}
