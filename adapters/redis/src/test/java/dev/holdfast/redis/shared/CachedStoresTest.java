package dev.holdfast.redis.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import dev.holdfast.testkit.Samples;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CachedStoresTest {
  private static final Sale SALE = Samples.saleWithAreas(3);

  /// What two requests to Redis may take that are given up, and much room for a slow machine.
  private static final Duration BOUND = Duration.ofMillis(500);

  private final RedisUnderTest redis = RedisUnderTest.own();
  private final Catalogue catalogue = new Catalogue();
  private final Node one = new Node(redis.newShared());
  private final Node other = new Node(redis.newShared());

  @AfterEach
  void close() {
    redis.close();
  }

  /// What the nodes' stores have in common, and how often it was read.
  private static final class Catalogue implements EventStore, SeatMapStore {
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<SeatMap> maps = new CopyOnWriteArrayList<>();
    final AtomicInteger reads = new AtomicInteger();
    final AtomicBoolean loses = new AtomicBoolean();
    CountDownLatch mayAnswer = new CountDownLatch(0);

    @Override
    public Optional<KeptCreation> add(Event event, @Nullable RequestKey key) {
      events.add(event);
      if (loses.get()) {
        throw new LedgerUnavailable("lost after the commit", null);
      }
      return Optional.empty();
    }

    @Override
    public Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key) {
      maps.add(map);
      return Optional.empty();
    }

    @Override
    public Optional<KeptCreation> answered(RequestKey key) {
      return Optional.of(new KeptCreation(key.fingerprint(), UUID.randomUUID()));
    }

    @Override
    public Optional<Event> findByPrefix(long prefix) {
      read();
      return events.stream().filter(event -> event.id().prefix() == prefix).findFirst();
    }

    @Override
    public Optional<Settings> settings(EventId id) {
      return findByPrefix(id.prefix()).map(Event::settings);
    }

    @Override
    public boolean delete(EventId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit) {
      List<Event> all =
          events.stream()
              .filter(
                  event ->
                      filter.from() == null || !event.settings().startsAt().isBefore(filter.from()))
              .toList();
      List<Event> found = all.stream().limit(limit).toList();
      read();
      return new EventPage(
          found,
          found.size() < all.size()
              ? new EventPage.Position(found.getLast().settings().startsAt(), found.getLast().id())
              : null);
    }

    @Override
    public Optional<SeatMap> find(SeatMapId id) {
      read();
      return maps.stream().filter(map -> map.id().equals(id)).findFirst();
    }

    @Override
    public List<SeatMapSummary> list(@Nullable SeatMapId after, int limit) {
      read();
      return maps.stream()
          .map(
              map ->
                  new SeatMapSummary(
                      map.id(),
                      map.name(),
                      map.seats().size(),
                      map.layout().areas().size(),
                      map.capacity()))
          .toList();
    }

    private void read() {
      reads.incrementAndGet();
      try {
        mayAnswer.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// A node's stores, with the cache in front.
  private final class Node {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ReadThrough cache;
    final EventStore events;
    final SeatMapStore maps;

    Node(SharedRedis shared) {
      cache = new ReadThrough(shared, meters);
      events = new CachedEventStore(catalogue, cache);
      maps = new CachedSeatMapStore(catalogue, cache);
    }

    EventPage list() {
      return events.list(EventFilter.ALL, null, 50);
    }

    long count(String kind, String result) {
      Timer timer =
          meters.find("holdfast.cache.read").tag("kind", kind).tag("result", result).timer();
      return timer == null ? 0 : timer.count();
    }
  }

  /// Both nodes reach Redis, so that no slow beginning counts as its absence.
  private void warmUp(Node... nodes) throws InterruptedException {
    for (Node node : nodes) {
      do {
        node.list();
        Thread.sleep(20);
      } while (node.count("events", "hit") == 0);
    }
    catalogue.reads.set(0);
  }

  @Test
  void whatOneNodeHasReadTheOtherNeedNotReadAgain() throws InterruptedException {
    warmUp(one, other);
    one.maps.add(SALE.seatMap(), null);
    one.events.add(SALE.event(), null);
    long prefix = SALE.event().id().prefix();

    assertThat(one.events.findByPrefix(prefix)).contains(SALE.event());
    assertThat(one.maps.find(SALE.seatMap().id()).orElseThrow().layout())
        .isEqualTo(SALE.seatMap().layout());
    EventPage page = one.list();
    List<SeatMapSummary> summaries = one.maps.list(null, 10);
    int reads = catalogue.reads.get();

    assertThat(other.events.findByPrefix(prefix)).contains(SALE.event());
    assertThat(other.maps.find(SALE.seatMap().id()).orElseThrow().layout())
        .isEqualTo(SALE.seatMap().layout());
    assertThat(other.list()).isEqualTo(page);
    assertThat(other.maps.list(null, 10)).isEqualTo(summaries).hasSize(1);
    assertThat(catalogue.reads).hasValue(reads);
    for (String kind : List.of("event", "seat-map", "seat-maps")) {
      assertThat(one.count(kind, "miss")).as(kind).isOne();
      assertThat(other.count(kind, "hit")).as(kind).isOne();
    }
  }

  @Test
  void everythingOfAnEventIsKept() throws InterruptedException {
    warmUp(one, other);
    Event full =
        event(
            "Ünïcode \"quoted\"",
            Samples.START,
            Collections.singletonMap("standing", new CategoryPrice.Flat(Long.MAX_VALUE)),
            "{\"a\": [1, 2.50]}");
    one.events.add(full, null);

    one.events.findByPrefix(full.id().prefix());
    assertThat(other.events.findByPrefix(full.id().prefix())).contains(full);
    assertThat(other.count("event", "hit")).isOne();
  }

  private static Event event(
      String name, Instant startsAt, Map<String, CategoryPrice> prices, @Nullable String metadata) {
    Event plain = Samples.sale(1).event();
    return new Event(
        plain.id(),
        plain.seatMapId(),
        plain.timeZone(),
        plain.currency(),
        LedgerKind.REDIS,
        Samples.SHOP,
        false,
        "external",
        metadata,
        SettingsPatch.builder()
            .name(name)
            .startsAt(startsAt)
            .endsAt(startsAt.plusSeconds(1))
            .doorsAt(startsAt.minusNanos(1_000))
            .prices(prices)
            .salesOpenAt(Instant.parse("2026-01-01T00:00:00.000001Z"))
            .salesCloseAt(Instant.parse("2027-01-01T00:00:00Z"))
            .browserConfirm(false)
            .sellers(List.of(Samples.SHOP))
            .build()
            .on(plain.settings()));
  }

  @Test
  void pagesThatShareAPlaceAreNotMistakenForEachOther() throws InterruptedException {
    warmUp(one, other);
    List<Event> events =
        IntStream.range(0, 300)
            .mapToObj(second -> event("E", Samples.START.plusSeconds(second), Map.of(), null))
            .toList();
    catalogue.events.addAll(events);
    for (int i = 0; i < 2; i++) {
      for (Event event : events) {
        assertThat(one.events.list(EventFilter.from(event.settings().startsAt()), null, 1).items())
            .containsExactly(event);
      }
    }
  }

  @Test
  void anEventThatOneNodeAddsIsInTheListOfTheOtherAtOnce() throws InterruptedException {
    warmUp(one, other);
    for (int added = 1; added <= 20; added++) {
      Event event = Samples.sale(1).event();
      (added % 2 == 0 ? one : other).events.add(event, null);
      assertThat(one.list().items()).contains(event);
      assertThat(other.list().items()).contains(event);
    }
    one.maps.list(null, 10);
    other.maps.add(SALE.seatMap(), null);
    assertThat(one.maps.list(null, 10)).hasSize(1);
  }

  @Test
  void anAddOfWhichNobodyKnowsWhatBecameIsInTheListAsWell() throws InterruptedException {
    warmUp(one, other);
    catalogue.loses.set(true);
    assertThatThrownBy(() -> one.events.add(SALE.event(), null))
        .isInstanceOf(LedgerUnavailable.class);

    assertThat(other.list().items()).containsExactly(SALE.event());
  }

  @Test
  void aListThatWasReadBeforeAnAddAndIsKeptAfterItIsNotFound() throws Exception {
    warmUp(one, other);
    redis.run(Request.cmd(Command.FLUSHALL));
    catalogue.mayAnswer = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<EventPage> slow = threads.submit(one::list);
      while (catalogue.reads.get() == 0) {
        Thread.sleep(5);
      }
      other.events.add(SALE.event(), null);
      catalogue.mayAnswer.countDown();
      assertThat(slow.get().items()).isEmpty();
    }

    assertThat(one.list().items()).containsExactly(SALE.event());
    assertThat(other.list().items()).containsExactly(SALE.event());
  }

  @Test
  void whatIsNotThereIsNotKept() throws InterruptedException {
    warmUp(one, other);
    long prefix = SALE.event().id().prefix();
    assertThat(one.events.findByPrefix(prefix)).isEmpty();
    other.events.add(SALE.event(), null);

    assertThat(one.events.findByPrefix(prefix)).contains(SALE.event());
  }

  @Test
  void ofManyWhoWantTheSameOneReads() throws InterruptedException {
    warmUp(one, other);
    one.events.add(SALE.event(), null);
    catalogue.mayAnswer = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<EventPage>> lists =
          IntStream.range(0, 100)
              .mapToObj(_ -> threads.submit((Callable<EventPage>) one::list))
              .toList();
      Thread.sleep(200);
      catalogue.mayAnswer.countDown();
      assertThat(lists)
          .allSatisfy(list -> assertThat(list.get().items()).containsExactly(SALE.event()));
    }

    assertThat(catalogue.reads).hasValue(1);
  }

  @Test
  void strangersWhoAskForManyPagesFillNoMemory() throws InterruptedException {
    warmUp(one, other);
    for (int second = 0; second < 1_000; second++) {
      one.events.list(EventFilter.from(Samples.START.plusSeconds(second)), null, 50);
    }

    assertThat(Integer.parseInt(redis.run(Request.cmd(Command.DBSIZE)))).isBetween(100, 260);
    assertThat(one.events.list(EventFilter.from(Samples.START), null, 7).next()).isNull();
  }

  @Test
  void everythingThatIsKeptExpires() throws InterruptedException {
    warmUp(one, other);
    one.maps.add(SALE.seatMap(), null);
    one.maps.find(SALE.seatMap().id());

    String key = "holdfast:cache:seat-map:" + SALE.seatMap().id();
    assertThat(Integer.parseInt(redis.run(Request.cmd(Command.TTL).arg(key)))).isBetween(290, 300);
  }

  @Test
  void whatANodeWasKilledOverBeforeItCouldTellIsInTheListsSoon() throws InterruptedException {
    warmUp(one, other);
    Event before = event("Before", Samples.START, Map.of(), null);
    one.events.add(before, null);
    other.list();
    catalogue.events.set(0, event("After", Samples.START, Map.of(), null));

    assertThat(other.list().items()).containsExactly(before);
    long start = System.nanoTime();
    while (other.list().items().contains(before)) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      Thread.sleep(100);
    }
  }

  @Test
  void whatCanNotBeReadIsReadFromTheStoreAndKeptAnew() throws InterruptedException {
    warmUp(one, other);
    one.events.add(SALE.event(), null);
    String key = "holdfast:cache:event:%016x".formatted(SALE.event().id().prefix());
    redis.run(Request.cmd(Command.SET).arg(key).arg("something else"));

    assertThat(one.events.findByPrefix(SALE.event().id().prefix())).contains(SALE.event());
    assertThat(other.events.findByPrefix(SALE.event().id().prefix())).contains(SALE.event());
    assertThat(catalogue.reads).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"browserConfirm\":false,|''",
        "\"browserConfirm\":false,|\"browserConfirm\":false,\"later\":1,"
      })
  void whatANodeOfAnotherVersionHasKeptIsReadFromTheStore(String here, String there)
      throws InterruptedException, IOException {
    warmUp(one, other);
    Event event = event("E", Samples.START, Map.of(), null);
    one.events.add(event, null);
    byte[] written = Form.of(Event.class).write(event);
    String json =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(written)).readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(json).containsOnlyOnce(here);
    var kept = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(kept)) {
      gzip.write(json.replace(here, there).getBytes(StandardCharsets.UTF_8));
    }
    long prefix = event.id().prefix();
    String key = "holdfast:cache:event:%016x".formatted(prefix);
    redis.run(Request.cmd(Command.SET).arg(key).arg(kept.toByteArray()));

    assertThat(one.events.findByPrefix(prefix)).contains(event);
    assertThat(catalogue.reads).hasValue(1);
    assertThat(other.events.findByPrefix(prefix)).contains(event);
    assertThat(catalogue.reads).hasValue(1);
  }

  @Test
  void aRedisThatForgetsEverythingChangesNothing() throws InterruptedException {
    warmUp(one, other);
    for (int i = 0; i < 10; i++) {
      Event event = Samples.sale(1).event();
      one.events.add(event, null);
      redis.run(Request.cmd(Command.FLUSHALL));
      assertThat(one.list().items()).hasSize(i + 1);
      assertThat(other.list().items()).hasSize(i + 1);
    }
  }

  @Test
  void readsGoOnWithoutARedisThatDoesNotAnswer() throws InterruptedException {
    Node adding = new Node(new SharedRedis(redis.newClient()));
    Node reading = new Node(new SharedRedis(redis.newClient()));
    warmUp(adding, reading);
    redis.server().standStill();
    try {
      adding.events.add(SALE.event(), null);
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        assertThat(adding.list().items()).containsExactly(SALE.event());
        assertThat(adding.events.findByPrefix(SALE.event().id().prefix())).isPresent();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      start = System.nanoTime();
      assertThat(reading.list().items()).containsExactly(SALE.event());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      assertThat(adding.count("events", "bypass")).isGreaterThanOrEqualTo(100);
    } finally {
      redis.server().goOn();
    }
    // Whoever added it never finds the list without it, and the others do no more soon after.
    while (adding.count("event", "hit") == 0) {
      assertThat(adding.list().items()).containsExactly(SALE.event());
      adding.events.findByPrefix(SALE.event().id().prefix());
      Thread.sleep(20);
    }
    while (!reading.list().items().contains(SALE.event())) {
      Thread.sleep(20);
    }
  }

  @Test
  void whoeverCouldNotTellTheOthersOfAnAddDoesNotBelieveTheCacheUntilItCould()
      throws InterruptedException {
    warmUp(one, other);
    redis.run(setting("-set"));
    one.events.add(SALE.event(), null);
    long start = System.nanoTime();
    while (System.nanoTime() - start < Duration.ofSeconds(2).toNanos()) {
      assertThat(one.list().items()).containsExactly(SALE.event());
      Thread.sleep(20);
    }
    assertThat(other.list().items()).isEmpty();

    redis.run(setting("+set"));
    while (!other.list().items().contains(SALE.event())) {
      Thread.sleep(20);
    }
  }

  private static Request setting(String right) {
    return Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg(right);
  }

  @Test
  void readsGoOnWithoutARedisThatWasKilledAndComesBack() throws InterruptedException {
    warmUp(one, other);
    one.events.add(SALE.event(), null);
    redis.server().kill();
    for (int i = 0; i < 100; i++) {
      assertThat(one.list().items()).containsExactly(SALE.event());
    }
    redis.server().restart();
    warmUp(one, other);
    assertThat(other.list().items()).containsExactly(SALE.event());
  }
}
