package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.EventRetention;
import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.PastEvents;
import dev.holdfast.application.port.out.Reconciliation;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.store.BatchWrites;
import dev.holdfast.redis.store.CompareAndCommit;
import dev.holdfast.redis.store.Keeping;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.Scripts;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.Optional;

/// Everything about events whose holds are in Redis, on one connection.
public final class RedisHolds implements AutoCloseable {
  private final RedisLink link;
  private final Scripts scripts;
  private final EventOpening opening;
  private final RedisSeatLedger ledger;
  private final HoldRecords records;
  private final Reconciliation reconciliation;

  /// Uses this Redis.
  ///
  /// @param sales where what is sold is final
  /// @param saleRecords the same, to be read
  /// @param budget how long Redis may take to answer, and how long something is tried again
  public RedisHolds(
      Redis redis, FinalSales sales, HoldRecords saleRecords, Keeping keeping, Duration budget) {
    this(redis, Scripts.PLAIN, sales, saleRecords, keeping, budget);
  }

  RedisHolds(
      Redis redis,
      Scripts scripts,
      FinalSales sales,
      HoldRecords saleRecords,
      Keeping keeping,
      Duration budget) {
    this.link = new RedisLink(redis, budget);
    this.scripts = scripts;
    var events = new RedisEvents(link, scripts);
    var dueEvents = new DueEvents(link, scripts, events);
    var changes = new CompareAndCommit(link, scripts, events, budget);
    var batchWrites = new BatchWrites(keeping);
    this.opening = new EventOpening(events, link, scripts, sales, keeping.endedHolds());
    var sale = new TwoStepSale(events, changes, opening, dueEvents, sales, batchWrites, budget);
    this.ledger =
        new RedisSeatLedger(events, changes, sale, opening, dueEvents, batchWrites, budget);
    this.reconciliation = new RedisReconciliation(events, sale, opening, dueEvents, sales);
    this.records = new RedisHoldRecords(events, opening, saleRecords);
  }

  public SeatLedger ledger() {
    return ledger;
  }

  /// How often Redis's clock was found set back by more than a small step. Until it has caught up,
  /// an event's time stands still and its holds outlive their expiry.
  public long clockSteps() {
    return ledger.clockSteps();
  }

  public HoldRecords records() {
    return records;
  }

  public Reconciliation reconciliation() {
    return reconciliation;
  }

  /// What frees Redis of events that are over.
  public EventRetention retention(PastEvents past) {
    return new RedisRetention(link, scripts, past);
  }

  /// What Redis is set to do when its memory is full; empty if it does not say. Any but
  /// `noeviction` forgets holds, so no event is opened then.
  ///
  /// @throws LedgerUnavailable if it could not be asked
  public Optional<String> evictionPolicy() {
    return opening.evictionPolicy();
  }

  @Override
  public void close() {
    link.close();
  }
}
