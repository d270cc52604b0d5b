package dev.holdfast.benchmarks.textbook;

import dev.holdfast.benchmarks.textbook.SeatHolder.Claim;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// A buyer in a closed loop: asks for a hold, waits for the answer, and gives back the oldest of
/// its holds when it has more than its share of those to be kept open.
final class Client implements Runnable {
  /// When it runs, and when it counts.
  enum Phase {
    WARMING_UP,
    MEASURING,
    OVER
  }

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int PRECISION = 2;

  /// Where in the number of a holder the number of its client begins.
  static final int NUMBER_SHIFT = 40;

  // It is never compared, and never leaves its thread.
  @SuppressWarnings("ArrayRecordComponent")
  private record Open(long holder, int event, int[] seats) {}

  private final SeatHolder node;
  private final Workload workload;
  private final int share;
  private final Acknowledgements acknowledgements;
  private final Supplier<Phase> phase;
  private final SplittableRandom random;
  private final Deque<Open> open = new ArrayDeque<>();
  private long lastHolder;

  final Histogram heldNanos = newHistogram();
  long longestNanos;
  long held;
  long taken;
  long gaveUp;

  /// @param number which client it is, from 0
  Client(
      int number,
      int clients,
      long seed,
      SeatHolder node,
      Workload workload,
      Acknowledgements acknowledgements,
      Supplier<Phase> phase) {
    this.node = node;
    this.workload = workload;
    this.share = workload.openHolds() / clients;
    this.acknowledgements = acknowledgements;
    this.phase = phase;
    this.random = new SplittableRandom(seed + number);
    this.lastHolder = (number + 1L) << NUMBER_SHIFT;
  }

  /// An empty one, of the shape that all clients use.
  static Histogram newHistogram() {
    return new Histogram(LONGEST_NANOS, PRECISION);
  }

  @Override
  public void run() {
    Phase begun;
    while ((begun = phase.get()) != Phase.OVER) {
      askForHold(begun == Phase.MEASURING);
      if (open.size() > share) {
        Open oldest = open.removeFirst();
        acknowledgements.strikeOut(oldest.holder(), oldest.event(), oldest.seats());
        node.release(oldest.holder(), oldest.event(), oldest.seats());
      }
    }
  }

  private void askForHold(boolean measured) {
    long holder = ++lastHolder;
    int event = random.nextInt(workload.events());
    int[] seats = workload.choice(random);
    long start = System.nanoTime();
    Answer answer = node.hold(holder, event, seats);
    long nanos = System.nanoTime() - start;
    if (answer == Answer.HELD) {
      acknowledgements.enter(holder, event, seats);
      open.addLast(new Open(holder, event, seats));
    }
    if (measured) {
      longestNanos = Math.max(longestNanos, nanos);
      count(answer, nanos);
    }
  }

  private void count(Answer answer, long nanos) {
    switch (answer) {
      case HELD -> {
        heldNanos.recordValue(Math.min(nanos, LONGEST_NANOS));
        // What took until after the end is not of this time.
        if (phase.get() == Phase.MEASURING) {
          held++;
        }
      }
      case TAKEN -> taken++;
      case GAVE_UP -> gaveUp++;
    }
  }

  /// What it was told to have and did not give back.
  Stream<Claim> claims() {
    return open.stream()
        .flatMap(
            hold ->
                Arrays.stream(hold.seats())
                    .mapToObj(seat -> new Claim(hold.event(), seat, hold.holder())));
  }
}
