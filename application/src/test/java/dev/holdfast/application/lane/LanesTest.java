package dev.holdfast.application.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.application.Examples;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Submission COMMAND = new Submission(new Command.Expire(1), null);
  private static final Outcome DONE = new Outcome.Expired(1);

  private final Sale sale = Examples.sale();
  private final List<EventState> states = Collections.synchronizedList(new ArrayList<>());

  /// A ledger that answers as it is told, and notes with which states it was called.
  private SeatLedger ledger(Function<List<Submission>, List<Outcome>> commit) {
    return new SeatLedger() {
      @Override
      public List<Outcome> commit(EventState state, List<Submission> batch) {
        states.add(state);
        return commit.apply(batch);
      }

      @Override
      public Instant load(EventState state) {
        throw new AssertionError("a lane does not load");
      }

      @Override
      public List<LedgerEntry> entries(EventId event, long after, int atMost) {
        throw new AssertionError("a lane does not read");
      }

      @Override
      public List<EventId> eventsWithDueHolds(int atMost) {
        throw new AssertionError("a lane does not sweep");
      }
    };
  }

  @Test
  void aCommandIsAnsweredByTheLedgerAndTheStateIsKept() {
    try (var lanes = new Lanes(ledger(_ -> List.of(DONE)), 2, 10, 1, PATIENCE)) {
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
    }
    assertThat(states).hasSize(2);
    assertThat(states.get(0)).isSameAs(states.get(1));
  }

  @Test
  void afterAFailureTheStateIsDropped() {
    try (var lanes = new Lanes(ledger(_ -> failOnce()), 1, 10, 1, PATIENCE)) {
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).isInstanceOf(Unavailable.class);
      assertThat(lanes.submit(sale, COMMAND)).isEqualTo(DONE);
    }
    assertThat(states.get(0)).isNotSameAs(states.get(1));
  }

  private List<Outcome> failOnce() {
    if (states.size() == 1) {
      throw new LedgerUnavailable("away", new IllegalStateException());
    }
    return List.of(DONE);
  }

  @Test
  void anUnknownOutcomeIsUnavailableAndAnyOtherFaultIsAFault() {
    var unknown = new OutcomeUnknown("?", new IllegalStateException());
    try (var lanes =
        new Lanes(
            ledger(
                _ -> {
                  throw unknown;
                }),
            1,
            10,
            1,
            PATIENCE)) {
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).isSameAs(unknown);
    }
    var fault = new AssertionError("broken");
    try (var lanes =
        new Lanes(
            ledger(
                _ -> {
                  throw fault;
                }),
            1,
            10,
            1,
            PATIENCE)) {
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND))
          .isInstanceOf(IllegalStateException.class)
          .hasCause(fault);
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).as("the lane goes on").hasCause(fault);
    }
  }

  @Test
  void whatWaitsTooLongIsGivenUpAndNeverCarriedOut() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    SeatLedger ledger =
        ledger(
            _ -> {
              await(stuck);
              return List.of(DONE);
            });
    try (var lanes = new Lanes(ledger, 1, 10, 1, Duration.ofMillis(200))) {
      var first = CompletableFuture.supplyAsync(() -> lanes.submit(sale, COMMAND));
      while (states.isEmpty()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> lanes.submit(sale, COMMAND))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("nothing was changed");
      assertThat(first)
          .as("one that was taken up is not said to have changed nothing")
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .withMessageContaining("the outcome is not known yet");
      stuck.countDown();
    }
    assertThat(states).as("only the first was carried out").hasSize(1);
  }

  @Test
  void aFullLaneRefuses() {
    CountDownLatch stuck = new CountDownLatch(1);
    SeatLedger ledger =
        ledger(
            _ -> {
              await(stuck);
              return List.of(DONE);
            });
    try (var lanes = new Lanes(ledger, 1, 1, 1, PATIENCE)) {
      var taken = CompletableFuture.supplyAsync(() -> lanes.submit(sale, COMMAND));
      while (states.isEmpty()) {
        Thread.onSpinWait();
      }
      List<CompletableFuture<Outcome>> two = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        two.add(CompletableFuture.supplyAsync(() -> lanes.submit(sale, COMMAND)));
      }
      assertThat(CompletableFuture.anyOf(two.get(0), two.get(1)))
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .withMessageContaining("too many requests");
      stuck.countDown();
      assertThat(taken).succeedsWithin(PATIENCE).isEqualTo(DONE);
    }
  }

  @Test
  void whatWaitsForOneEventIsHandedOnInOneGoAndInOrder() {
    CountDownLatch stuck = new CountDownLatch(1);
    List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    SeatLedger ledger =
        ledger(
            batch -> {
              await(stuck);
              List<Integer> sizes = batch.stream().map(LanesTest::atMost).toList();
              batches.add(sizes);
              return sizes.stream().<Outcome>map(Outcome.Expired::new).toList();
            });
    try (var lanes = new Lanes(ledger, 1, 100, 3, PATIENCE)) {
      List<CompletableFuture<Outcome>> answers = new ArrayList<>();
      submitInTurn(lanes, sale, 1, answers);
      while (states.isEmpty()) {
        Thread.onSpinWait();
      }
      Sale other = Examples.sale();
      submitInTurn(lanes, sale, 2, answers);
      submitInTurn(lanes, other, 3, answers);
      submitInTurn(lanes, sale, 4, answers);
      submitInTurn(lanes, sale, 5, answers);
      stuck.countDown();
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i)).succeedsWithin(PATIENCE).isEqualTo(new Outcome.Expired(i + 1));
      }
    }
    assertThat(batches).containsExactly(List.of(1), List.of(2, 4), List.of(3), List.of(5));
  }

  private static int atMost(Submission submission) {
    return submission.command() instanceof Command.Expire(int atMost) ? atMost : 0;
  }

  /// Submits a command from a thread of its own, and waits until it waits in the lane.
  private static void submitInTurn(
      Lanes lanes, Sale sale, int atMost, List<CompletableFuture<Outcome>> answers) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () ->
                    answer.complete(
                        lanes.submit(sale, new Submission(new Command.Expire(atMost), null))));
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    answers.add(answer);
  }

  @Test
  void theCulpritOfABatchFailsAloneAndItsNeighboursSucceed() {
    CountDownLatch stuck = new CountDownLatch(1);
    SeatLedger ledger =
        ledger(
            batch -> {
              await(stuck);
              if (batch.stream().anyMatch(one -> atMost(one) == 3)) {
                throw new IllegalStateException("culprit");
              }
              return batch.stream().<Outcome>map(one -> new Outcome.Expired(atMost(one))).toList();
            });
    try (var lanes = new Lanes(ledger, 1, 100, 256, PATIENCE)) {
      List<CompletableFuture<Outcome>> answers = new ArrayList<>();
      submitInTurn(lanes, sale, 1, answers);
      while (states.isEmpty()) {
        Thread.onSpinWait();
      }
      CompletableFuture<Throwable> culprit = new CompletableFuture<>();
      submitInTurn(lanes, sale, 2, answers);
      Thread failing =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () ->
                      culprit.complete(
                          catchThrowable(
                              () ->
                                  lanes.submit(
                                      sale, new Submission(new Command.Expire(3), null)))));
      while (failing.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      submitInTurn(lanes, sale, 4, answers);
      submitInTurn(lanes, sale, 5, answers);
      stuck.countDown();
      assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(PATIENCE));
      assertThat(culprit)
          .succeedsWithin(PATIENCE)
          .satisfies(thrown -> assertThat(thrown).hasRootCauseMessage("culprit"));
    }
  }

  @Test
  void whoeverWaitsWhenTheLanesCloseIsTold() {
    Lanes lanes = new Lanes(ledger(_ -> List.of(DONE)), 1, 1, 1, PATIENCE);
    lanes.close();

    assertThatThrownBy(() -> lanes.submit(sale, COMMAND)).isInstanceOf(Unavailable.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
