package dev.holdfast.benchmarks.generator;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One job being done. Everything happens on the event loop.
///
/// In a closed loop the answers that come within the measured time count. In an open loop the
/// requests that were due within it count, however long they took: one that has to wait for a
/// connection is late from the instant at which it was due.
final class Run implements Connection.Listener {
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final EventLoop loop;
  private final Work work;
  private final double interval;
  private final Runnable onStart;
  private final Runnable onEnd;
  private final Deque<Connection> idle;
  private final int connections;
  private final Queue<Request> waiting = new ArrayDeque<>();
  private final Recorder recorder = new Recorder();
  private final CompletableFuture<Measured> done = new CompletableFuture<>();
  private final long begin;
  private final long from;
  private long until;
  private long due;
  private long sent;
  private int lost;
  private boolean ended;
  private boolean exhausted;

  /// @param onStart is told when measuring starts
  /// @param onEnd is told when measuring ends, before the last answers have come
  Run(
      EventLoop loop,
      Job job,
      Work work,
      List<Connection> connections,
      Runnable onStart,
      Runnable onEnd) {
    this.loop = loop;
    this.work = work;
    this.interval = job.rate() == 0 ? 0 : 1e9 / job.rate();
    this.idle = new ArrayDeque<>(connections);
    this.connections = connections.size();
    this.onStart = onStart;
    this.onEnd = onEnd;
    begin = System.nanoTime();
    from = begin + (long) (job.warmUp() * 1e9);
    until = from + (long) (job.seconds() * 1e9);
    due = begin;
  }

  CompletableFuture<Measured> start() {
    var _ = loop.schedule(onStart, from - begin, TimeUnit.NANOSECONDS);
    var _ = loop.schedule(this::end, until - begin, TimeUnit.NANOSECONDS);
    if (interval == 0) {
      for (int i = 0; i < connections && !exhausted; i++) {
        sendNow();
      }
    } else {
      keepPace();
    }
    return done;
  }

  /// Ends measuring, at its time or when told to.
  void end() {
    if (!ended) {
      ended = true;
      until = Math.min(until, System.nanoTime());
      onEnd.run();
      var _ = loop.schedule(this::giveUp, DRAIN_NANOS, TimeUnit.NANOSECONDS);
      finishIfDrained();
    }
  }

  private void keepPace() {
    long now = System.nanoTime();
    while (!ended && due <= now) {
      @Nullable Request request = work.next();
      if (request == null) {
        exhausted = true;
        end();
        return;
      }
      request.due = due;
      if (idle.isEmpty()) {
        waiting.add(request);
      } else {
        idle.pop().send(request, this);
      }
      sent++;
      due = begin + (long) (sent * interval);
    }
    if (!ended) {
      var _ = loop.schedule(this::keepPace, Math.max(0, due - now), TimeUnit.NANOSECONDS);
    }
  }

  private void sendNow() {
    @Nullable Request request = work.next();
    if (request == null) {
      exhausted = true;
      end();
    } else {
      request.due = System.nanoTime();
      idle.pop().send(request, this);
    }
  }

  @Override
  public void answered(Connection connection, Request request, Answer answer) {
    long now = System.nanoTime();
    if (counts(request, now)) {
      recorder.answered(request, now - request.due, answer);
    }
    if (answer.status() == request.expectedStatus) {
      work.answered(request, answer);
    }
    idle.push(connection);
    goOn();
  }

  @Override
  public void broken(Connection connection, Request request, String why) {
    long now = System.nanoTime();
    if (counts(request, now)) {
      recorder.unanswered(request, now - request.due, why);
    }
    // The connection is not used again; the next job replaces it.
    lost++;
    goOn();
  }

  private void goOn() {
    if (interval == 0) {
      if (!ended && !exhausted && !idle.isEmpty()) {
        sendNow();
      }
    } else if (!waiting.isEmpty() && !idle.isEmpty()) {
      idle.pop().send(waiting.remove(), this);
    }
    finishIfDrained();
  }

  private boolean counts(Request request, long now) {
    long instant = interval == 0 ? now : request.due;
    return instant >= from && instant < until;
  }

  private void finishIfDrained() {
    if ((ended && idle.size() + lost == connections && waiting.isEmpty()) || lost == connections) {
      finish();
    }
  }

  private void giveUp() {
    long now = System.nanoTime();
    for (Request request : waiting) {
      if (counts(request, now)) {
        recorder.unanswered(request, now - request.due, "never sent: all connections were busy");
      }
    }
    finish();
  }

  private void finish() {
    if (!done.isDone()) {
      end();
      done.complete(recorder.measured(Math.max(0, until - from) / 1e9));
    }
  }
}
