package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.CommitProxy;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PostgresChangeFeedTest {
  private static final EventId EVENT = new EventId(UUID.randomUUID());
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final TestDatabase database = TestDatabase.empty();
  private final FeedNode one = new FeedNode(database);
  private final FeedNode other = new FeedNode(database);

  PostgresChangeFeedTest() throws InterruptedException {}

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private sealed interface Heard {
    record Changed(EventId event, long epoch, long version) implements Heard {}

    record Missed() implements Heard {}
  }

  /// A node with a pool of its own, as it is in a process of its own.
  private final class FeedNode {
    final AgroalDataSource pool;
    final PostgresChangeFeed feed;
    final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    final AtomicBoolean failsOnce = new AtomicBoolean();

    FeedNode(TestDatabase database) throws InterruptedException {
      this(database, database.url());
    }

    FeedNode(TestDatabase database, String url) throws InterruptedException {
      pool = database.newPool(url);
      opened.add(pool);
      feed = new PostgresChangeFeed(pool, SILENCE);
      opened.add(feed);
      feed.listen(
          new ChangeFeed.Listener() {
            @Override
            public void changed(EventId event, long epoch, long version) {
              if (failsOnce.compareAndSet(true, false)) {
                throw new IllegalStateException("this listener fails");
              }
              heard.add(new Heard.Changed(event, epoch, version));
            }

            @Override
            public void missed() {
              heard.add(new Heard.Missed());
            }
          });
      assertThat(next()).isEqualTo(new Heard.Missed());
    }

    Heard next() throws InterruptedException {
      Heard next = heard.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("within a minute").isNotNull();
      return next;
    }

    /// Every connection that the pool may have is there, works, and listens to nothing.
    void assertPoolIsSound() {
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
        all.forEach(FeedNode::giveBack);
      }
    }

    private static void giveBack(Connection connection) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }

    /// What was heard up to this version.
    List<Heard> until(long version) throws InterruptedException {
      List<Heard> all = new ArrayList<>();
      Heard last;
      do {
        last = next();
        all.add(last);
      } while (!(last instanceof Heard.Changed(_, _, long at) && at == version));
      return all;
    }
  }

  private static Heard changed(long version) {
    return new Heard.Changed(EVENT, 1, version);
  }

  private static final String LISTENING =
      " FROM pg_stat_activity WHERE datname = current_database()"
          + " AND query LIKE '%LISTEN holdfast_changes%' AND pid <> pg_backend_pid()";

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
  void theOtherNodesHearAndTheNodeItselfDoesNot() throws InterruptedException {
    FeedNode third = new FeedNode(database);

    one.feed.tell(EVENT, 1, 5);
    assertThat(other.next()).isEqualTo(changed(5));
    assertThat(third.next()).isEqualTo(changed(5));

    other.feed.tell(EVENT, 1, 6);
    assertThat(one.next()).as("not its own 5").isEqualTo(changed(6));
  }

  @Test
  void theHighestHeadIsTheOneWithTheHighestEpoch() throws InterruptedException {
    one.feed.tell(EVENT, 1, 1);
    assertThat(other.next()).isEqualTo(changed(1));
    // The sender pauses after each sending, so that these three go together.
    one.feed.tell(EVENT, 1, 900);
    one.feed.tell(EVENT, 2, 3);
    one.feed.tell(EVENT, 1, 901);

    List<Heard> heard = new ArrayList<>();
    do {
      heard.add(other.next());
    } while (!heard.getLast().equals(new Heard.Changed(EVENT, 2, 3)));
    assertThat(heard).doesNotContain(changed(901));
  }

  @Test
  void thousandsOfTellsBecomeFewNotices() throws InterruptedException {
    int tells = 100_000;
    for (int version = 1; version <= tells; version++) {
      one.feed.tell(EVENT, 1, version);
    }

    assertThat(other.until(tells))
        .hasSizeLessThan(tells / 100)
        .isSortedAccordingTo(PostgresChangeFeedTest::byVersion);
    one.feed.tell(new EventId(UUID.randomUUID()), 1, 1);
    other.until(1);
  }

  private static int byVersion(Heard one, Heard other) {
    return Long.compare(((Heard.Changed) one).version(), ((Heard.Changed) other).version());
  }

  @Test
  void oneSendingTellsOfManyEvents() throws InterruptedException {
    List<EventId> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      events.add(new EventId(UUID.randomUUID()));
    }
    events.forEach(event -> one.feed.tell(event, 1, 7));

    List<EventId> heard = new ArrayList<>();
    while (heard.size() < events.size()) {
      heard.add(((Heard.Changed) other.next()).event());
    }
    assertThat(heard).containsExactlyInAnyOrderElementsOf(events);
  }

  @Test
  void whatIsNoNoticeIsIgnored() throws InterruptedException {
    for (String payload :
        List.of("", "hello", "0123456789abcdef " + EVENT + " 1 -1", "0123456789abcdef x 1 1")) {
      database.execute("NOTIFY holdfast_changes, '" + payload + "'");
    }
    database.execute(
        "NOTIFY holdfast_changes, '0123456789abcdef %s 1 99999999999999999999'".formatted(EVENT));
    database.execute(
        "NOTIFY holdfast_changes, '0123456789abcdef ------------------------------------ 1 1'");
    one.feed.tell(EVENT, 1, 8);

    assertThat(other.next()).isEqualTo(changed(8));
  }

  @Test
  void aListenerWhoseConnectionIsEndedSaysSoAndHearsAgain() throws InterruptedException {
    assertThat(listening()).hasSize(2);

    for (int version = 1; version <= 3; version++) {
      database.execute("SELECT pg_terminate_backend(pid)" + LISTENING);
      assertThat(other.next()).isEqualTo(new Heard.Missed());
      assertThat(one.next()).isEqualTo(new Heard.Missed());
      one.feed.tell(EVENT, 1, version);
      assertThat(other.next()).isEqualTo(changed(version));
    }

    other.feed.close();
    other.assertPoolIsSound();
  }

  @Test
  void aConnectionThatIsDeadInSilenceIsFoundOut() throws InterruptedException, IOException {
    List<Long> before = listening();
    FeedNode deaf = new FeedNode(database);
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

    one.feed.tell(EVENT, 1, 1);
    assertThat(deaf.next()).isEqualTo(changed(1));
  }

  private static void signal(String name, long process) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process)).start().waitFor();
    assertThat(exit).isZero();
  }

  @Test
  void aListenerThatFailsIsToldThatItMissedSomething() throws InterruptedException {
    other.failsOnce.set(true);
    one.feed.tell(EVENT, 1, 1);
    assertThat(other.next()).isEqualTo(new Heard.Missed());
    one.feed.tell(EVENT, 1, 2);
    assertThat(other.next()).isEqualTo(changed(2));

    other.feed.close();
    other.assertPoolIsSound();
  }

  @Test
  void silenceIsNoFailure() throws InterruptedException {
    Thread.sleep(SILENCE.multipliedBy(3));
    one.feed.tell(EVENT, 1, 1);

    assertThat(other.next()).isEqualTo(changed(1));
  }

  @Test
  void tellingDoesNotWaitForTheDiskOrAStandby() throws InterruptedException {
    waitForStandbys("nobody");
    try {
      one.feed.tell(EVENT, 1, 1);
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
      one.feed.tell(EVENT, 1, version);
      other.until(version);
    }

    // An entry of the ledger takes several hundred bytes; these are commit records of 34 and what
    // the server writes for itself.
    assertThat(numbers(written).getFirst() - before).isLessThan(100 * 100);
  }

  @Test
  void whatIsToldWhileTheDatabaseIsAwayIsHeardOnceItIsBack() throws InterruptedException {
    var proxy = new CommitProxy(database.url());
    opened.add(proxy);
    FeedNode cutOff = new FeedNode(database, proxy.jdbcUrl());

    proxy.stayAway();
    long start = System.nanoTime();
    for (int version = 1; version <= 100_000; version++) {
      cutOff.feed.tell(EVENT, 1, version);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("nobody waits for a database that is away")
        .isLessThan(Duration.ofSeconds(5));
    assertThat(other.heard).isEmpty();
    proxy.comeBack();

    assertThat(other.until(100_000))
        .hasSizeLessThan(10)
        .isSortedAccordingTo(PostgresChangeFeedTest::byVersion);
  }

  @Test
  void theDatabaseMayRestart() throws InterruptedException {
    try (var server = EmbeddedPostgres.temporary()) {
      var restarted = new TestDatabase(server);
      FeedNode first = new FeedNode(restarted);
      FeedNode second = new FeedNode(restarted);

      server.kill();
      first.feed.tell(EVENT, 1, 1);
      server.restart();

      // Whether the first sends before the second listens again is chance. If so, the second does
      // not hear of it, but that it missed something.
      assertThat(first.next()).isEqualTo(new Heard.Missed());
      assertThat(second.next()).isEqualTo(new Heard.Missed());
      first.feed.tell(EVENT, 1, 2);
      assertThat(second.until(2)).doesNotContain(new Heard.Missed());
      second.feed.tell(EVENT, 1, 3);
      assertThat(first.until(3)).doesNotContain(new Heard.Missed());
    }
  }

  @Test
  void closingGivesTheConnectionsBack() throws InterruptedException {
    one.feed.tell(EVENT, 1, 1);

    one.feed.close();

    one.assertPoolIsSound();
    one.feed.tell(EVENT, 1, 2);
  }
}
