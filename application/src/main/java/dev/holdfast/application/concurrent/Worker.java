package dev.holdfast.application.concurrent;

import java.lang.System.Logger;
import java.time.Duration;

/// A thread of Holdfast's own that does the same again and again, and goes on whatever happens.
/// What a step throws is logged and counted, and the next step begins a moment later.
public final class Worker {
  private static final Logger LOG = System.getLogger(Worker.class.getName());

  /// A step that fails at once each time must not keep a core busy, nor fill the log.
  private static final Duration AFTER_A_BREAK = Duration.ofMillis(100);

  private final String name;
  private final Step step;
  private final Thread thread;
  private final FailureCount breaks = new FailureCount();
  private volatile boolean ended;

  /// What is done again and again. It waits for something to do, or at least for a while.
  public interface Step {
    /// Does it once.
    ///
    /// @throws InterruptedException to end the worker
    void run() throws InterruptedException;
  }

  private Worker(Thread.Builder builder, String name, Step step) {
    this.name = name;
    this.step = step;
    this.thread = builder.name(name).unstarted(this::run);
  }

  /// Starts a worker in a platform thread, which is never short of a carrier.
  public static Worker start(String name, Step step) {
    return started(new Worker(Thread.ofPlatform().daemon(), name, step));
  }

  /// Starts a worker in a virtual thread. To interrupt it ends even its wait for a socket.
  public static Worker startVirtual(String name, Step step) {
    return started(new Worker(Thread.ofVirtual(), name, step));
  }

  private static Worker started(Worker worker) {
    worker.thread.start();
    return worker;
  }

  private void run() {
    try {
      while (!ended) {
        if (!runStep()) {
          Thread.sleep(AFTER_A_BREAK);
        }
      }
    } catch (InterruptedException _) {
      ended = true;
    }
  }

  /// @return whether it went well
  private boolean runStep() throws InterruptedException {
    try {
      step.run();
      return true;
    } catch (RuntimeException | Error e) {
      breaks.add();
      log(e);
      return false;
    }
  }

  private void log(Throwable failure) {
    try {
      LOG.log(Logger.Level.ERROR, "the thread " + name + " broke and goes on", failure);
    } catch (RuntimeException | Error _) {
      // Without memory even this may fail. It is counted, and health tells of it.
    }
  }

  /// The steps that broke.
  public FailureCount breaks() {
    return breaks;
  }

  /// Whether it goes on, or was told to end.
  public boolean isWell() {
    return ended || thread.isAlive();
  }

  /// Lets it end after the step at hand, and does not wait for that.
  public void end() {
    ended = true;
  }

  /// Interrupts the step at hand.
  public void interrupt() {
    ended = true;
    thread.interrupt();
  }

  /// Waits until it has ended.
  public void join() throws InterruptedException {
    thread.join();
  }

  /// Waits until it has ended, but no longer than this.
  ///
  /// @return whether it has
  public boolean join(Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }
}
