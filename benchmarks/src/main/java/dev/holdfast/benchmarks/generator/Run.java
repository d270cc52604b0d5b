package dev.holdfast.benchmarks.generator;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Connection, Request> underWay = new HashMap<>();
  private final Queue<Long> late = new ArrayDeque<>();
  private final Recorder recorder = new Recorder();
  private final CompletableFuture<Measured> done = new CompletableFuture<>();
  private final long begin;
  private final long from;
  private long until;
  private long due;
  private long sent;
  private int lost;
  private boolean measuring;
  private boolean ended;

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
    var _ = loop.schedule(this::startMeasuring, from - begin, TimeUnit.NANOSECONDS);
    var _ = loop.schedule(this::end, until - begin, TimeUnit.NANOSECONDS);
    if (interval == 0) {
      goOn();
    } else {
      keepPace();
    }
    return done;
  }

  private void startMeasuring() {
    if (!measuring) {
      measuring = true;
      onStart.run();
    }
  }

  /// Ends measuring, at its time or when told to.
  void end() {
    if (!ended) {
      ended = true;
      startMeasuring();
      until = Math.min(until, System.nanoTime());
      onEnd.run();
      var _ = loop.schedule(this::giveUp, DRAIN_NANOS, TimeUnit.NANOSECONDS);
      goOn();
    }
  }

  private void keepPace() {
    long now = System.nanoTime();
    while (!ended && due <= now) {
      late.add(due);
      sent++;
      due = begin + (long) (sent * interval);
    }
    goOn();
    if (!ended) {
      var _ = loop.schedule(this::keepPace, Math.max(0, due - now), TimeUnit.NANOSECONDS);
    }
  }

  /// Sends whatever is due and can be sent.
  private void goOn() {
    while (!idle.isEmpty()) {
      boolean wanted = interval == 0 ? !ended : !late.isEmpty();
      @Nullable Request request = wanted ? work.next() : null;
      if (request != null) {
        request.due = interval == 0 ? System.nanoTime() : late.remove();
      } else if (wanted && work.isDone()) {
        late.clear();
        end();
        return;
      } else if (!wanted && ended) {
        request = work.undo();
      }
      if (request == null) {
        break;
      }
      Connection connection = idle.pop();
      underWay.put(connection, request);
      connection.send(request, this);
    }
    boolean drained = idle.size() + lost == connections && late.isEmpty();
    if ((ended && drained) || lost == connections) {
      finish();
    }
  }

  @Override
  public void answered(Connection connection, Request request, Answer answer) {
    long now = System.nanoTime();
    if (counts(request, now)) {
      recorder.answered(request, now - request.due, answer);
    }
    underWay.remove(connection);
    work.answered(request, answer);
    idle.push(connection);
    goOn();
  }

  @Override
  public void broken(Connection connection, Request request, String why) {
    long now = System.nanoTime();
    if (counts(request, now)) {
      recorder.broken(request.kind, now - request.due, why);
    }
    // The connection is not used again; the next job replaces it.
    underWay.remove(connection);
    lost++;
    goOn();
  }

  private boolean counts(Request request, long now) {
    long instant = interval == 0 ? now : request.due;
    return request.due != Request.NEVER && instant >= from && instant < until;
  }

  /// Counts what was not answered, however long anybody waited, with the time that it has taken so
  /// far.
  private void giveUp() {
    if (done.isDone()) {
      return;
    }
    long now = System.nanoTime();
    for (Request request : underWay.values()) {
      if (interval != 0 && counts(request, now)) {
        recorder.unanswered(request.kind, now - request.due);
      }
    }
    for (long instant : late) {
      if (instant >= from && instant < until) {
        recorder.unanswered(Request.Kind.FIRST, now - instant);
      }
    }
    finish();
    // What may still come must not be taken for the answer to a later request.
    List.copyOf(underWay.keySet()).forEach(Connection::close);
  }

  private void finish() {
    if (!done.isDone()) {
      end();
      done.complete(recorder.measured(Math.max(0, until - from) / 1e9));
    }
  }
}
