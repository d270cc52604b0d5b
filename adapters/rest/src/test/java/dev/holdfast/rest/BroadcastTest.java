package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.domain.event.EventId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Telling many watchers of one event.
class BroadcastTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Pattern STEP = Pattern.compile("\"from\":(\\d+),\"to\":(\\d+)");

  private final ToldViews views = new ToldViews();
  private final List<Loop> loops = List.of(new Loop(), new Loop());

  @AfterEach
  void stop() {
    loops.forEach(loop -> loop.thread.shutdownNow());
  }

  /// One event loop.
  private static final class Loop implements Executor {
    final ExecutorService thread = Executors.newSingleThreadExecutor();
    final AtomicInteger tasks = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
      tasks.incrementAndGet();
      thread.execute(task);
    }
  }

  /// A client that keeps what it got.
  private static final class Client implements Outlet {
    final List<Buffer> got = Collections.synchronizedList(new ArrayList<>());
    volatile boolean isFull;
    volatile boolean isClosed;
    private volatile @Nullable Runnable onClosed;

    @Override
    public boolean open(Runnable closed) {
      this.onClosed = closed;
      return !isClosed;
    }

    @Override
    public boolean isFull() {
      return isFull;
    }

    @Override
    public void send(Buffer bytes) {
      got.add(bytes);
    }

    @Override
    public void onceDrained(Runnable then) {
      if (!isFull) {
        then.run();
      }
    }

    @Override
    public void close(Buffer last) {
      got.add(last);
      isClosed = true;
    }

    void vanish() {
      Runnable closed = onClosed;
      if (closed != null) {
        closed.run();
      }
    }

    String last() {
      return got.isEmpty() ? "" : got.getLast().toString();
    }

    /// How far it was told, each message having followed the one before without a gap.
    long toldFrom(long version) {
      long at = version;
      for (Buffer frame : List.copyOf(got)) {
        Matcher step = STEP.matcher(frame.toString());
        if (step.find()) {
          assertThat(Long.parseLong(step.group(1))).isEqualTo(at);
          at = Long.parseLong(step.group(2));
        }
      }
      return at;
    }
  }

  private Broadcasts broadcasts(Duration heartbeat) {
    return new Broadcasts(
        views,
        new Watching(Integer.MAX_VALUE, heartbeat, Duration.ZERO),
        new SimpleMeterRegistry());
  }

  private Client join(Broadcasts broadcasts, Loop loop, long version) {
    Client client = new Client();
    assertThat(broadcasts.join(views.event(), client, loop, 1, version)).isTrue();
    return client;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aChangeIsReadAndEncodedOnceAndGoesToEachLoopInOneTask() {
    Broadcasts broadcasts = broadcasts(NEVER);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      clients.add(join(broadcasts, loops.get(i % 2), 0));
    }
    int readBefore = views.pagesRead.get();
    loops.forEach(loop -> loop.tasks.set(0));
    views.change();
    clients.forEach(client -> await(() -> client.got.size() == 1));
    Buffer frame = clients.getFirst().got.getFirst();
    assertThat(clients).allSatisfy(client -> assertThat(client.got.getFirst()).isSameAs(frame));
    assertThat(frame.toString()).startsWith("id: 1.1\ndata: {\"epoch\":1,\"from\":0,\"to\":1,");
    assertThat(views.pagesRead.get() - readBefore).isEqualTo(1);
    assertThat(loops).allMatch(loop -> loop.tasks.get() == 1);
  }

  @Test
  void whateverHappensMeanwhileNobodyMissesOrHearsAnythingTwice() throws InterruptedException {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    System.out.println("holdfast.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    Broadcasts broadcasts = broadcasts(Duration.ofMillis(5));
    record Joined(Client client, long version) {}
    List<Joined> joined = new ArrayList<>();
    Thread shop =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 5_000; i++) {
                    views.change();
                  }
                });
    while (shop.isAlive() || joined.size() < 200) {
      long version = random.nextLong(views.version() + 1);
      joined.add(new Joined(join(broadcasts, loops.get(random.nextInt(2)), version), version));
      if (random.nextInt(4) == 0) {
        joined.remove(random.nextInt(joined.size())).client().vanish();
      }
      Thread.sleep(random.nextInt(3));
    }
    shop.join();
    joined.forEach(one -> await(() -> one.client().toldFrom(one.version()) == 5_000));
    assertThat(broadcasts.watchers()).isGreaterThanOrEqualTo(joined.size());
  }

  @Test
  void howeverMuchHappensThereAreFiveMessagesASecondAtMost() {
    Broadcasts broadcasts = broadcasts(NEVER);
    Client client = join(broadcasts, loops.getFirst(), 0);
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < Duration.ofSeconds(1).toNanos()) {
      views.change();
      Thread.onSpinWait();
      if (views.version() % 500 == 0) {
        await(() -> client.toldFrom(0) == views.version());
      }
    }
    await(() -> client.toldFrom(0) == views.version());
    long passed = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    assertThat(client.got.size()).isLessThanOrEqualTo((int) (passed / 200) + 1);
  }

  @Test
  void whoComesFromTheSameVersionGetsTheSameBytes() {
    Broadcasts broadcasts = broadcasts(NEVER);
    Client first = join(broadcasts, loops.getFirst(), 0);
    views.change();
    views.change();
    await(() -> first.toldFrom(0) == 2);
    int readBefore = views.pagesRead.get();
    List<Client> late = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      late.add(join(broadcasts, loops.get(i % 2), 0));
    }
    late.forEach(client -> await(() -> client.toldFrom(0) == 2));
    Buffer page = late.getFirst().got.getFirst();
    assertThat(late).allSatisfy(client -> assertThat(client.got.getFirst()).isSameAs(page));
    assertThat(views.pagesRead.get() - readBefore).isEqualTo(1);
  }

  @Test
  void whoDoesNotReadIsToldToStartAgainAndForgotten() {
    Broadcasts broadcasts = broadcasts(NEVER);
    Client slow = join(broadcasts, loops.getFirst(), 0);
    Client other = join(broadcasts, loops.getFirst(), 0);
    slow.isFull = true;
    views.change();
    await(() -> slow.isClosed);
    assertThat(slow.last()).isEqualTo("event: resync\ndata: {\"epoch\":1,\"version\":1}\n\n");
    await(() -> other.toldFrom(0) == 1);
    assertThat(slow.got).hasSize(1);
    assertThat(broadcasts.watchers()).isEqualTo(1);
  }

  @Test
  void whoStopsReadingWhileCatchingUpIsGivenUp() {
    views.change();
    Broadcasts broadcasts = broadcasts(Duration.ofMillis(50));
    Client slow = new Client();
    slow.isFull = true;
    assertThat(broadcasts.join(views.event(), slow, loops.getFirst(), 1, 0)).isTrue();
    await(() -> slow.isClosed);
    assertThat(slow.last()).startsWith("event: resync");
  }

  /// To send one to all takes as long as a change does, which would have to wait for it.
  @Test
  void heartbeatsComeWhenNothingElseDoes() throws InterruptedException {
    Duration heartbeat = Duration.ofSeconds(2);
    Broadcasts broadcasts = broadcasts(heartbeat);
    Client client = join(broadcasts, loops.getFirst(), 0);
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < heartbeat.plusMillis(500).toNanos()) {
      views.change();
      Thread.sleep(50);
    }
    assertThat(client.got).isNotEmpty().doesNotContain(Frame.HEARTBEAT);
    await(() -> client.got.contains(Frame.HEARTBEAT));
  }

  @Test
  void whenAnotherHistoryBeginsAllStartAgain() {
    Broadcasts broadcasts = broadcasts(NEVER);
    views.change();
    Client client = join(broadcasts, loops.getFirst(), 1);
    views.restore();
    await(() -> client.isClosed);
    assertThat(client.last()).isEqualTo("event: resync\ndata: {\"epoch\":2,\"version\":0}\n\n");
    Client stillBefore = join(broadcasts, loops.getFirst(), 0);
    await(() -> stillBefore.isClosed);
    assertThat(stillBefore.last()).startsWith("event: resync");
  }

  @Test
  void whenAllHaveGoneNothingIsWatchedAnyMore() {
    Broadcasts broadcasts = broadcasts(NEVER);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(join(broadcasts, loops.get(i % 2), 0));
    }
    assertThat(views.watchers).hasSize(1);
    views.change();
    clients.forEach(client -> await(() -> client.got.size() == 1));
    clients.forEach(Client::vanish);
    // Some ways of vanishing are told twice.
    clients.forEach(Client::vanish);
    await(() -> views.watchers.isEmpty());
    assertThat(broadcasts.watchers()).isZero();
    Client late = join(broadcasts, loops.getFirst(), 1);
    views.change();
    await(() -> late.toldFrom(1) == 2);
  }

  @Test
  void ofAnEventThatWasDeletedMeanwhileNothingIsToldOrCounted() {
    Broadcasts broadcasts = broadcasts(NEVER);
    var deleted = new EventId(UUID.randomUUID());
    assertThatExceptionOfType(EventGone.class)
        .isThrownBy(() -> broadcasts.join(deleted, new Client(), loops.getFirst(), 1, 0));
    assertThat(broadcasts.watchers()).isZero();
  }

  @Test
  void whoHasGoneBeforeItBeganCountsNot() {
    Broadcasts broadcasts = broadcasts(NEVER);
    Client gone = new Client();
    gone.isClosed = true;
    assertThat(broadcasts.join(views.event(), gone, loops.getFirst(), 1, 0)).isTrue();
    await(() -> broadcasts.watchers() == 0 && views.watchers.isEmpty());
  }

  @Test
  void whenTheServiceStopsAllStreamsEndAndNoneBegins() {
    Broadcasts broadcasts = broadcasts(NEVER);
    Client client = join(broadcasts, loops.getFirst(), 0);
    broadcasts.close();
    await(() -> client.isClosed);
    assertThat(client.last()).isEmpty();
    assertThat(broadcasts.join(views.event(), new Client(), loops.getFirst(), 1, 0)).isFalse();
  }
}
