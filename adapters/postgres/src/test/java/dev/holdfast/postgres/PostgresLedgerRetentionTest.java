package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.LedgerRetention;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PostgresLedgerRetentionTest {
  private static final Duration KEYS = Duration.ofHours(25);
  private static final Duration HOLDS = Duration.ofDays(2);
  private static final Duration TICK = Duration.ofNanos(1_000);
  private static final RequestKey KEY = new RequestKey("shop", "key", "fingerprint");

  private final TestDatabase database = TestDatabase.empty();
  private final LedgerRetention retention = new PostgresLedgerRetention(database.pool());
  private final Sale sale = Samples.sale(12);
  private final Node node;

  PostgresLedgerRetentionTest() {
    database.add(sale);
    node = new Node(new PostgresStore(database), sale);
  }

  @BeforeEach
  void begin() {
    database.setClock(Samples.START);
  }

  private int count(String of) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + of)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// As the service purges: answers before holds.
  private int deleteEndedHolds() {
    retention.deleteAnswers(HOLDS);
    return retention.deleteEndedHolds(HOLDS);
  }

  private HoldId place(String seat, RequestKey key) {
    return held(node.commit(node.placing(seat), key)).hold().terms().id();
  }

  /// Many answers at the start of the test.
  private void addAnswers(int rows) {
    database.execute(
        """
        INSERT INTO idempotency (event_id, client, key, fingerprint, kind, hold_id, created_at)
        SELECT gen_random_uuid(), 'shop', i::text, '', 'held', gen_random_uuid(), '%s'
        FROM generate_series(1, %d) AS i
        """
            .formatted(Samples.START, rows));
  }

  @Test
  void anAnswerIsDeletedOnceItIsOlderThanThat() {
    place("S-1", KEY);

    database.setClock(Samples.START.plus(KEYS));
    assertThat(retention.deleteAnswers(KEYS)).isZero();
    database.setClock(Samples.START.plus(KEYS).plus(TICK));
    assertThat(retention.deleteAnswers(KEYS)).isOne();
    assertThat(count("idempotency")).isZero();
  }

  @Test
  void soIsTheAnswerToAnAdditionToTheCatalogue() {
    database.execute(
        "INSERT INTO catalogue_idempotency VALUES ('shop', 'key', '', gen_random_uuid(), '%s')"
            .formatted(Samples.START));

    database.setClock(Samples.START.plus(KEYS));
    assertThat(retention.deleteAnswers(KEYS)).isZero();
    database.setClock(Samples.START.plus(KEYS).plus(TICK));
    assertThat(retention.deleteAnswers(KEYS)).isOne();
    assertThat(count("catalogue_idempotency")).isZero();
  }

  @Test
  void releasedAndExpiredHoldsAreDeletedOnceTheyEndedLongerAgoThanThat() {
    HoldId released = node.hold("S-1").hold().terms().id();
    node.hold("S-2");
    Instant end = Samples.START.plus(Samples.HOLD).plusSeconds(7);
    database.setClock(end.minusSeconds(10));
    node.commit(new Command.Release(released), null);
    database.setClock(end);
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(1));

    database.setClock(end.plus(HOLDS).minusSeconds(10));
    assertThat(deleteEndedHolds()).isZero();
    database.setClock(end.plus(HOLDS).minusSeconds(10).plus(TICK));
    assertThat(deleteEndedHolds()).isOne();
    assertThat(count("hold WHERE status = 'expired'")).isOne();

    database.setClock(end.plus(HOLDS));
    assertThat(deleteEndedHolds()).isZero();
    database.setClock(end.plus(HOLDS).plus(TICK));
    assertThat(deleteEndedHolds()).isOne();
    assertThat(count("hold")).isZero();
  }

  @Test
  void theCustomerOfAConfirmedHoldIsForgottenOnceItWasConfirmedLongerAgoThanThat() {
    node.confirm(node.hold("S-1").hold().terms().id());
    node.hold("S-2");

    database.setClock(Samples.START.plus(HOLDS));
    assertThat(retention.forgetCustomers(HOLDS)).isZero();
    database.setClock(Samples.START.plus(HOLDS).plus(TICK));
    assertThat(retention.forgetCustomers(HOLDS)).isOne();

    assertThat(count("hold WHERE customer IS NULL AND status = 'confirmed'")).isOne();
    assertThat(count("hold WHERE metadata IS NOT NULL")).isEqualTo(2);
    assertThat(count("hold WHERE customer IS NOT NULL AND status = 'open'")).isOne();
    assertThat(retention.forgetCustomers(HOLDS)).isZero();
  }

  @Test
  void openAndConfirmedHoldsAndTheLedgerStayForEver() {
    node.hold("S-1");
    node.confirm(node.hold("S-2").hold().terms().id());
    node.commit(new Command.Release(node.hold("S-3").hold().terms().id()), null);

    database.setClock(Samples.START.plus(Duration.ofDays(3_650)));
    assertThat(deleteEndedHolds()).isOne();

    assertThat(count("hold WHERE status IN ('open', 'confirmed')")).isEqualTo(2);
    assertThat(Picture.folded(new PostgresStore(database).newLedger(), sale))
        .isEqualTo(Picture.stored(new PostgresStore(database).newLedger(), sale));
  }

  @Test
  void aHoldThatAKeptAnswerNamesStays() {
    HoldId id = place("S-1", KEY);
    node.commit(new Command.Release(id), null);
    Instant late = Samples.START.plus(HOLDS).plus(TICK);
    database.setClock(late);

    retention.deleteAnswers(HOLDS.plus(KEYS));
    assertThat(retention.deleteEndedHolds(HOLDS)).isZero();
    assertThat(replayed("S-1")).isEqualTo(id);

    assertThat(retention.deleteAnswers(KEYS)).isOne();
    assertThat(retention.deleteEndedHolds(HOLDS)).isOne();
    assertThat(count("hold")).isZero();
  }

  private HoldId replayed(String seat) {
    Outcome outcome = node.commit(node.placing(seat), KEY);
    assertThat(outcome).isInstanceOf(Outcome.Replayed.class);
    return held(((Outcome.Replayed) outcome).original()).hold().terms().id();
  }

  @Test
  void holdsAreDeletedUpToTheOldestAnswerThatIsLeft() {
    HoldId early = node.hold("S-1").hold().terms().id();
    node.commit(new Command.Release(early), null);
    database.setClock(Samples.START.plus(TICK));
    HoldId named = place("S-2", KEY);
    node.commit(new Command.Release(named), null);
    database.setClock(Samples.START.plus(HOLDS).plusSeconds(1));

    retention.deleteAnswers(HOLDS.plus(KEYS));
    assertThat(retention.deleteEndedHolds(HOLDS)).as("an answer may be as old").isZero();
    assertThat(withLocked("idempotency", () -> retention.deleteAnswers(KEYS))).isZero();
    assertThat(retention.deleteEndedHolds(HOLDS)).isOne();
    assertThat(replayed("S-2")).isEqualTo(named);
  }

  @Test
  void holdsAreDeletedOnceThePassThroughTheAnswersIsOverHoweverManyThereAre() {
    LedgerRetention small = new PostgresLedgerRetention(database.pool(), 2, 6);
    node.commit(new Command.Release(node.hold("S-1").hold().terms().id()), null);
    database.setClock(Samples.START.plus(HOLDS).plus(TICK));
    addAnswers(2_000);

    int calls = 0;
    int deleted = 0;
    while (deleted == 0) {
      small.deleteAnswers(KEYS);
      deleted = small.deleteEndedHolds(HOLDS);
      calls++;
      assertThat(calls).isLessThan(50);
    }
    assertThat(calls).as("a pass takes more than one").isGreaterThan(1);
    assertThat(count("hold")).isZero();
  }

  @Test
  void aCallReadsNoMoreOfTheAnswersThanItWalksThrough() throws SQLException {
    addAnswers(20_000);
    // One connection, for only the session itself can see at once what it has read.
    try (AgroalDataSource own = database.newPool(database.url())) {
      LedgerRetention small = new PostgresLedgerRetention(own, 2, 6);
      small.deleteAnswers(KEYS);
      small.deleteEndedHolds(HOLDS);
      long before = blocksRead(own);

      small.deleteAnswers(KEYS);
      small.deleteEndedHolds(HOLDS);

      assertThat(blocksRead(own) - before).isBetween(6L, 4 * 6L);
    }
  }

  private static long blocksRead(DataSource one) throws SQLException {
    try (Connection connection = one.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT heap_blks_read + heap_blks_hit FROM pg_statio_user_tables"
                  + " WHERE relname = 'idempotency'")) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void whatSomebodyElseHasLockedIsLeftForLater() {
    HoldId id = place("S-1", KEY);
    place("S-2", new RequestKey("shop", "other", "fingerprint"));
    node.commit(new Command.Release(id), null);
    database.setClock(Samples.START.plus(HOLDS).plus(TICK));

    int deleted =
        withLocked(
            "event_head, idempotency WHERE key = 'key'", () -> retention.deleteAnswers(KEYS));
    assertThat(deleted).isOne();
    assertThat(retention.deleteEndedHolds(HOLDS)).isZero();

    assertThat(retention.deleteAnswers(KEYS)).isOne();
    assertThat(retention.deleteEndedHolds(HOLDS)).isOne();
  }

  /// Does this while a stranger has these rows locked.
  private int withLocked(String rows, IntSupplier step) {
    try (Connection stranger = database.connect();
        Statement statement = stranger.createStatement()) {
      stranger.setAutoCommit(false);
      statement.execute("SELECT 1 FROM " + rows + " FOR UPDATE");
      int result = step.getAsInt();
      // The server notices a closed session only after a while.
      stranger.rollback();
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nobodyWaitsForWhatIsBeingDeletedAlsoNotOnTheSameEvent() throws SQLException {
    node.commit(new Command.Release(place("S-1", KEY)), null);
    node.confirm(node.hold("S-2").hold().terms().id());
    database.setClock(Samples.START.plus(HOLDS).plus(TICK));
    List<IntSupplier> steps =
        List.of(
            () -> retention.deleteAnswers(KEYS),
            () -> retention.deleteEndedHolds(HOLDS),
            () -> retention.forgetCustomers(HOLDS));
    database.execute(
        """
        CREATE FUNCTION fake.wait() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN coalesce(NEW, OLD); END $$;
        CREATE TRIGGER wait AFTER DELETE ON idempotency FOR EACH ROW EXECUTE FUNCTION fake.wait();
        CREATE TRIGGER wait AFTER DELETE OR UPDATE ON hold FOR EACH ROW
          WHEN (OLD.status <> 'open') EXECUTE FUNCTION fake.wait()
        """);
    try {
      for (int i = 0; i < steps.size(); i++) {
        sellWhile(steps.get(i), i);
      }
    } finally {
      database.execute("DROP FUNCTION fake.wait() CASCADE");
    }
  }

  /// Sells while the rows are deleted that this step deletes, and nothing is committed yet.
  private void sellWhile(IntSupplier step, int number) throws SQLException {
    try (Connection stranger = database.connect();
        Statement statement = stranger.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(1)");
      CompletableFuture<Integer> deleting = CompletableFuture.supplyAsync(step::getAsInt);
      while (count("pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0) {
        assertThat(deleting).isNotDone();
        Thread.onSpinWait();
      }

      if (number == 0) {
        assertThat(replayed("S-1")).isNotNull();
      }
      node.commit(new Command.Release(place("S-1", new RequestKey("shop", "" + number, ""))), null);
      node.confirm(node.hold("S-" + (5 + number)).hold().terms().id());

      assertThat(deleting).isNotDone();
      statement.execute("SELECT pg_advisory_unlock(1)");
      assertThat(deleting.join()).isOne();
    }
  }

  @Test
  void aCallWalksThroughABoundedPartAndTheNextOneGoesOn() {
    LedgerRetention small = new PostgresLedgerRetention(database.pool(), 2, 6);
    addAnswers(2_000);
    database.setClock(Samples.START.plus(KEYS).plus(TICK));

    int first = small.deleteAnswers(KEYS);
    assertThat(first).isBetween(1, 6 * 100);
    int second = small.deleteAnswers(KEYS);
    assertThat(second).isBetween(1, 6 * 100);
    assertThat(count("idempotency")).isEqualTo(2_000 - first - second);

    for (int i = 0; i < 50; i++) {
      small.deleteAnswers(KEYS);
    }
    assertThat(count("idempotency")).isZero();

    addAnswers(10);
    for (int i = 0; i < 50; i++) {
      small.deleteAnswers(KEYS);
    }
    assertThat(count("idempotency")).as("it begins again").isZero();
  }

  @Test
  void onTwoNodesAtOnceEachRowIsDeletedOnce() {
    addAnswers(20_000);
    database.setClock(Samples.START.plus(KEYS).plus(TICK));
    List<CompletableFuture<Integer>> nodes =
        List.of(
            CompletableFuture.supplyAsync(this::purgeInSmallSteps),
            CompletableFuture.supplyAsync(this::purgeInSmallSteps));

    assertThat(nodes.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(20_000);
    assertThat(count("idempotency")).isZero();
  }

  private int purgeInSmallSteps() {
    return new PostgresLedgerRetention(database.pool(), 1, 100_000).deleteAnswers(KEYS);
  }
}
