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
      "Between the look and the taking somebody else looks, too. (It yields there, so that this "
          + "shows on every machine.)"),
  CHECK_THEN_INSERT(
      "check, then insert, in the database",
      NEGATIVE_CONTROL,
      Promise.NOTHING,
      Durability.DATABASE,
      "never",
      "A transaction alone protects nothing: at READ COMMITTED two may look before one inserts."),
  REPEATABLE_READ(
      "REPEATABLE READ, no unique key",
      NEGATIVE_CONTROL,
      Promise.NOTHING,
      Durability.DATABASE,
      "never alone",
      "A snapshot does not show what another transaction inserts meanwhile, and two inserts of "
          + "different rows are no conflict to it (write skew)."),

  GLOBAL_LOCK(
      "one global lock",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, little to do under the lock, and no need to keep anything",
      "Everybody waits for everybody, but there is next to nothing to do under the lock."),
  LOCK_PER_SEAT(
      "a lock for each seat, sorted",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and slow work under the lock",
      "Buyers of different seats never meet; taking the locks in the order of the seats keeps two "
          + "from waiting for each other."),
  REENTRANT_LOCK(
      "a reentrant lock for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, many events",
      "One lock covers all seats of a hold; on one hot event it is a global lock."),
  STRIPED_LOCKS(
      "64 striped locks",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, too many seats for a lock each",
      "Seats that share a stripe wait for each other without need; a hold of many seats locks many "
          + "stripes."),
  READERS_FIRST(
      "a read-write lock, readers first",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and nearly all requests only look",
      "Refusals are read side by side, but every hold locks twice, and a writer waits until no "
          + "reader is left."),
  WRITERS_FIRST(
      "a read-write lock, writers first",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, many lookers, and holds that must not starve",
      "A waiting hold stops new readers, so that holds do not starve; the price is a second "
          + "locking for every hold."),
  SEMAPHORE(
      "a semaphore for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, if another thread than the taker must be able to give the permit back",
      "With one permit it is a lock without an owner."),
  WORK_QUEUE(
      "a bounded queue and one worker",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and work that is better done together, as Holdfast's lanes do",
      "Nobody locks a seat, but every request changes threads twice, which costs far more than the "
          + "work itself."),
  ASYNC_MUTEX(
      "an async mutex for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process whose threads must not block",
      "Each future of the chain begins on a pool when the one before is done, so every request "
          + "changes threads twice."),
  ASYNC_SEMAPHORE(
      "an async semaphore for each event",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process whose threads must not block, and a limit other than one elsewhere",
      "The permit is handed to whoever waits longest, so nobody overtakes."),
  COMPARE_AND_SET(
      "compare-and-set for each seat",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, holds of one seat or few",
      "Nobody waits; but of two who want the same seats both may be refused, because each has to "
          + "give back what it got first."),
  DEADLINE_BATCH(
      "batches in a thread pool, with a deadline",
      IN_ONE_PROCESS,
      Promise.ONE_NODE,
      Durability.MEMORY,
      "one process, and an answer in time matters more than a seat",
      "A batch is as slow as its slowest task; what has not begun by the deadline is given up."),

  FOR_UPDATE_UNSORTED(
      "SELECT … FOR UPDATE, as the buyer named the seats",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "never for more than one seat: sort",
      "Two who name the same two seats in different orders wait for each other until the database "
          + "looks for deadlocks, after a second."),
  FOR_UPDATE_SORTED(
      "SELECT … FOR UPDATE, sorted",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "rules that need the rows read and thought about before they change",
      "In one order nobody waits in a circle; the rows are locked over a round trip and a commit."),
  FOR_UPDATE_NOWAIT(
      "SELECT … FOR UPDATE NOWAIT, with jitter",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "connections are few, and waiting in the database is worse than asking again",
      "Nobody waits for a lock; whoever does not get one comes back at random and may find the "
          + "seat free again."),
  OPTIMISTIC(
      "versions, optimistic, with retry",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "people edit something for minutes, and seldom the same thing",
      "The look costs a round trip and locks nothing; a change in between is found by the version "
          + "and costs another try."),
  SERIALIZABLE(
      "SERIALIZABLE, with retry and backoff",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "rules over many rows that no constraint can say",
      "The code of the controls, made right by the database, which cancels more than it would "
          + "have to: it watches pages of the index, not seats."),
  UNIQUE_KEY(
      "the unique key alone",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "first, whenever one row says it all; and always, below everything else",
      "One statement and a commit, and no look before; a refusal writes a row in vain."),
  LEASE(
      "lease columns (locked_by, locked_until)",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "holds must end by themselves, and no job shall be needed for it",
      "One statement, the time in its condition; every hold rewrites the rows of its seats."),
  STATUS_FLAG(
      "a status column, conditional UPDATE",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "a small shop with one table, and a job that frees what was abandoned",
      "One statement; the number of rows it changed is the answer."),
  TICKET_NUMBERS(
      "numbers by MAX + 1, unique, three retries",
      IN_THE_DATABASE,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "few buyers at a time, and any number will do; else a counter row",
      "Everybody reaches for the same next number, so all but one fail and try again; the key "
          + "keeps it right."),

  REDIS_LOCK(
      "a lock for each seat in Redis (SET NX PX, script to release)",
      IN_REDIS,
      Promise.ALL_NODES,
      Durability.REDIS,
      "holds that may be lost, with a key in the database that arbitrates what is sold",
      "A round trip for each seat, one after another, and no transaction. It is right as long as "
          + "that one Redis forgets nothing; a stale replica does."),
  REDLOCK(
      "Redlock over five Redis servers",
      IN_REDIS,
      Promise.ALL_NODES,
      Durability.REDIS,
      "hardly: where a lock must be right, a key in the database is; where it need not, one Redis "
          + "is enough",
      "Five times the work for each seat. It survives the loss of two servers, but not one that "
          + "comes back having forgotten, nor a clock that jumps."),

  HOLDFAST_POSTGRES(
      "Holdfast's lanes and PostgreSQL ledger, without HTTP",
      HOLDFAST,
      Promise.ALL_NODES,
      Durability.DATABASE,
      "crowds, and when what happened must be told later",
      "Whatever waits for an event is decided in memory and committed in one go, so the more "
          + "wait, the cheaper each gets. It writes hold, quote and ledger, too."),
  HOLDFAST_REDIS(
      "Holdfast's lanes and Redis ledger, without HTTP",
      HOLDFAST,
      Promise.ALL_NODES,
      Durability.REDIS,
      "crowds, of whom most abandon their holds, and a database that shall not notice them",
      "The same lanes and decisions; a batch is read and applied by two scripts, and PostgreSQL "
          + "is asked only for what is sold.");

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
    REDIS("what Redis had synced: all but the holds of the last second or two"),
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
