package dev.holdfast.bootstrap;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Tells when the JVM's compilers have little left to do of what is running.
final class Compilers {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private static final Duration STEP = Duration.ofMillis(50);

  /// They never rest wholly: what is rare becomes due some time later.
  private static final double IDLE = 0.05;

  private final LongSupplier busyMillis;
  private final LongSupplier nanoTime;
  private long busyBefore;
  private long windowFrom;
  private boolean idle;

  /// @param busyMillis how long they have compiled so far, all together
  /// @param nanoTime as {@link System#nanoTime}
  Compilers(LongSupplier busyMillis, LongSupplier nanoTime) {
    this.busyMillis = busyMillis;
    this.nanoTime = nanoTime;
    this.busyBefore = busyMillis.getAsLong();
    this.windowFrom = nanoTime.getAsLong();
  }

  /// Those of this JVM; of one that has none, some that are never busy.
  static Compilers here() {
    CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
    return new Compilers(bean == null ? () -> 0 : bean::getTotalCompilationTime, System::nanoTime);
  }

  /// Pauses until they have caught up.
  interface Pause {
    boolean lasts(Duration time) throws InterruptedException;
  }

  /// Gives them time while they use it.
  ///
  /// @param most how long
  void catchUp(Duration most, Pause pause) throws InterruptedException {
    long until = nanoTime.getAsLong() + most.toNanos();
    long before;
    do {
      before = busyMillis.getAsLong();
    } while (pause.lasts(STEP)
        && nanoTime.getAsLong() - until < 0
        && busyMillis.getAsLong() - before > STEP.toMillis() / 2);
  }

  /// Whether they compiled for less than a twentieth of the last whole second, or so. To be asked
  /// again and again.
  boolean areIdle() {
    long now = nanoTime.getAsLong();
    long nanos = now - windowFrom;
    if (nanos >= WINDOW.toNanos()) {
      long busy = busyMillis.getAsLong();
      idle = Duration.ofMillis(busy - busyBefore).toNanos() < IDLE * nanos;
      busyBefore = busy;
      windowFrom = now;
    }
    return idle;
  }
}
