package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.Examples;
import dev.holdfast.application.NoRecords;
import dev.holdfast.application.QuietFeed;
import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Feed.Item;
import dev.holdfast.application.port.in.Feed.Reading;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.notification.FeedPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedServiceTest {
  private static final Lanes.Plan ONE_LANE = new Lanes.Plan(1, 10, 1, 1, Duration.ofSeconds(20));
  private static final Caller ADMIN = Caller.admin();

  private final ScriptedLedger postgres = new ScriptedLedger(_ -> List.of());
  private final ScriptedLedger redis = new ScriptedLedger(_ -> List.of());
  private final Engines engines = new Engines(engine(postgres), Optional.of(engine(redis)));
  private final List<FeedStore.Row> rows = new ArrayList<>();
  private final Sale inPostgres = Examples.sale();
  private final Sale inRedis = Examples.sale(LedgerKind.REDIS);
  private final FeedService feed =
      new FeedService(new Rows(), this::sale, engines, Examples.READERS);

  private static Engine engine(ScriptedLedger ledger) {
    return Engine.start(ledger, new NoRecords(), new QuietFeed(), Examples.READERS, ONE_LANE);
  }

  @AfterEach
  void close() {
    engines.close();
  }

  private Optional<Sale> sale(EventId id) {
    return List.of(inPostgres, inRedis).stream()
        .filter(sale -> sale.event().id().equals(id))
        .findFirst();
  }

  /// One feed.
  private final class Rows implements FeedStore {
    @Override
    public boolean append(Map<EventId, Head> heads) {
      throw new AssertionError("nothing is appended here");
    }

    @Override
    public Set<EventId> appendFree(Map<EventId, Head> heads) {
      throw new AssertionError("nothing is appended here");
    }

    @Override
    public Map<EventId, Head> behind(int atMost) {
      return Map.of();
    }

    @Override
    public Collection<EventId> elsewhere() {
      return List.of();
    }

    @Override
    public Part read(@Nullable ClientId owner, long from, int atMost) {
      return new Part(
          9,
          rows.isEmpty() ? 1 : rows.getFirst().position(),
          rows.isEmpty() ? null : rows.getLast(),
          rows.stream().filter(row -> row.position() >= from).limit(atMost).toList());
    }

    @Override
    public int deleteOld(Duration olderThan) {
      return 0;
    }
  }

  private void row(Sale sale, long epoch, long from, long to, boolean isBroken) {
    long position = rows.isEmpty() ? 1 : rows.getLast().position() + 1;
    rows.add(
        new FeedStore.Row(position, sale.event().id(), epoch, from, to, isBroken, Instant.EPOCH));
  }

  private static void store(ScriptedLedger ledger, long epoch, long from, long to) {
    LongStream.rangeClosed(from, to)
        .forEach(
            version ->
                ledger.stored.add(
                    new LedgerEntry(
                        epoch,
                        version,
                        Instant.EPOCH,
                        new Change("paused", null, null, List.of(), List.of()))));
  }

  /// What is told, read in pages of each size, which makes no difference.
  private List<String> told(Sale sale) {
    List<String> whole = pages(sale, 1_000);
    for (int size : new int[] {1, 2, 3, 7}) {
      assertThat(pages(sale, size)).as("in pages of " + size).isEqualTo(whole);
    }
    assertThat(again()).isEqualTo(whole.stream().map(id -> sale.event().id() + "-" + id).toList());
    return whole;
  }

  /// All of it, each told again by itself.
  private List<String> again() {
    return feed.follow(null, new FeedPosition(9, 0, 0), 1_000).items().stream()
        .map(
            item -> {
              FeedPosition after =
                  feed.before(null, item.position(), item.position()).orElseThrow();
              return feed.follow(null, after, 1).items().getFirst().notification().id();
            })
        .toList();
  }

  private List<String> pages(Sale sale, int size) {
    List<String> ids = new ArrayList<>();
    FeedPosition after = null;
    while (feed.read(ADMIN, after, size) instanceof Reading.Page page && !page.items().isEmpty()) {
      assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
      for (Item item : page.items()) {
        ids.add(item.notification().id().replace(sale.event().id() + "-", ""));
      }
      assertThat(page.next()).isNotEqualTo(after);
      after = page.next();
    }
    return ids;
  }

  @Test
  void rowsAreToldInTheirOrder() {
    store(postgres, 1, 1, 9);
    row(inPostgres, 1, 0, 4, false);
    row(inPostgres, 1, 4, 5, false);
    row(inPostgres, 1, 5, 9, false);
    assertThat(told(inPostgres))
        .containsExactly("1-1", "1-2", "1-3", "1-4", "1-5", "1-6", "1-7", "1-8", "1-9");
  }

  @Test
  void aNewEpochIsTold() {
    store(postgres, 1, 1, 3);
    store(postgres, 2, 4, 5);
    row(inPostgres, 1, 0, 2, false);
    row(inPostgres, 2, 2, 5, true);
    assertThat(told(inPostgres)).containsExactly("1-1", "1-2", "2-5-epoch", "1-3", "2-4", "2-5");
  }

  @Test
  void anEpochThatBeginsWithoutAChangeIsTold() {
    store(postgres, 1, 1, 2);
    row(inPostgres, 1, 0, 2, false);
    row(inPostgres, 2, 2, 2, true);
    assertThat(told(inPostgres)).containsExactly("1-1", "1-2", "2-2-epoch");
  }

  @Test
  void whatIsMissingIsTold() {
    store(postgres, 1, 3, 4);
    store(postgres, 1, 7, 7);
    row(inPostgres, 1, 0, 5, false);
    row(inPostgres, 1, 5, 8, false);
    assertThat(told(inPostgres))
        .containsExactly("1-2-gap", "1-3", "1-4", "1-5-gap", "1-6-gap", "1-7", "1-8-gap");
  }

  @Test
  void ofHoldsThatRedisHasLostSalesAreLeft() {
    // Redis has forgotten all of the first epoch, and begins where the last sale was.
    store(postgres, 1, 3, 3);
    store(postgres, 1, 5, 5);
    store(redis, 2, 6, 8);
    row(inRedis, 1, 0, 4, false);
    row(inRedis, 2, 4, 8, true);
    assertThat(told(inRedis))
        .containsExactly("1-2-gap", "1-3", "1-4-gap", "2-8-epoch", "1-5", "2-6", "2-7", "2-8");
  }

  @Test
  void anEpochWhoseVersionsBeginLowerIsToldFromItsBeginning() {
    store(postgres, 1, 2, 2);
    store(redis, 2, 3, 5);
    row(inRedis, 1, 0, 9, false);
    row(inRedis, 2, 9, 5, true);
    assertThat(told(inRedis))
        .containsExactly("1-1-gap", "1-2", "1-9-gap", "2-5-epoch", "2-3", "2-4", "2-5");
  }

  @Test
  void whoIsAtNoPlaceOfTheFeedIsToldSo() {
    store(postgres, 1, 1, 9);
    rows.add(new FeedStore.Row(5, inPostgres.event().id(), 1, 3, 4, false, Instant.EPOCH));
    row(inPostgres, 1, 4, 6, false);
    var latest = new FeedPosition(9, 6, 6);
    assertThat(feed.latest(ADMIN)).isEqualTo(latest);
    for (FeedPosition wrong :
        List.of(new FeedPosition(8, 5, 4), new FeedPosition(9, 7, 0), new FeedPosition(9, 3, 3))) {
      assertThat(feed.read(ADMIN, wrong, 10)).isEqualTo(new Reading.Resync(latest));
      assertThat(feed.follow(null, wrong, 10).isAll()).isTrue();
    }
    assertThat(told(inPostgres)).containsExactly("1-4", "1-5", "1-6");
    assertThat(feed.follow(null, new FeedPosition(9, 3, 3), 10).items()).hasSize(3);
    assertThat(feed.follow(null, new FeedPosition(8, 5, 4), 10).items()).hasSize(2);
    assertThat(feed.follow(null, new FeedPosition(9, 7, 0), 10).items()).isEmpty();
  }

  @Test
  void whatIsAtNoPlaceOfTheFeedIsNotToldAgain() {
    store(postgres, 1, 1, 9);
    rows.add(new FeedStore.Row(5, inPostgres.event().id(), 1, 3, 4, false, Instant.EPOCH));
    row(inPostgres, 1, 4, 6, false);
    var first = new FeedPosition(9, 5, 4);
    var last = new FeedPosition(9, 6, 6);
    for (FeedPosition wrong :
        List.of(new FeedPosition(8, 5, 4), new FeedPosition(9, 7, 0), new FeedPosition(9, 4, 3))) {
      assertThat(feed.before(null, wrong, last)).as("first %s", wrong).isEmpty();
      assertThat(feed.before(null, first, wrong)).as("last %s", wrong).isEmpty();
    }
    assertThat(feed.before(null, first, last)).isPresent();
    assertThat(feed.before(null, new FeedPosition(0, 0, 0), last))
        .as("all that is kept")
        .contains(new FeedPosition(9, 4, 0));
    rows.clear();
    assertThat(feed.before(null, new FeedPosition(0, 0, 0), new FeedPosition(0, 0, 0))).isEmpty();
  }

  @Test
  void whoFollowsKnowsWhetherThereIsMore() {
    store(postgres, 1, 1, 5);
    row(inPostgres, 1, 0, 3, false);
    row(inPostgres, 1, 3, 5, false);
    var start = new FeedPosition(9, 0, 0);
    for (int size = 1; size <= 6; size++) {
      FeedService.Followed followed = feed.follow(null, start, size);
      assertThat(followed.isAll())
          .as("in pages of " + size)
          .isEqualTo(followed.items().size() == 5);
    }
    assertThat(feed.follow(null, start, 6).isAll()).isTrue();
    assertThat(feed.follow(null, new FeedPosition(9, 2, 5), 1))
        .isEqualTo(new FeedService.Followed(List.of(), true));
  }
}
