package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import dev.holdfast.postgres.PostgresFinalSales;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.store.Codec;
import dev.holdfast.redis.store.CompareAndCommit;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.Keeping;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.Scripts;
import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Redis beside a real PostgreSQL. Its clock is Redis's own until a test sets it: the
/// scripts are production's, with a reading of the clock put before them.
public final class TestRedis implements LedgerStore {
  static final Duration BUDGET = TestDatabase.BUDGET;

  /// How many events' locks are waited for at once.
  static final int WAITING = 4;
  static final Keeping KEEPING = new Keeping(Duration.ofHours(24), Duration.ofHours(25));

  private static final String SETTABLE_CLOCK =
      """
      local real = redis
      local redis = setmetatable({call = function(command, ...)
        local at = command == 'TIME' and real.call('GET', 'clock')
        if at then
          real.call('INCRBY', 'clock', real.call('GET', 'clock-step') or 0)
          return {math.floor(at / 1000000), at % 1000000}
        end
        return real.call(command, ...)
      end}, {__index = real})
      """;

  private static final class Shared {
    static final Vertx VERTX = Vertx.vertx();
    static final TestRedis REDIS = new TestRedis(EmbeddedRedis.temporary(Persistence.EVERY_SECOND));
  }

  private final EmbeddedRedis server;
  private final RedisLink link;
  private TestDatabase database = TestDatabase.empty();

  private TestRedis(EmbeddedRedis server) {
    this.server = server;
    this.link = new RedisLink(newClient(), BUDGET);
  }

  /// The Redis and the database that the tests of one run share, emptied.
  public static TestRedis empty() {
    TestRedis redis = Shared.REDIS;
    redis.database = TestDatabase.empty();
    redis.send(Request.cmd(Command.FLUSHALL));
    return redis;
  }

  Redis newClient() {
    return clientOf(server);
  }

  Redis clientOf(EmbeddedRedis of) {
    return Redis.createClient(Shared.VERTX, of.url());
  }

  EmbeddedRedis server() {
    return server;
  }

  TestDatabase database() {
    return database;
  }

  public @Nullable Response send(Request request) {
    return RedisLink.answered(() -> link.send(List.of(request))).getFirst();
  }

  @Override
  public void add(Sale sale) {
    database.add(sale);
    database.execute(
        "UPDATE event_head SET ledger = 'redis' WHERE event_id = '%s'"
            .formatted(sale.event().id()));
  }

  @Override
  public SeatLedger newLedger() {
    return newHolds().ledger();
  }

  /// Events as one node sees them.
  public RedisEvents newEvents() {
    return new RedisEvents(link, Scripts.with(SETTABLE_CLOCK));
  }

  EventOpening newOpening() {
    return new EventOpening(
        newEvents(), link, Scripts.with(SETTABLE_CLOCK), newSales(), KEEPING.endedHolds());
  }

  public CompareAndCommit newCompareAndCommit() {
    return new CompareAndCommit(link, Scripts.with(SETTABLE_CLOCK), newEvents(), BUDGET);
  }

  FinalSales newSales() {
    return new PostgresFinalSales(database.pool(), BUDGET, WAITING);
  }

  RedisHolds newHolds() {
    return newHolds(newSales());
  }

  RedisHolds newHolds(FinalSales sales) {
    return newHolds(newClient(), sales);
  }

  SeatLedger newLedger(Redis client) {
    return newHolds(client, newSales()).ledger();
  }

  /// A ledger over another server, beside the same sales.
  SeatLedger newLedger(EmbeddedRedis other) {
    return newLedger(clientOf(other));
  }

  private static RedisHolds newHolds(Redis client, FinalSales sales) {
    return new RedisHolds(
        client, Scripts.with(SETTABLE_CLOCK), sales, new NoRecords(), KEEPING, BUDGET);
  }

  /// Sales are looked up by the ledger; nobody reads them apart in these tests.
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

  /// Marks an event, as somebody does who has stopped in the midst of a sale.
  @Override
  public Lock lock(EventId event) {
    String head = new EventKeys(event).head();
    newLedger().heads(List.of(event));
    send(Request.cmd(Command.HSET, head, "pending", "1", "pending_at", Long.toString(1L << 52)));
    return () -> send(Request.cmd(Command.HDEL, head, "pending", "pending_at"));
  }

  /// An entry can only be added last, so those that follow are added again.
  @Override
  public void replace(EventId event, LedgerEntry entry) {
    String entries = new EventKeys(event).entries();
    List<LedgerEntry> following = newLedger().entries(event, entry.version(), 1_000);
    send(Request.cmd(Command.XTRIM, entries, "MAXLEN", "0"));
    send(Request.cmd(Command.XSETID, entries, "0-0"));
    Stream.concat(Stream.of(entry), following.stream())
        .forEach(
            one ->
                send(
                    Request.cmd(
                        Command.XADD, entries, one.version() + "-0", "e", Codec.entry(one))));
  }

  /// Lets the clock go on by so much whenever it is read.
  void setClockStep(Duration step) {
    send(Request.cmd(Command.SET, "clock-step", Long.toString(step.toNanos() / 1_000)));
  }

  @Override
  public void setClock(Instant now) {
    send(Request.cmd(Command.SET, "clock", Codec.micros(now)));
  }
}
