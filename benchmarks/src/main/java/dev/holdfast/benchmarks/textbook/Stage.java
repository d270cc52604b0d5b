package dev.holdfast.benchmarks.textbook;

import dev.holdfast.benchmarks.textbook.BackOff.Pause;
import dev.holdfast.benchmarks.textbook.ConditionalUpdate.Mark;
import dev.holdfast.benchmarks.textbook.LockedRows.Locking;
import dev.holdfast.benchmarks.textbook.SeatsInUse.Waiting;
import dev.holdfast.domain.event.LedgerKind;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.time.Duration;
import java.util.List;

/// Where a way performs: what is on sale, and a database for those that need one.
///
/// @param redis for those that need one, or several
/// @param connections how many connections each node may have
record Stage(
    Workload workload,
    String url,
    String user,
    String password,
    RedisServers redis,
    int connections,
    Tally tally) {

  /// Makes anew what all nodes of a way share.
  void setUp(Way way) {
    switch (way) {
      case CHECK_THEN_SET,
          GLOBAL_LOCK,
          LOCK_PER_SEAT,
          TRY_LOCK,
          BACK_OFF,
          BACK_OFF_JITTER,
          REENTRANT_LOCK,
          FAIR_LOCK,
          STRIPED_LOCKS,
          CONDITION_VARIABLE,
          BUSY_WAITING,
          READERS_FIRST,
          WRITERS_FIRST,
          SEMAPHORE,
          WORK_QUEUE,
          ASYNC_MUTEX,
          ASYNC_SEMAPHORE,
          COMPARE_AND_SET,
          DEADLINE_BATCH,
          IN_FLIGHT,
          TRANSFER -> {}
      case CHECK_THEN_INSERT, REPEATABLE_READ, SERIALIZABLE, ADVISORY_LOCKS -> Tables.claims(this);
      case UNIQUE_KEY -> Tables.uniqueClaims(this);
      case FOR_UPDATE_UNSORTED,
          FOR_UPDATE_SORTED,
          FOR_UPDATE_NOWAIT,
          OPTIMISTIC,
          LEASE,
          STATUS_FLAG,
          SKIP_LOCKED ->
          Tables.seats(this);
      case TICKET_NUMBERS -> Tables.tickets(this);
      case COUNTER_ROW -> Tables.counters(this, 1);
      case STRIPED_COUNTERS -> Tables.counters(this, Counters.STRIPES);
      case REDIS_LOCK, REDLOCK -> redis.empty();
      case REDIS_MUTEX, FENCED_REDIS_MUTEX -> {
        redis.empty();
        Tables.fencedClaims(this);
      }
      case INTENT_LOG -> {
        redis.empty();
        Tables.intents(this);
      }
      case HOLDFAST_POSTGRES -> HoldfastSeats.setUp(this, LedgerKind.POSTGRES);
      case HOLDFAST_REDIS -> HoldfastSeats.setUp(this, LedgerKind.REDIS);
    }
  }

  /// Starts a node of a way.
  SeatHolder open(Way way) {
    return switch (way) {
      case CHECK_THEN_SET -> new CheckThenSetSeats(workload);
      case CHECK_THEN_INSERT -> new CheckThenInsert(this, TransactionIsolation.READ_COMMITTED);
      case REPEATABLE_READ -> new CheckThenInsert(this, TransactionIsolation.REPEATABLE_READ);
      case GLOBAL_LOCK -> guarded(Locks.global());
      case LOCK_PER_SEAT -> guarded(Locks.perSeat(workload));
      case TRY_LOCK -> guarded(Locks.perSeatAsNamed(workload, Duration.ofMillis(50)));
      case BACK_OFF -> guarded(new BackOff(workload, Pause.FIXED, tally));
      case BACK_OFF_JITTER -> guarded(new BackOff(workload, Pause.JITTER, tally));
      case REENTRANT_LOCK -> guarded(Locks.perEvent(workload, false));
      case FAIR_LOCK -> guarded(Locks.perEvent(workload, true));
      case STRIPED_LOCKS -> guarded(Locks.striped());
      case CONDITION_VARIABLE -> guarded(new SeatsInUse(workload, Waiting.CONDITION));
      case BUSY_WAITING -> guarded(new SeatsInUse(workload, Waiting.BUSY));
      case READERS_FIRST -> new ReadWriteSeats(workload, true);
      case WRITERS_FIRST -> new ReadWriteSeats(workload, false);
      case SEMAPHORE -> guarded(Locks.semaphorePerEvent(workload));
      case WORK_QUEUE -> guarded(new WorkQueue());
      case ASYNC_MUTEX -> guarded(new AsyncMutex(workload));
      case ASYNC_SEMAPHORE -> guarded(new AsyncSemaphore(workload));
      case COMPARE_AND_SET -> new CompareAndSetSeats(workload);
      case DEADLINE_BATCH -> guarded(new DeadlineBatch(workload));
      case IN_FLIGHT -> new RepeatedRequests(guarded(Locks.perEvent(workload, false)));
      case TRANSFER -> new Transfers(workload);
      case FOR_UPDATE_UNSORTED -> new LockedRows(this, Locking.BUYERS_ORDER);
      case FOR_UPDATE_SORTED -> new LockedRows(this, Locking.SEATS_ORDER);
      case FOR_UPDATE_NOWAIT -> new LockedRows(this, Locking.NO_WAIT);
      case ADVISORY_LOCKS -> new AdvisoryLocks(this);
      case OPTIMISTIC -> new VersionedRows(this);
      case SERIALIZABLE -> new CheckThenInsert(this, TransactionIsolation.SERIALIZABLE);
      case UNIQUE_KEY -> new UniqueClaims(this);
      case LEASE -> new ConditionalUpdate(this, Mark.LEASE);
      case STATUS_FLAG -> new ConditionalUpdate(this, Mark.STATUS);
      case TICKET_NUMBERS -> new TicketNumbers(this);
      case SKIP_LOCKED -> new SeatPool(this);
      case COUNTER_ROW -> new Counters(this, 1);
      case STRIPED_COUNTERS -> new Counters(this, Counters.STRIPES);
      case REDIS_LOCK -> redisLock();
      case REDLOCK -> new RedisLocks(redis.all(connections), RedisLocks.HOLD, tally);
      case REDIS_MUTEX -> new RedisMutex(this, false, RedisMutex.TTL, () -> {});
      case FENCED_REDIS_MUTEX -> new RedisMutex(this, true, RedisMutex.TTL, () -> {});
      case INTENT_LOG -> new IntentLog(this, redisLock());
      case HOLDFAST_POSTGRES -> new HoldfastSeats(this, LedgerKind.POSTGRES);
      case HOLDFAST_REDIS -> new HoldfastSeats(this, LedgerKind.REDIS);
    };
  }

  private SeatHolder redisLock() {
    return new RedisLocks(List.of(redis.one(connections)), RedisLocks.HOLD, tally);
  }

  private SeatHolder guarded(Guard guard) {
    return new GuardedSeats(new Seats(workload), guard);
  }
}
