package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.FeedStore.Part;
import dev.holdfast.application.port.out.FeedStore.Row;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresFeedStoreTest {
  private final TestDatabase database = TestDatabase.empty();
  private final PostgresFeedStore store =
      new PostgresFeedStore(database.pool(), new ReadersShare().readers());

  private EventId newEvent(@Nullable ClientId owner) {
    Sale sale = Samples.sale(2);
    database.add(sale);
    if (owner != null) {
      database.execute(
          "UPDATE event SET client_id = '%s' WHERE event_id = '%s'"
              .formatted(owner, sale.event().id()));
    }
    return sale.event().id();
  }

  private static ClientId newClient() {
    return new ClientId(UUID.randomUUID());
  }

  private List<Row> all(@Nullable ClientId owner) {
    return store.read(owner, 0, 10_000).rows();
  }

  @Test
  void whatIsNewIsAppendedOnce() {
    ClientId shop = newClient();
    EventId event = newEvent(shop);
    assertThat(store.read(shop, 0, 10)).isEqualTo(new Part(0, 1, null, List.of()));

    assertThat(store.append(Map.of(event, new Head(1, 3)))).isTrue();
    assertThat(store.append(Map.of(event, new Head(1, 3)))).isFalse();
    assertThat(store.append(Map.of(event, new Head(1, 2)))).isFalse();
    assertThat(store.append(Map.of(event, new Head(1, 5)))).isTrue();
    assertThat(store.append(Map.of(event, new Head(2, 5)))).isTrue();
    assertThat(store.append(Map.of(event, new Head(1, 9)))).as("an epoch that is over").isFalse();

    List<Row> rows = all(shop);
    assertThat(rows).extracting(Row::position).containsExactly(1L, 2L, 3L);
    assertThat(rows).extracting(Row::from).containsExactly(0L, 3L, 5L);
    assertThat(rows).extracting(Row::to).containsExactly(3L, 5L, 5L);
    assertThat(rows).extracting(Row::isBroken).containsExactly(false, false, true);
    Part part = store.read(shop, 2, 1);
    assertThat(part.rows()).containsExactly(rows.get(1));
    assertThat(part.last()).isEqualTo(rows.getLast());
    assertThat(part.first()).isEqualTo(1);
    assertThat(part.epoch()).isPositive();
  }

  @Test
  void eachOwnerHasAFeedAndStrangeEventsHaveNone() {
    ClientId shop = newClient();
    EventId own = newEvent(shop);
    EventId admins = newEvent(null);
    store.append(
        Map.of(
            own,
            new Head(1, 1),
            admins,
            new Head(1, 1),
            new EventId(UUID.randomUUID()),
            new Head(1, 1)));

    assertThat(all(shop)).extracting(Row::event).containsExactly(own);
    assertThat(all(null)).extracting(Row::event).containsExactly(admins);
    assertThat(all(newClient())).isEmpty();
  }

  @Test
  void nodesThatAppendAtOnceLeaveNoGap() throws Exception {
    ClientId shop = newClient();
    List<EventId> events = List.of(newEvent(shop), newEvent(shop), newEvent(shop));
    int rounds = 20;
    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int node = 0; node < 4; node++) {
        running.add(
            nodes.submit(
                () -> {
                  for (long version = 1; version <= rounds; version++) {
                    Map<EventId, Head> heads = new HashMap<>();
                    for (EventId event : events) {
                      heads.put(event, new Head(1, version));
                    }
                    store.append(heads);
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }

    List<Row> rows = all(shop);
    assertThat(rows)
        .extracting(Row::position)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, rows.size()).boxed().toList());
    for (EventId event : events) {
      long told = 0;
      for (Row row : rows) {
        if (row.event().equals(event)) {
          assertThat(row.from()).isEqualTo(told);
          told = row.to();
        }
      }
      assertThat(told).isEqualTo(rounds);
    }
  }

  @Test
  void ofAFeedThatSomebodyElseHasTheLockOfNothingIsWaitedFor() throws Exception {
    ClientId shop = newClient();
    EventId event = newEvent(shop);
    EventId other = newEvent(newClient());
    Map<EventId, Head> first = Map.of(event, new Head(1, 1), other, new Head(1, 1));
    assertThat(store.appendFree(first)).isEmpty();
    EventId none = new EventId(UUID.randomUUID());
    Map<EventId, Head> next =
        Map.of(event, new Head(1, 2), other, new Head(1, 2), none, new Head(1, 2));
    try (Connection somebody = database.pool().getConnection();
        Statement lock = somebody.createStatement()) {
      somebody.setAutoCommit(false);
      lock.execute("SELECT 1 FROM feed_head WHERE client_id = '%s' FOR UPDATE".formatted(shop));
      assertThat(store.appendFree(next)).containsExactly(event);
      assertThat(store.appendFree(Map.of(event, new Head(1, 2)))).containsExactly(event);
      assertThatThrownBy(() -> store.append(next)).isInstanceOf(LedgerUnavailable.class);
      somebody.rollback();
    }
    assertThat(all(shop)).hasSize(1);
    assertThat(store.appendFree(next)).isEmpty();
    assertThat(all(shop)).extracting(Row::to).containsExactly(1L, 2L);
  }

  @Test
  void whatANodeHasLeftBehindIsFound() {
    EventId event = newEvent(newClient());
    assertThat(store.behind(10)).isEmpty();
    database.execute("UPDATE event_head SET version = 4 WHERE event_id = '%s'".formatted(event));
    assertThat(store.behind(10)).isEqualTo(Map.of(event, new Head(1, 4)));
    store.append(store.behind(10));
    assertThat(store.behind(10)).isEmpty();
    database.execute("UPDATE event_head SET epoch = 2 WHERE event_id = '%s'".formatted(event));
    assertThat(store.behind(10)).isEqualTo(Map.of(event, new Head(2, 4)));
  }

  @Test
  void ofEachFeedSomethingIsFoundHoweverMuchAnotherHasLeft() {
    ClientId shop = newClient();
    for (int i = 0; i < 10; i++) {
      newEvent(shop);
    }
    EventId other = newEvent(newClient());
    database.execute("UPDATE event_head SET version = 1");
    assertThat(store.behind(2)).hasSize(2).containsKey(other);
  }

  @Test
  void afterAnEventElsewhereItsFinalChangesAreFound() {
    EventId event = newEvent(newClient());
    String where = " WHERE event_id = '%s'".formatted(event);
    String over = "UPDATE event SET ends_at = NULL, sales_close_at = NULL, starts_at = now()";
    database.execute(over + where);
    database.execute(
        "UPDATE event_head SET ledger = 'redis', version = 4, last_at = now()" + where);
    assertThat(store.elsewhere()).as("it is not over").containsExactly(event);
    store.append(Map.of(event, new Head(1, 5)));
    database.execute(over + " - interval '3 days'" + where);
    assertThat(store.elsewhere()).isEmpty();

    refund(event, 1, 6);
    assertThat(store.elsewhere()).as("a refund").containsExactly(event);
    store.append(Map.of(event, new Head(1, 6)));
    assertThat(store.elsewhere()).isEmpty();
    database.execute("UPDATE event_head SET epoch = 2" + where);
    assertThat(store.elsewhere()).as("it was freed a moment after that").isEmpty();
    refund(event, 3, 7);
    assertThat(store.elsewhere()).as("another refund").containsExactly(event);
    database.execute("DELETE FROM feed_cursor" + where);
    assertThat(store.elsewhere()).as("nothing of it was appended").containsExactly(event);
    database.execute("UPDATE event_head SET last_at = now() - interval '2 days'" + where);
    assertThat(store.elsewhere()).as("it was long ago").isEmpty();
  }

  /// Stores the last final change of an event whose holds are in another store.
  private void refund(EventId event, long epoch, long version) {
    database.execute(
        """
        INSERT INTO ledger (event_id, version, epoch, at, kind, entry)
        VALUES ('%s', %d, %d, now(), 'cancelled', '')
        """
            .formatted(event, version, epoch));
    database.execute(
        "UPDATE event_head SET epoch = %d, version = %d, last_at = now() WHERE event_id = '%s'"
            .formatted(epoch, version, event));
  }

  @Test
  void oldRowsAreDeletedButNotTheLast() {
    ClientId shop = newClient();
    EventId event = newEvent(shop);
    database.setClock(Samples.START);
    store.append(Map.of(event, new Head(1, 1)));
    store.append(Map.of(event, new Head(1, 2)));
    store.append(Map.of(event, new Head(1, 3)));
    assertThat(store.deleteOld(Duration.ofDays(1))).isZero();
    database.setClock(Samples.START.plus(Duration.ofDays(2)));
    assertThat(store.deleteOld(Duration.ofDays(1))).isEqualTo(2);

    Part part = store.read(shop, 0, 10);
    assertThat(part.first()).isEqualTo(3);
    assertThat(part.rows()).hasSize(1);
    store.append(Map.of(event, new Head(1, 4)));
    assertThat(all(shop)).extracting(Row::position).containsExactly(3L, 4L);
  }

  @Test
  void theRestoreOfABackupBeginsAnotherHistory() throws SQLException {
    ClientId shop = newClient();
    store.append(Map.of(newEvent(shop), new Head(1, 1)));
    long before = store.read(shop, 0, 1).epoch();
    new NewEpoch(database.pool(), Duration.ofSeconds(1), false, System.out).beginFeeds();
    assertThat(store.read(shop, 0, 1).epoch()).isGreaterThan(before);
  }
}
