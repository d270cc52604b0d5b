package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import dev.holdfast.domain.seatmap.Section;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;

/// What Hibernate reads and writes.
@QuarkusTest
@QuarkusTestResource(DatabaseResource.class)
@SuppressWarnings("NullAway.Init")
class CatalogueTest {
  private static final Instant DAY = Instant.parse("2027-05-01T18:30:00.123456Z");

  @Inject PostgresSeatMapStore seatMaps;
  @Inject PostgresEventStore events;
  @Inject PostgresHoldRecords records;
  @Inject EntityManager entities;
  @Inject DataSource dataSource;
  @Inject @Readiness DurabilityCheck durability;

  private static SeatMap drawnMap() {
    var outline = List.of(new Point(0, 0), new Point(10.5, 0), new Point(10.5, -3));
    var layout =
        new Layout(
            List.of(new Category("a", "Stalls", "#336699"), new Category("b", "Floor", "#000000")),
            List.of(
                new Section(
                    "Stalls",
                    "West",
                    outline,
                    List.of(
                        new Row(
                            "A",
                            "Bench A",
                            List.of(
                                new Seat("A-1", "1", "Cushion 1", "a", new Point(0, 0), false),
                                new Seat("A-2", "2", "a", null, true))))),
                new Section(null, null, List.of(), List.of(new Row(null, List.of())))),
            List.of(new Area("F", "Floor", "b", 300, Numbering.INCREASING, outline)),
            List.of(
                new Decoration("stage", null, outline),
                new Decoration("text", "Exit", List.of(new Point(1, 2)))));
    return new SeatMap(new SeatMapId(UUID.randomUUID()), "Hall, Größe 1", layout);
  }

  private SeatMap storedMap() {
    SeatMap map = drawnMap();
    seatMaps.add(map, null);
    return map;
  }

  private static Event fullEvent(SeatMap map, Instant startsAt) {
    return new Event(
        new EventId(UUID.randomUUID()),
        map.id(),
        ZoneId.of("Europe/Berlin"),
        Currency.getInstance("JPY"),
        LedgerKind.REDIS,
        new ClientId(UUID.randomUUID()),
        true,
        "shop-17",
        "{ \"b\" : 1.0,\"a\":\"\\u0000\" }",
        SettingsPatch.builder()
            .name("Evening")
            .startsAt(startsAt)
            .endsAt(startsAt.plusSeconds(7_200))
            .doorsAt(startsAt.minusSeconds(3_600))
            .ticketTypes(Samples.sale(1).event().settings().ticketTypes())
            .prices(
                Map.of(
                    "a",
                    new CategoryPrice.ByTicketType(Map.of("adult", 5_000_000_000L, "child", 0L)),
                    "b",
                    new CategoryPrice.Flat(700)))
            .salesOpenAt(startsAt.minus(Duration.ofDays(90)))
            .salesCloseAt(startsAt)
            .holdDuration(Duration.ofSeconds(1))
            .holdMaxLifetime(Duration.ofMillis(1_500))
            .maxSeatsPerHold(7)
            .browserConfirm(false)
            .sellers(List.of(Samples.SHOP, new ClientId(UUID.randomUUID())))
            .build()
            .onDefaults());
  }

  private static Event bareEvent(SeatMap map, Instant startsAt) {
    return new Event(
        new EventId(UUID.randomUUID()),
        map.id(),
        ZoneId.of("UTC"),
        Currency.getInstance("EUR"),
        LedgerKind.POSTGRES,
        null,
        false,
        null,
        null,
        SettingsPatch.builder()
            .name("Bare")
            .startsAt(startsAt)
            .prices(Map.of("a", new CategoryPrice.Flat(0), "b", new CategoryPrice.Flat(1)))
            .salesCloseAt(startsAt)
            .build()
            .onDefaults());
  }

  private static RequestKey newKey() {
    return new RequestKey("shop", UUID.randomUUID().toString(), "fingerprint");
  }

  @Test
  void aSeatMapComesBackAsItWas() {
    SeatMap map = storedMap();

    SeatMap found = seatMaps.find(map.id()).orElseThrow();

    assertThat(found.name()).isEqualTo(map.name());
    assertThat(found.layout()).isEqualTo(map.layout());
    assertThat(seatMaps.find(new SeatMapId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  void seatMapsAreListedWithoutTheirLayouts() {
    SeatMap map = storedMap();
    storedMap();

    List<SeatMapSummary> all = seatMaps.list(null, 1_000);
    assertThat(all).contains(new SeatMapSummary(map.id(), map.name(), 2, 1, 302));
    for (int i = 0; i < all.size(); i++) {
      assertThat(seatMaps.list(all.get(i).id(), 1))
          .isEqualTo(all.stream().skip(i + 1).limit(1).toList());
    }
  }

  @Test
  void anEventComesBackAsItWas() {
    SeatMap map = storedMap();
    Event full = fullEvent(map, DAY);
    Event bare = bareEvent(map, DAY);

    assertThat(events.add(full, null)).isEmpty();
    assertThat(events.add(bare, null)).isEmpty();

    assertThat(events.findByPrefix(full.id().prefix())).contains(full);
    assertThat(events.findByPrefix(bare.id().prefix())).contains(bare);
    assertThat(events.findByPrefix(UUID.randomUUID().getMostSignificantBits())).isEmpty();
  }

  @Test
  void anEventThatWasStoredWithoutAnEndOfItsSaleClosesAsNewOnesDo() throws SQLException {
    SeatMap map = storedMap();
    Event full = fullEvent(map, DAY);
    Event bare = bareEvent(map, DAY);
    events.add(full, null);
    events.add(bare, null);
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE event SET sales_close_at = NULL WHERE event_id IN ('%s', '%s')"
                      .formatted(full.id(), bare.id())))
          .isEqualTo(2);
    }

    assertThat(events.findByPrefix(full.id().prefix()).orElseThrow().settings().closesAt())
        .isEqualTo(full.settings().endsAt());
    assertThat(events.findByPrefix(bare.id().prefix()).orElseThrow().settings().closesAt())
        .isEqualTo(bare.settings().startsAt());
  }

  @Test
  void theIdsOfItsHoldsLeadToAnEvent() {
    Event event = bareEvent(storedMap(), DAY);
    events.add(event, null);

    assertThat(events.findByPrefix(HoldId.of(event.id(), 7).eventPrefix())).contains(event);
    assertThat(events.findByPrefix(event.id().prefix() + 1)).isEmpty();
  }

  @Test
  void pagesFollowEachOtherByStartAndId() {
    SeatMap map = storedMap();
    Instant start = DAY.plus(Duration.ofDays(365));
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(bareEvent(map, start.plusSeconds(i / 3)));
      events.add(all.getLast(), null);
    }

    List<Event> paged = new ArrayList<>();
    EventPage.Position after = null;
    do {
      EventPage page =
          events.list(new EventFilter(start, start.plusSeconds(2), null, null), after, 2);
      paged.addAll(page.items());
      after = page.next();
    } while (after != null);

    assertThat(paged).containsExactlyInAnyOrderElementsOf(all.subList(0, 6));
    assertThat(paged)
        .isSortedAccordingTo((a, b) -> a.settings().startsAt().compareTo(b.settings().startsAt()));
    assertThat(events.list(EventFilter.from(start), null, 7).next()).isNull();
    assertThat(events.list(EventFilter.ALL, null, 1).items()).hasSize(1);
  }

  @Test
  void theSameKeyAddsOnce() {
    SeatMap map = drawnMap();
    RequestKey key = newKey();
    var kept = new KeptCreation("fingerprint", map.id().value());

    assertThat(seatMaps.answered(key)).isEmpty();
    assertThat(seatMaps.add(map, key)).isEmpty();
    assertThat(seatMaps.answered(key)).contains(kept);
    SeatMap other = drawnMap();
    assertThat(seatMaps.add(other, key)).contains(kept);
    assertThat(seatMaps.find(other.id())).isEmpty();
  }

  @Test
  void ofThoseWhoAddWithOneKeyAtOnceOneAddsAndTheOthersGetItsAnswer() throws Exception {
    SeatMap map = storedMap();
    RequestKey key = newKey();
    List<Event> wanted = new ArrayList<>();
    List<Callable<Optional<KeptCreation>>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Event event = bareEvent(map, DAY);
      wanted.add(event);
      tasks.add(() -> events.add(event, key));
    }

    List<Optional<KeptCreation>> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Optional<KeptCreation>> answer : threads.invokeAll(tasks)) {
        answers.add(answer.get());
      }
    }

    List<Event> added =
        wanted.stream().filter(e -> events.findByPrefix(e.id().prefix()).isPresent()).toList();
    assertThat(added).hasSize(1);
    var kept = new KeptCreation("fingerprint", added.getFirst().id().value());
    assertThat(answers).filteredOn(Optional::isEmpty).hasSize(1);
    assertThat(answers).filteredOn(Optional::isPresent).containsOnly(Optional.of(kept));
  }

  @Test
  void aNodeThatIsPausedWhileItAddsDoesNotKeepOthersWithTheSameKeyFromIt() throws Exception {
    Event event = bareEvent(storedMap(), DAY);
    RequestKey key = newKey();
    var paused = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(1)) {
      Future<Boolean> stopped =
          threads.submit(
              () ->
                  QuarkusTransaction.requiringNew()
                      .call(
                          () -> {
                            KeptCreations.keep(entities, key, UUID.randomUUID());
                            paused.countDown();
                            return goesOn.await(1, TimeUnit.MINUTES);
                          }));
      paused.await();
      try {
        assertThat(events.add(event, key)).isEmpty();
      } finally {
        goesOn.countDown();
      }
      assertThat(stopped).failsWithin(Duration.ofMinutes(1));
    }
    assertThat(events.findByPrefix(event.id().prefix())).contains(event);
  }

  @Test
  void holdsAndReservationsAreReadAsTheLedgerStoredThem() {
    SeatMap map = storedMap();
    Event event = fullEvent(map, Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.MICROS));
    events.add(event, null);
    var sale = new Sale(event, map);
    SeatLedger ledger = new PostgresSeatLedger(dataSource, Duration.ofSeconds(5));
    var state = new EventState(sale);
    HoldId id = HoldId.of(event.id(), 1);
    ReservationId reservationId = ReservationId.of(event.id(), 1);
    var place =
        new Command.Place(
            id,
            List.of("A-2", "A-1"),
            List.of(),
            Map.of("A-1", "child"),
            Samples.details(),
            Samples.ADA);

    HoldView placed = ((Outcome.Held) commit(ledger, state, place)).hold();
    HoldView read = records.hold(sale, id).orElseThrow();
    assertThat(read.hold()).isEqualTo(placed.hold());
    assertThat(read.details()).isEqualTo(placed.details());
    assertThat(read.now()).isAfterOrEqualTo(placed.now()).isBefore(placed.now().plusSeconds(60));
    assertThat(records.hold(sale, HoldId.of(event.id(), 2))).isEmpty();

    commit(ledger, state, new Command.Confirm(id, reservationId, "CODE", "order-1", null, false));
    var cancel = Node.cancelling(reservationId, List.of("A-1"), "ill");
    Reservation sold =
        ((Outcome.Cancelled) commit(ledger, state, cancel)).reservation().reservation();
    assertThat(records.hold(sale, id).orElseThrow().hold())
        .isEqualTo(new Hold.Confirmed(placed.hold().terms(), reservationId));
    assertThat(records.reservation(sale, reservationId)).contains(sold);
    assertThat(records.reservation(sale, ReservationId.of(event.id(), 2))).isEmpty();
  }

  private static Outcome commit(SeatLedger ledger, EventState state, Command command) {
    return ledger.commit(new Work(state, List.of(new Submission(command, null)))).getFirst();
  }

  @Test
  void aDurableDatabaseIsReady() {
    assertThat(durability.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
  }
}
