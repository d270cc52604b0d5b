package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.Way.Family.HOLDFAST;
import static dev.holdfast.benchmarks.textbook.Way.Family.IN_ONE_PROCESS;
import static dev.holdfast.benchmarks.textbook.Way.Family.IN_REDIS;
import static dev.holdfast.benchmarks.textbook.Way.Family.IN_THE_DATABASE;
import static dev.holdfast.benchmarks.textbook.Way.Family.NEGATIVE_CONTROL;

/// The ways of holding seats. What is said of each here is how it was designed; what came of it is
/// measured.
public enum Way {
  CHECK_THEN_SET(
      "check, then set, in memory",
      NEGATIVE_CONTROL,
      Promise.NOTHING,
      Durability.MEMORY,
      "never",
      "Another buyer can check between the check and the write. (The code yields there, so that "
          + "this happens on every machine.)"),
  CHECK_THEN_INSERT(
      "check, then insert, in the database",
      NEGATIVE_CONTROL,
      Promise.NOTHING,
      Durability.DATABASE,
      "never",
      "A transaction alone protects nothing: at READ COMMITTED, two buyers can check before one "
          + "inserts."),
  REPEATABLE_READ(
      "REPEATABLE READ, no unique key",
      NEGATIVE_CONTROL,
      Promise.NOTHING,
      Durability.DATABASE,
      "never alone",
      "A snapshot does not show concurrent inserts of other transactions, and two inserts of "
          + "different rows do not conflict (write skew)."),

  GLOBAL_LOCK(
      "one global lock",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, little work under the lock, and holds that may be lost",
      "All buyers wait for each other, but there is hardly any work under the lock."),
  LOCK_PER_SEAT(
      "a lock for each seat, sorted",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and slow work under the lock",
      "Buyers of different seats never collide. Locks are taken in the order of the seats, so no "
          + "two buyers wait for each other."),
  TRY_LOCK(
      "a lock for each seat, as named, tryLock with a deadline",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "locks that somebody else's code takes in an order that you can't know",
      "Two buyers who name the same seats in different orders wait for each other until one of "
          + "them gives up."),
  BACK_OFF(
      "tryLock, give back, try again after a fixed pause",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "never: add jitter",
      "Nobody waits while having a lock. But buyers who try again in step get into each other's "
          + "way again (livelock)."),
  BACK_OFF_JITTER(
      "tryLock, give back, try again after a random pause",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "locks that can't be sorted, and short work under them",
      "The pauses differ, so one of two buyers comes first. The work of the failed tries is lost."),
  REENTRANT_LOCK(
      "a reentrant lock for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, many events",
      "One lock covers all seats of a hold. On one hot event it is a global lock."),
  FAIR_LOCK(
      "a fair lock for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and nobody may wait much longer than others",
      "Whoever has waited longest is next, so every hold on a hot event changes threads. An unfair "
          + "lock goes to a thread that already runs."),
  STRIPED_LOCKS(
      "64 striped locks",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, too many seats for a lock each",
      "Seats with the same stripe wait for each other without need. A hold of many seats locks "
          + "many stripes."),
  CONDITION_VARIABLE(
      "a condition variable for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and a condition that no lock expresses, as of several seats at once",
      "A buyer waits until none of the seats is in use and then marks all of them, so no order is "
          + "necessary. Every release wakes all who wait."),
  BUSY_WAITING(
      "busy waiting for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "never, with more threads than cores",
      "It is the way before, but whoever waits asks all the time. That takes the processor from "
          + "whoever is waited for."),
  READERS_FIRST(
      "a read-write lock, readers first",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and nearly all requests only read",
      "Refusals read in parallel. But every hold locks twice, and a writer waits for all "
          + "readers."),
  WRITERS_FIRST(
      "a read-write lock, writers first",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, many readers, and holds that must not starve",
      "A waiting hold stops new readers, so holds do not starve. But every hold locks twice."),
  SEMAPHORE(
      "a semaphore for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, if a thread other than the owner must be able to release the permit",
      "With one permit, it is a lock without an owner."),
  WORK_QUEUE(
      "a bounded queue and one worker",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and work that is cheaper in batches, as in Holdfast's lanes",
      "No seat is locked. But every request changes threads twice, which costs far more than the "
          + "work itself."),
  ASYNC_MUTEX(
      "an async mutex for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process whose threads must not block",
      "Each future of the chain starts in a pool after the previous one, so every request "
          + "changes threads twice."),
  ASYNC_SEMAPHORE(
      "an async semaphore for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process whose threads must not block, and a limit greater than one in other places",
      "The request that waits longest gets the permit, so nobody overtakes."),
  COMPARE_AND_SET(
      "compare-and-set for each seat",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, holds of one seat or few",
      "Nobody waits. But two buyers who want the same seats may both be refused, because each "
          + "has to give back its first seats."),
  DEADLINE_BATCH(
      "batches in a thread pool, with a deadline",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and a response in time is more important than a seat",
      "A batch is as slow as its slowest task. Tasks that have not begun at the deadline are "
          + "given up."),
  IN_FLIGHT(
      "a map of requests in flight, each request sent twice",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "requests that are repeated while the first is under way; keep the answers in the database "
          + "for later ones",
      "The second request waits for the event of the first one and gets its answer. Another node "
          + "does not know of it."),
  TRANSFER(
      "seats against money, two locks in order",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and two things that must change together",
      "A hold locks the wallet and the till, and a release the till and the wallet. With one "
          + "order, nobody waits in a circle."),

  FOR_UPDATE_UNSORTED(
      "SELECT … FOR UPDATE, as the buyer named the seats",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "never for more than one seat: sort",
      "Two buyers who name the same two seats in different orders wait for each other until the "
          + "database looks for deadlocks, after a second."),
  FOR_UPDATE_SORTED(
      "SELECT … FOR UPDATE, sorted",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "rules that must read the rows and think before a change",
      "With one order, nobody waits in a circle. The rows are locked for a round trip and a "
          + "commit."),
  FOR_UPDATE_NOWAIT(
      "SELECT … FOR UPDATE NOWAIT, with jitter",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "there are few connections, and waiting in the database is worse than retrying",
      "Nobody waits for a lock. A buyer without the lock retries after a random time and may "
          + "find the seat free."),
  ADVISORY_LOCKS(
      "advisory locks, sorted, no unique key",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "things that have no row to lock, such as a job that only one node may run",
      "It is check, then insert, under locks that end with the transaction. All code must take "
          + "them: nothing enforces it."),
  OPTIMISTIC(
      "versions, optimistic, with retry",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "people edit for minutes, and seldom the same thing",
      "Reading costs a round trip and locks nothing. The version detects a change in between, "
          + "which costs another try."),
  SERIALIZABLE(
      "SERIALIZABLE, with retry and backoff",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "rules over many rows that no constraint can express",
      "It is the code of the controls, made correct by the database. The database cancels more "
          + "than necessary, since it watches pages of the index and not seats."),
  UNIQUE_KEY(
      "the unique key alone",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "always below everything else; and alone if one row is enough",
      "One statement and a commit, without a check before. A refusal writes a row in vain."),
  LEASE(
      "lease columns (locked_by, locked_until)",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "holds that end by themselves without a job",
      "One statement with the time in its condition. Every hold rewrites the rows of its seats."),
  STATUS_FLAG(
      "a status column, conditional UPDATE",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "a small shop with one table, and a job that frees abandoned seats",
      "One statement. The number of changed rows is the result."),
  TICKET_NUMBERS(
      "numbers by MAX + 1, unique, three retries",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "few buyers at a time who accept any number; otherwise a counter row",
      "All buyers try the same next number, so all but one fail and try again. The key keeps it "
          + "correct."),
  SKIP_LOCKED(
      "any free seats, SKIP LOCKED",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "a pool in which any seat is good enough, and queues of jobs",
      "Nobody waits: a buyer passes over rows that others have locked. Near the end somebody may "
          + "be refused although a seat is given back a moment later."),
  COUNTER_ROW(
      "numbers by a counter row",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "counted places: the number that are left, and the next number",
      "One statement and a commit. All buyers of an event wait for its row, but none of them "
          + "fails."),
  STRIPED_COUNTERS(
      "numbers by eight striped counter rows",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "counted places of a hot event, if the order of the numbers means nothing",
      "Buyers of different rows do not wait for each other. When few places are left, they are "
          + "spread over the rows, and a hold of several may be refused."),

  REDIS_LOCK(
      "a lock for each seat in Redis (SET NX PX, script to release)",
      IN_REDIS,
      Promise.ALL_NODES,
      Durability.REDIS,
      "holds that may be lost, with a key in the database that protects sales",
      "It needs a round trip for each seat, one after another, and no transaction. It is correct "
          + "as long as the Redis forgets nothing. A stale replica does."),
  REDLOCK(
      "Redlock over five Redis servers",
      IN_REDIS,
      Promise.ALL_NODES,
      Durability.REDIS,
      "hardly ever: if a lock must be correct, use a key in the database; if not, one Redis is "
          + "enough",
      "It needs five times the work for each seat. It survives the loss of two servers. But it "
          + "does not survive a server that restarts without its data, or a clock that jumps."),
  REDIS_MUTEX(
      "a Redis lock around look and write in the database",
      IN_REDIS,
      Promise.NOTHING,
      Durability.DATABASE,
      "work that may be done twice, such as filling a cache",
      "When the lock's time is over while its owner is paused, somebody else gets it, and both "
          + "write."),
  FENCED_REDIS_MUTEX(
      "the same, with a fencing token",
      IN_REDIS,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "a store that can't lock, but can compare a number",
      "The database refuses whoever comes with a lower number than the last. Its row is a lock "
          + "itself, so in a database the lock in Redis gains little."),
  INTENT_LOG(
      "an intent log in the database, seats in Redis",
      IN_REDIS,
      Promise.ALL_NODES,
      Durability.REDIS,
      "a change of two systems that can't commit together",
      "It needs three more commits than the seats. A crash at any point leaves an intent, by which "
          + "the next start aborts what is half done."),

  HOLDFAST_POSTGRES(
      "Holdfast's lanes and PostgreSQL ledger, without HTTP",
      HOLDFAST,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "crowds, and if you must know later what happened",
      "All waiting requests of an event are decided in memory and committed together, so more "
          + "requests make each one cheaper. It also writes hold, quote and ledger."),
  HOLDFAST_REDIS(
      "Holdfast's lanes and Redis ledger, without HTTP",
      HOLDFAST,
      Promise.ALL_NODES,
      Durability.REDIS,
      "crowds who abandon most holds, if the database should not have to store these holds",
      "It has the same lanes and decisions. Two scripts read and apply a batch, and PostgreSQL "
          + "is used only for sales.");

  /// Where a way keeps what it needs to decide.
  public enum Family {
    NEGATIVE_CONTROL("Negative controls"),
    IN_ONE_PROCESS("In one process"),
    IN_THE_DATABASE("In the database"),
    IN_REDIS("In Redis"),
    HOLDFAST("Holdfast");

    private final String title;

    Family(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /// Where a way is meant never to sell a seat twice.
  public enum Promise {
    NOTHING,
    ONE_NODE,
    ALL_NODES
  }

  /// What is left of the holds after a crash.
  public enum Durability {
    MEMORY("nothing: holds are in memory only"),
    REDIS("all holds that Redis had synced: all but those of the last second or two"),
    DATABASE("every acknowledged hold: it was committed");

    private final String text;

    Durability(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private final String title;
  private final Family family;
  private final Promise promise;
  private final Durability durability;
  private final String choice;
  private final String reason;

  Way(
      String title,
      Family family,
      Promise promise,
      Durability durability,
      String choice,
      String reason) {
    this.title = title;
    this.family = family;
    this.promise = promise;
    this.durability = durability;
    this.choice = choice;
    this.reason = reason;
  }

  public String title() {
    return title;
  }

  public Family family() {
    return family;
  }

  public Promise promise() {
    return promise;
  }

  public Durability durability() {
    return durability;
  }

  /// When one would choose it.
  public String choice() {
    return choice;
  }

  /// Why it measures as it does.
  public String reason() {
    return reason;
  }
}
