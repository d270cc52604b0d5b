package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.ChangeFeedContract;
import dev.holdfast.testkit.CommitProxy;
import dev.holdfast.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresNoticesTest extends ChangeFeedContract {
  private static final String LISTENING =
      " FROM pg_stat_activity WHERE datname = current_database()"
          + " AND query LIKE '%LISTEN holdfast_changes%' AND pid <> pg_backend_pid()";

  private final TestDatabase database = TestDatabase.empty();

  @Override
  protected NoticeChannel newChannel() {
    return channel(newPool(database, database.url()));
  }

  private static NoticeChannel channel(AgroalDataSource pool) {
    return new PostgresNotices(pool, SILENCE);
  }

  private AgroalDataSource newPool(TestDatabase database, String url) {
    return opened(database.newPool(url));
  }

  @Override
  protected void shout(String text) {
    database.execute("NOTIFY holdfast_changes, '" + text + "'");
  }

  @Override
  protected void endHearing() {
    database.execute("SELECT pg_terminate_backend(pid)" + LISTENING);
  }

  /// Every connection that the pool may have is there, works, and listens to nothing.
  private static void assertIsSound(AgroalDataSource pool) {
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < pool.getConfiguration().connectionPoolConfiguration().maxSize(); i++) {
        all.add(pool.getConnection());
      }
      for (Connection connection : all) {
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SELECT pg_listening_channels()")) {
          assertThat(row.next()).isFalse();
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    } finally {
      all.forEach(PostgresNoticesTest::giveBack);
    }
  }

  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// The processes of the server that listen for somebody.
  private List<Long> listening() {
    return numbers("SELECT pid" + LISTENING);
  }

  private List<Long> numbers(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<Long> numbers = new ArrayList<>();
      while (row.next()) {
        numbers.add(row.getLong(1));
      }
      return numbers;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Test
  void aConnectionThatWasEndedOrHeardForAFailureIsNoLossToThePool() throws InterruptedException {
    AgroalDataSource pool = newPool(database, database.url());
    FeedNode node = newNode(channel(pool));
    endHearing();
    assertThat(node.next()).isEqualTo(new Heard.Missed());
    node.failOnce();
    other.next();
    other.feed().tell(EVENT, 1, 1);
    assertThat(node.next()).isEqualTo(new Heard.Missed());

    node.feed().close();
    assertIsSound(pool);
  }

  @Test
  void aConnectionThatIsDeadInSilenceIsFoundOut() throws InterruptedException, IOException {
    List<Long> before = listening();
    FeedNode deaf = newNode(newChannel());
    List<Long> added = listening();
    added.removeAll(before);
    long backend = added.getFirst();

    signal("STOP", backend);
    try {
      assertThat(deaf.next()).isEqualTo(new Heard.Missed());
      assertThat(listening()).hasSize(4);
    } finally {
      signal("CONT", backend);
    }

    one.feed().tell(EVENT, 1, 1);
    assertThat(deaf.next()).isEqualTo(changed(1));
  }

  private static void signal(String name, long process) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process)).start().waitFor();
    assertThat(exit).isZero();
  }

  @Test
  void tellingDoesNotWaitForTheDiskOrAStandby() throws InterruptedException {
    waitForStandbys("nobody");
    try {
      one.feed().tell(EVENT, 1, 1);
      assertThat(other.next()).isEqualTo(changed(1));
    } finally {
      waitForStandbys("");
    }
  }

  private void waitForStandbys(String names) {
    database.execute("ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(names));
    database.execute("SELECT pg_reload_conf(), pg_sleep(0.2)");
  }

  @Test
  void aTellWritesLittleWal() throws InterruptedException {
    String written = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn";
    database.execute("CHECKPOINT");

    long before = numbers(written).getFirst();
    for (int version = 1; version <= 100; version++) {
      one.feed().tell(EVENT, 1, version);
      other.until(version);
    }

    // An entry of the ledger takes several hundred bytes; these are commit records of 34 and what
    // the server writes for itself.
    assertThat(numbers(written).getFirst() - before).isLessThan(100 * 100);
  }

  @Test
  void whatIsToldWhileTheDatabaseIsAwayIsHeardOnceItIsBack() throws InterruptedException {
    var proxy = opened(new CommitProxy(database.url()));
    FeedNode cutOff = newNode(channel(newPool(database, proxy.jdbcUrl())));

    proxy.stayAway();
    long start = System.nanoTime();
    for (int version = 1; version <= 100_000; version++) {
      cutOff.feed().tell(EVENT, 1, version);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("nobody waits for a database that is away")
        .isLessThan(Duration.ofSeconds(5));
    assertThat(other.isQuiet()).isTrue();
    proxy.comeBack();

    assertThat(other.until(100_000))
        .hasSizeLessThan(10)
        .isSortedAccordingTo(ChangeFeedContract::byVersion);
  }

  @Test
  void theDatabaseMayRestart() throws InterruptedException {
    try (var server = EmbeddedPostgres.temporary()) {
      var restarted = new TestDatabase(server);
      FeedNode first = newNode(channel(newPool(restarted, restarted.url())));
      FeedNode second = newNode(channel(newPool(restarted, restarted.url())));

      server.kill();
      first.feed().tell(EVENT, 1, 1);
      server.restart();

      // Whether the first sends before the second listens again is chance. If so, the second does
      // not hear of it, but that it missed something.
      assertThat(first.next()).isEqualTo(new Heard.Missed());
      assertThat(second.next()).isEqualTo(new Heard.Missed());
      first.feed().tell(EVENT, 1, 2);
      assertThat(second.until(2)).doesNotContain(new Heard.Missed());
      second.feed().tell(EVENT, 1, 3);
      assertThat(first.until(3)).doesNotContain(new Heard.Missed());
    }
  }

  @Test
  void closingGivesTheConnectionsBack() throws InterruptedException {
    AgroalDataSource pool = newPool(database, database.url());
    FeedNode node = newNode(channel(pool));
    node.feed().tell(EVENT, 1, 1);

    node.feed().close();

    assertIsSound(pool);
    node.feed().tell(EVENT, 1, 2);
  }
}
