package dev.holdfast.benchmarks.textbook;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.view.Views;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.Section;
import dev.holdfast.postgres.PostgresFinalSales;
import dev.holdfast.postgres.PostgresSeatLedger;
import dev.holdfast.redis.ledger.RedisHolds;
import dev.holdfast.redis.store.Keeping;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.vertx.redis.client.Redis;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;

/// Holdfast's own lanes over a ledger of its own, without HTTP, and with the lanes that it has
/// unless told otherwise. It also writes the hold, its quote and the ledger, which no other way
/// does.
final class HoldfastSeats implements SeatHolder {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Lanes.Plan PLAN = new Lanes.Plan(2, 1_024, 256, 4, TIMEOUT);

  private static final SeatMapId ROOM = new SeatMapId(new UUID(0, 1));
  private static final long PRICE = 2_000;
  private static final long HOLDER_MASK = 0x3fff_ffff_ffff_ffffL;

  private final AgroalDataSource pool;
  private final Holds holds;
  private final Views views;
  private final Lanes lanes;
  private final List<Sale> sales;

  HoldfastSeats(Stage stage, LedgerKind kind) {
    try {
      pool = SqlTransactions.pool(stage, TransactionIsolation.READ_COMMITTED);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    holds =
        switch (kind) {
          case POSTGRES -> new InPostgres(pool);
          case REDIS -> InRedis.of(stage.redis().one(1), pool);
        };
    views = new Views(holds.ledger(), new NoFeed(), new Bulkhead(1, TIMEOUT));
    lanes = new Lanes(holds.ledger(), views, PLAN);
    SeatMap room = room(stage.workload().seats());
    sales =
        IntStream.range(0, stage.workload().events())
            .mapToObj(event -> new Sale(event(event, kind), room))
            .toList();
  }

  /// Makes the tables if there are none, and empty events.
  static void setUp(Stage stage, LedgerKind kind) {
    stage.redis().empty();
    Flyway.configure().dataSource(stage.url(), stage.user(), stage.password()).load().migrate();
    String room =
        """
        TRUNCATE seat_map, event, event_head, seat_claim, hold, hold_outcome, reservation, ticket,
            ledger, idempotency;
        INSERT INTO seat_map (seat_map_id, name, seats, areas, capacity, layout)
        VALUES ('%1$s', 'Room', %2$d, 0, %2$d, '');
        """
            .formatted(ROOM, stage.workload().seats());
    String events =
        IntStream.range(0, stage.workload().events())
            .mapToObj(event -> insertion(event, kind))
            .collect(Collectors.joining());
    Tables.execute(stage, room + events);
  }

  /// As {@link #event} has it.
  private static String insertion(int event, LedgerKind kind) {
    HoldPolicy policy = HoldPolicy.DEFAULT;
    return """
        INSERT INTO event (event_id, name, seat_map_id, starts_at, sales_close_at, time_zone,
            currency, ticket_types, prices, hold_duration_ms, hold_max_lifetime_ms,
            max_seats_per_hold)
        VALUES ('%1$s', 'Evening', '%2$s', 'epoch', '%3$s', 'UTC', 'EUR', '[]', '{"c": %4$d}',
            %5$d, %6$d, %7$d);
        INSERT INTO event_head (event_id, epoch, version, last_at, ledger)
        VALUES ('%1$s', 1, 0, 'epoch', '%8$s');
        """
        .formatted(
            id(event),
            ROOM,
            Settings.LATEST,
            PRICE,
            policy.duration().toMillis(),
            policy.maxLifetime().toMillis(),
            policy.maxSeatsPerHold(),
            kind.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    Sale sale = sales.get(event);
    List<String> ids = Arrays.stream(seats).mapToObj(String::valueOf).toList();
    HoldId hold = HoldId.of(sale.event().id(), holder);
    var details = new HoldDetails("1", null, null);
    Outcome outcome =
        submit(sale, new Command.Place(hold, ids, List.of(), Map.of(), details, Holder.NOBODY));
    if (outcome instanceof Outcome.Held) {
      return Answer.HELD;
    }
    if (outcome instanceof Outcome.Refused(Refusal.SeatsUnavailable _)) {
      return Answer.TAKEN;
    }
    throw new IllegalStateException("placing a hold: " + outcome);
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    Sale sale = sales.get(event);
    Outcome outcome = submit(sale, new Command.Release(HoldId.of(sale.event().id(), holder)));
    if (!(outcome instanceof Outcome.Released)) {
      throw new IllegalStateException("releasing a hold: " + outcome);
    }
  }

  private Outcome submit(Sale sale, Command command) {
    return lanes.submit(sale, new Submission(command, null));
  }

  @Override
  public Set<Claim> claims() {
    return holds.claims(sales);
  }

  @Override
  public void close() {
    lanes.close();
    views.close();
    holds.close();
    pool.close();
  }

  /// Where holds are kept.
  private sealed interface Holds {
    SeatLedger ledger();

    /// Who has which seat by what is stored, not by what a ledger remembers.
    Set<Claim> claims(List<Sale> sales);

    void close();
  }

  private record InPostgres(AgroalDataSource pool) implements Holds {
    @Override
    public SeatLedger ledger() {
      return new PostgresSeatLedger(pool, TIMEOUT);
    }

    @Override
    public Set<Claim> claims(List<Sale> sales) {
      Set<Claim> claims = new HashSet<>();
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT event_id, seat_no, owner_id FROM seat_claim")) {
        while (rows.next()) {
          long event = rows.getObject(1, UUID.class).getMostSignificantBits();
          long holder = rows.getObject(3, UUID.class).getLeastSignificantBits() & HOLDER_MASK;
          claims.add(new Claim(Math.toIntExact(event), rows.getInt(2), holder));
        }
        connection.rollback();
        return claims;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {}
  }

  private record InRedis(Redis redis, RedisHolds holds) implements Holds {
    private static final Keeping KEEPING = new Keeping(Duration.ofDays(1), Duration.ofDays(1));

    static InRedis of(Redis redis, AgroalDataSource pool) {
      var sales = new PostgresFinalSales(pool, TIMEOUT, PLAN.contendedEvents());
      return new InRedis(redis, new RedisHolds(redis, sales, new NoRecords(), KEEPING, TIMEOUT));
    }

    @Override
    public SeatLedger ledger() {
      return holds.ledger();
    }

    @Override
    public Set<Claim> claims(List<Sale> sales) {
      Set<Claim> claims = new HashSet<>();
      for (int event = 0; event < sales.size(); event++) {
        var state = new EventState(sales.get(event));
        holds.ledger().load(state);
        for (HoldTerms hold : state.openHolds()) {
          long holder = hold.id().value().getLeastSignificantBits() & HOLDER_MASK;
          for (int seat : hold.numbers()) {
            claims.add(new Claim(event, seat, holder));
          }
        }
      }
      return claims;
    }

    @Override
    public void close() {
      holds.close();
      redis.close();
    }
  }

  /// Nodes here do not tell each other of their commits; the ledger finds out by itself.
  private static final class NoFeed implements ChangeFeed {
    @Override
    public void tell(EventId event, long epoch, long version) {}

    @Override
    public void listen(Listener listener) {}
  }

  /// Nothing is sold here, so nobody reads what was.
  private static final class NoRecords implements HoldRecords {
    @Override
    public Page<HoldView> holds(Sale sale, HoldsWanted wanted) {
      return new Page<>(List.of(), null);
    }

    @Override
    public Page<Reservation> reservations(Sale sale, ReservationsWanted wanted) {
      return new Page<>(List.of(), null);
    }

    @Override
    public Optional<HoldView> hold(Sale sale, HoldId id) {
      return Optional.empty();
    }

    @Override
    public Optional<Reservation> reservation(Sale sale, ReservationId id) {
      return Optional.empty();
    }
  }

  private static SeatMap room(int seats) {
    List<Seat> row =
        IntStream.range(0, seats)
            .mapToObj(String::valueOf)
            .map(id -> new Seat(id, id, "c", null, false))
            .toList();
    Section section = new Section(null, null, List.of(), List.of(new Row(null, row)));
    return new SeatMap(
        ROOM,
        "Room",
        new Layout(
            List.of(new Category("c", "C", "#000000")), List.of(section), List.of(), List.of()));
  }

  private static EventId id(int event) {
    return new EventId(new UUID(event, 0x8000_0000_0000_0000L));
  }

  private static Event event(int event, LedgerKind kind) {
    return new Event(
        id(event),
        ROOM,
        ZoneOffset.UTC,
        Currency.getInstance("EUR"),
        kind,
        null,
        false,
        null,
        null,
        SettingsPatch.builder()
            .name("Evening")
            .startsAt(Instant.EPOCH)
            .prices(Map.of("c", new CategoryPrice.Flat(PRICE)))
            .salesCloseAt(Settings.LATEST)
            .build()
            .onDefaults());
  }
}
