package dev.holdfast.application.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.application.Examples;
import dev.holdfast.application.QuietFeed;
import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.concurrent.FailureCount;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.LaneObserver;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.view.SeatViewService;
import dev.holdfast.application.view.Views;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Submission COMMAND = new Submission(new Command.Expire(1), null);
  private static final Outcome DONE = new Outcome.Expired(1);

  private final Sale sale = Examples.sale();
  private final CountDownLatch stuck = new CountDownLatch(1);

  private static Lanes lanes(
      ScriptedLedger ledger, int queueLength, int batchSize, Duration timeout) {
    return new Lanes(
        ledger,
        new Views(ledger, new QuietFeed(), Examples.READERS),
        new Lanes.Plan(1, queueLength, batchSize, 2, timeout));
  }

  /// A ledger that is stuck in its first batch until {@link #stuck} is counted down.
  private ScriptedLedger stuckLedger(Function<SeatLedger.Work, List<Outcome>> answer) {
    return new ScriptedLedger(
        work -> {
          try {
            stuck.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return answer.apply(work);
        });
  }

  private static List<Outcome> done(SeatLedger.Work work) {
    return work.submissions().stream().map(_ -> DONE).toList();
  }

  private static void awaitFirst(ScriptedLedger ledger) {
    while (ledger.works.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /// Submits a command from a thread of its own, and waits until it waits in the lane.
  private static CompletableFuture<Outcome> submitInTurn(Lanes lanes, Sale sale, Command command) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  Throwable failure =
                      catchThrowable(
                          () -> answer.complete(lanes.submit(sale, new Submission(command, null))));
                  if (failure != null) {
                    answer.completeExceptionally(failure);
                  }
                });
    while (thread.getState() != Thread.State.WAITING && !answer.isDone()) {
      Thread.onSpinWait();
    }
    return answer;
  }

  private static List<Command> commands(SeatLedger.Work work) {
    return work.submissions().stream().map(Submission::command).toList();
  }

  private static Command expire(int atMost) {
    return new Command.Expire(atMost);
  }

  private Command release(long hold) {
    return new Command.Release(HoldId.of(sale.event().id(), hold));
  }

  @Test
  void aCommandIsAnsweredByTheLedgerAndTheStateIsKept() {
    var ledger = new ScriptedLedger(LanesTest::done);
    try (var lanes = lanes(ledger, 10, 1, TIMEOUT)) {
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
    }
    assertThat(ledger.works).hasSize(2);
    assertThat(ledger.works.get(0).state()).isSameAs(ledger.works.get(1).state());
  }

  @Test
  void anUnknownOutcomeIsUnavailableAndAnyOtherFaultIsAFault() {
    var unknown = new OutcomeUnknown("?", new IllegalStateException());
    var fault = new IllegalArgumentException("broken");
    var calls = new AtomicInteger();
    var ledger =
        new ScriptedLedger(
            _ -> {
              throw calls.incrementAndGet() == 1 ? unknown : fault;
            });
    try (var lanes = lanes(ledger, 10, 1, TIMEOUT)) {
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).isSameAs(unknown);
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND))
          .isInstanceOf(IllegalStateException.class)
          .hasCause(fault);
      assertThat(lanes.failures().total()).isEqualTo(1);
      assertThat(breaks(lanes)).isZero();
      assertThat(lanes.failures().wereSeveralLately()).isFalse();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).hasCause(fault);
      }
      assertThat(lanes.failures().wereSeveralLately()).isTrue();
    }
  }

  @Test
  void aLaneThatBreaksFailsItsBatchAsUnknownAndGoesOn() {
    var calls = new AtomicInteger();
    var ledger =
        new ScriptedLedger(
            work -> {
              if (calls.incrementAndGet() <= 2) {
                throw new AssertionError("broken");
              }
              return done(work);
            });
    try (var lanes = lanes(ledger, 10, 1, TIMEOUT)) {
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).isInstanceOf(OutcomeUnknown.class);
      await(() -> breaks(lanes) == 1);
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).isInstanceOf(OutcomeUnknown.class);
      await(() -> breaks(lanes) == 2);
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
    }
  }

  @Test
  void whatWaitsTooLongIsGivenUpAndNeverCarriedOut() {
    ScriptedLedger ledger = stuckLedger(LanesTest::done);
    try (var lanes = lanes(ledger, 10, 1, Duration.ofMillis(200))) {
      var first = CompletableFuture.supplyAsync(() -> lanes.submit(sale, COMMAND));
      awaitFirst(ledger);
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("nothing was changed");
      assertThat(first)
          .as("one that was taken up is not said to have changed nothing")
          .failsWithin(TIMEOUT)
          .withThrowableThat()
          .withMessageContaining("the outcome is not known yet");
      stuck.countDown();
    }
    assertThat(ledger.works).as("only the first was carried out").hasSize(1);
  }

  @Test
  void anObserverHearsWhenCommandsBeginToWaitAndLeaveAndOfEachTransaction() throws Exception {
    var heard = new CopyOnWriteArrayList<String>();
    var observer =
        new LaneObserver() {
          @Override
          public Passage begins() {
            heard.add("begins");
            return () -> heard.add("leaves");
          }

          @Override
          public Transaction carriesOut(Stream<Passage> passages) {
            heard.add("transaction of " + passages.count());
            return new Transaction() {
              @Override
              public void failed(Throwable why) {
                heard.add("fails: " + why.getMessage());
              }

              @Override
              public void close() {
                heard.add("ends");
              }
            };
          }
        };
    var ledger =
        stuckLedger(
            _ -> {
              throw new LedgerUnavailable("away", null);
            });
    Views views = new Views(ledger, new QuietFeed(), Examples.READERS);
    var plan = new Lanes.Plan(1, 10, 2, 2, TIMEOUT);
    try (var lanes = new Lanes(ledger, views, plan, observer)) {
      var first = submitInTurn(lanes, sale, expire(1));
      awaitFirst(ledger);
      var second = submitInTurn(lanes, sale, expire(2));
      var third = submitInTurn(lanes, sale, expire(3));
      assertThat(lanes.depth()).isEqualTo(2);
      stuck.countDown();
      for (var answer : List.of(first, second, third)) {
        assertThat(catchThrowable(answer::get)).hasRootCauseMessage("away");
      }
      await(() -> heard.size() == 12);
      assertThat(lanes.depth()).isZero();
    }
    assertThat(heard)
        .containsSubsequence("begins", "leaves", "transaction of 1", "fails: away", "ends")
        .containsSubsequence("leaves", "leaves", "transaction of 2", "fails: away", "ends");
  }

  @Test
  void aFullLaneRefuses() {
    ScriptedLedger ledger = stuckLedger(LanesTest::done);
    try (var lanes = lanes(ledger, 1, 1, TIMEOUT)) {
      var taken = CompletableFuture.supplyAsync(() -> lanes.submit(sale, COMMAND));
      awaitFirst(ledger);
      var waits = submitInTurn(lanes, sale, expire(1));
      assertThat(submitInTurn(lanes, sale, expire(1)))
          .failsWithin(TIMEOUT)
          .withThrowableThat()
          .withMessageContaining("too many requests");
      stuck.countDown();
      assertThat(taken).succeedsWithin(TIMEOUT).isEqualTo(DONE);
      assertThat(waits).succeedsWithin(TIMEOUT).isEqualTo(DONE);
    }
  }

  @Test
  void whatAFullLaneRefusedIsNotKept() {
    ScriptedLedger ledger = stuckLedger(LanesTest::done);
    // The timeout would let it go in the end.
    try (var lanes = lanes(ledger, 1, 1, Duration.ofHours(1))) {
      var _ = submitInTurn(lanes, sale, expire(1));
      awaitFirst(ledger);
      var _ = submitInTurn(lanes, sale, expire(1));

      WeakReference<Submission> refused = refusedBy(lanes);

      long until = System.nanoTime() + TIMEOUT.toNanos();
      while (refused.get() != null && System.nanoTime() < until) {
        System.gc();
      }
      stuck.countDown();
      assertThat(refused.get()).isNull();
    }
  }

  private WeakReference<Submission> refusedBy(Lanes lanes) {
    var submission = new Submission(release(1), null);
    assertThatThrownBy(() -> lanes.submit(sale, submission))
        .hasMessageContaining("too many requests");
    return new WeakReference<>(submission);
  }

  @Test
  void whoeverComesWhileTheLanesCloseIsAnswered() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      Lanes lanes = lanes(new ScriptedLedger(LanesTest::done), 10, 1, TIMEOUT);
      Thread coming =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (catchThrowable(() -> lanes.submit(sale, COMMAND)) == null) {
                      // Until it is refused.
                    }
                  });
      lanes.close();
      assertThat(coming.join(TIMEOUT)).isTrue();
    }
  }

  @Test
  void aWatcherThatFailsChangesNoAnswer() {
    var ledger =
        new ScriptedLedger(
            work -> {
              restoreNext(work);
              return done(work);
            });
    Views views = new Views(ledger, new QuietFeed(), Examples.READERS);
    try (var lanes = new Lanes(ledger, views, new Lanes.Plan(1, 10, 1, 2, TIMEOUT))) {
      List<String> told = new CopyOnWriteArrayList<>();
      var served = new SeatViewService(_ -> Optional.of(sale), _ -> views);
      served.watch(
          sale.event().id(),
          () -> {
            told.add("first");
            throw new IllegalStateException("a watcher's fault");
          });
      served.watch(sale.event().id(), () -> told.add("second"));

      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);

      await(() -> told.containsAll(List.of("first", "second")));
      assertThat(breaks(lanes)).isZero();
      assertThat(ledger.works).hasSize(2);
    }
  }

  @Test
  void nobodyWaitsForAWatcher() {
    var ledger =
        new ScriptedLedger(
            work -> {
              restoreNext(work);
              return done(work);
            });
    Views views = new Views(ledger, new QuietFeed(), Examples.READERS);
    try (var lanes = new Lanes(ledger, views, new Lanes.Plan(1, 10, 1, 2, TIMEOUT))) {
      var served = new SeatViewService(_ -> Optional.of(sale), _ -> views);
      served.watch(sale.event().id(), () -> assertThat(catchThrowable(stuck::await)).isNull());

      var answer = submitInTurn(lanes, sale, expire(1));

      boolean isAnswered = isDoneWithin(answer, Duration.ofSeconds(5));
      stuck.countDown();
      assertThat(isAnswered).isTrue();
    }
  }

  private void restoreNext(SeatLedger.Work work) {
    work.state()
        .restore(
            1,
            ++version,
            Instant.EPOCH,
            work.state().sale().event().settings(),
            List.of(),
            Map.of(),
            List.of(),
            List.of());
  }

  private static boolean isDoneWithin(CompletableFuture<?> answer, Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (!answer.isDone() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    return answer.isDone();
  }

  private long version = 1;

  private static long breaks(Lanes lanes) {
    return lanes.breaks().stream().mapToLong(FailureCount::total).sum();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatWaitsForSeveralEventsIsHandedOnInOneGoAndEachEventsInOrder() {
    Sale other = Examples.sale();
    ScriptedLedger ledger = stuckLedger(LanesTest::done);
    try (var lanes = lanes(ledger, 100, 256, TIMEOUT)) {
      List<CompletableFuture<Outcome>> answers = new ArrayList<>();
      answers.add(submitInTurn(lanes, sale, expire(1)));
      awaitFirst(ledger);
      answers.add(submitInTurn(lanes, sale, expire(2)));
      answers.add(submitInTurn(lanes, other, expire(3)));
      answers.add(submitInTurn(lanes, sale, expire(4)));
      stuck.countDown();
      assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(TIMEOUT));
    }
    assertThat(ledger.events).containsExactly(1, 2);
    assertThat(ledger.works.stream().map(LanesTest::commands))
        .containsExactlyInAnyOrder(
            List.of(expire(1)), List.of(expire(2), expire(4)), List.of(expire(3)));
  }

  @Test
  void followUpsOvertakeNewHoldsInOrderButLeaveThemAQuarterOfTheBatch() {
    ScriptedLedger ledger = stuckLedger(LanesTest::done);
    try (var lanes = lanes(ledger, 100, 4, TIMEOUT)) {
      List<CompletableFuture<Outcome>> answers = new ArrayList<>();
      answers.add(submitInTurn(lanes, sale, expire(1)));
      awaitFirst(ledger);
      answers.add(submitInTurn(lanes, sale, expire(2)));
      answers.add(submitInTurn(lanes, sale, expire(3)));
      for (int i = 1; i <= 6; i++) {
        answers.add(submitInTurn(lanes, sale, release(i)));
      }
      stuck.countDown();
      assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(TIMEOUT));
    }
    assertThat(ledger.works.stream().map(LanesTest::commands))
        .containsExactly(
            List.of(expire(1)),
            List.of(release(1), release(2), release(3), expire(2)),
            List.of(release(4), release(5), release(6), expire(3)));
  }

  @Test
  void thePoisonCommandOfABatchFailsAloneAndItsNeighboursSucceed() {
    Sale other = Examples.sale();
    ScriptedLedger ledger =
        stuckLedger(
            work -> {
              if (commands(work).contains(expire(3))) {
                throw new IllegalStateException("poison");
              }
              return done(work);
            });
    try (var lanes = lanes(ledger, 100, 256, TIMEOUT)) {
      List<CompletableFuture<Outcome>> answers = new ArrayList<>();
      answers.add(submitInTurn(lanes, sale, expire(1)));
      awaitFirst(ledger);
      answers.add(submitInTurn(lanes, sale, expire(2)));
      var poison = submitInTurn(lanes, sale, expire(3));
      answers.add(submitInTurn(lanes, sale, expire(4)));
      answers.add(submitInTurn(lanes, other, expire(5)));
      stuck.countDown();
      assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(TIMEOUT));
      assertThat(poison)
          .failsWithin(TIMEOUT)
          .withThrowableThat()
          .withRootCauseInstanceOf(IllegalStateException.class)
          .withStackTraceContaining("poison");
      assertThat(lanes.failures().total()).isEqualTo(1);
    }
  }

  @Test
  void anEventWhoseLockSomebodyElseHasDoesNotKeepTheOthersAndMissesNothing() {
    Sale other = Examples.sale();
    var ledger = new ScriptedLedger(LanesTest::done);
    ledger.locked.add(sale.event().id());
    try (var lanes = lanes(ledger, 100, 256, TIMEOUT)) {
      var waiting =
          IntStream.rangeClosed(1, 5).mapToObj(i -> submitInTurn(lanes, sale, expire(i))).toList();
      for (int i = 0; i < 10; i++) {
        assertThat(lanes.submit(other, COMMAND)).isEqualTo(DONE);
      }
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      ledger.locked.clear();
      assertThat(waiting).allSatisfy(answer -> assertThat(answer).succeedsWithin(TIMEOUT));
    }
    assertThat(
            ledger.works.stream()
                .filter(work -> work.state().sale().equals(sale))
                .flatMap(work -> commands(work).stream())
                .collect(Collectors.toList()))
        .containsExactly(expire(1), expire(2), expire(3), expire(4), expire(5));
  }

  @Test
  void aContendedEventThatBreaksFailsItsBatchAsUnknownAndGoesOn() {
    var calls = new AtomicInteger();
    var ledger =
        new ScriptedLedger(
            work -> {
              if (calls.incrementAndGet() == 1) {
                throw new AssertionError("broken");
              }
              return done(work);
            });
    ledger.locked.add(sale.event().id());
    try (var lanes = lanes(ledger, 10, 1, TIMEOUT)) {
      var broken = submitInTurn(lanes, sale, expire(1));
      var next = submitInTurn(lanes, sale, expire(2));
      ledger.locked.clear();
      assertThat(broken)
          .failsWithin(TIMEOUT)
          .withThrowableThat()
          .withCauseInstanceOf(OutcomeUnknown.class);
      assertThat(next).succeedsWithin(TIMEOUT).isEqualTo(DONE);
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
      assertThat(breaks(lanes)).isEqualTo(1);
    }
  }

  @Test
  void anEventThatIsWaitedForLongHasABoundedQueue() {
    var ledger = new ScriptedLedger(LanesTest::done);
    ledger.locked.add(sale.event().id());
    try (var lanes = lanes(ledger, 3, 256, TIMEOUT)) {
      List<CompletableFuture<Outcome>> answers = new ArrayList<>();
      answers.add(submitInTurn(lanes, sale, expire(1)));
      while (ledger.events.isEmpty()) {
        // Until it is taken alone: the others are to find it contended.
        Thread.onSpinWait();
      }
      IntStream.rangeClosed(2, 5).forEach(i -> answers.add(submitInTurn(lanes, sale, expire(i))));
      assertThat(answers.getLast())
          .failsWithin(TIMEOUT)
          .withThrowableThat()
          .withMessageContaining("too many requests");
      ledger.locked.clear();
      assertThat(answers.subList(0, 4))
          .allSatisfy(answer -> assertThat(answer).succeedsWithin(TIMEOUT));
    }
  }

  @Test
  void whoeverWaitsWhenTheLanesCloseIsTold() {
    ScriptedLedger ledger = stuckLedger(LanesTest::done);
    Lanes lanes = lanes(ledger, 10, 1, TIMEOUT);
    var atHand = submitInTurn(lanes, sale, expire(1));
    awaitFirst(ledger);
    var waits = submitInTurn(lanes, sale, expire(2));
    Thread closing = Thread.ofPlatform().start(lanes::close);
    while (closing.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    stuck.countDown();

    assertThat(atHand).succeedsWithin(TIMEOUT).isEqualTo(DONE);
    assertThat(waits).failsWithin(TIMEOUT).withThrowableThat().withMessageContaining("is stopping");
    assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).hasMessageContaining("is stopping");
    assertThat(ledger.works).hasSize(1);
  }
}
