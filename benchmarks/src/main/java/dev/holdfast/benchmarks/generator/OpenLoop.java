package dev.holdfast.benchmarks.generator;

import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// Sends requests when they are due, whatever became of those before. A request that has to wait
/// for a connection is late from the instant at which it was due. Everything happens on one event
/// loop, and so do all callbacks.
public final class OpenLoop implements AutoCloseable {
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long LONGEST_MICROS = 600_000_000;

  private final Sockets sockets;
  private final EventLoop loop;
  private final int connections;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Queue<Sending> waiting = new ArrayDeque<>();
  private final Map<Connection, Sending> underWay = new HashMap<>();
  private final Listener listener = new Listener();
  private final Histogram lateMicros = new Histogram(LONGEST_MICROS, 3);
  private int open;
  private volatile long threadId;

  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  private record Sending(byte[] request, long due, Consumer<Reply> then) {}

  /// What a request came to.
  ///
  /// @param status of HTTP; [#BROKEN] if there was no answer
  /// @param body of the answer, or why there was none
  /// @param nanos since the request was due
  public record Reply(int status, String body, long nanos) {
    public static final int BROKEN = 0;
  }

  private OpenLoop(Sockets sockets, int connections) {
    this.sockets = sockets;
    this.connections = connections;
    loop = sockets.group().next();
  }

  /// A loop for one service.
  ///
  /// @param connections how many there are at most, each with one request under way at a time
  public static OpenLoop to(String host, int port, int connections) {
    OpenLoop made = new OpenLoop(Sockets.to(host, port), connections);
    made.loop.execute(() -> made.threadId = Thread.currentThread().threadId());
    var _ = made.loop.scheduleAtFixedRate(made::closeStuck, 1, 1, TimeUnit.SECONDS);
    return made;
  }

  /// Runs something at an instant, or as soon after as the loop gets to it.
  ///
  /// @param nanoTime by [System#nanoTime]
  public void at(long nanoTime, Runnable task) {
    var _ =
        loop.schedule(
            () -> {
              lateMicros.recordValue(
                  Math.clamp((System.nanoTime() - nanoTime) / 1000, 0, LONGEST_MICROS));
              task.run();
            },
            Math.max(0, nanoTime - System.nanoTime()),
            TimeUnit.NANOSECONDS);
  }

  /// Sends a request; to be called on the loop.
  ///
  /// @param request a whole HTTP request
  /// @param due by [System#nanoTime]
  public void send(byte[] request, long due, Consumer<Reply> then) {
    waiting.add(new Sending(request, due, then));
    goOn();
  }

  private void goOn() {
    while (!waiting.isEmpty()) {
      Connection connection = idle.poll();
      if (connection == null) {
        if (open < connections) {
          open();
        }
        return;
      }
      if (!connection.isOpen()) {
        open--;
        continue;
      }
      Sending next = waiting.remove();
      underWay.put(connection, next);
      connection.send(new Request(next.request, Request.Kind.FIRST, 0), listener);
    }
  }

  private void open() {
    open++;
    var opening = sockets.open();
    var _ =
        opening.addListener(
            opened -> {
              if (opened.isSuccess()) {
                idle.push(opening.channel().pipeline().get(Connection.class));
              } else {
                open--;
                Sending failed = waiting.poll();
                if (failed != null) {
                  tell(failed, Reply.BROKEN, String.valueOf(opened.cause()));
                }
              }
              goOn();
            });
  }

  private static void tell(Sending sending, int status, String body) {
    sending.then.accept(new Reply(status, body, System.nanoTime() - sending.due));
  }

  /// What is not answered for long is given up.
  private void closeStuck() {
    long now = System.nanoTime();
    underWay.entrySet().stream()
        .filter(entry -> now - entry.getValue().due > TIMEOUT_NANOS)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(Connection::close);
    List<Sending> late = new ArrayList<>();
    waiting.removeIf(sending -> now - sending.due > TIMEOUT_NANOS && late.add(sending));
    late.forEach(sending -> tell(sending, Reply.BROKEN, "no connection was free"));
  }

  /// How late what was to be done [#at] an instant was begun, in milliseconds; forgets it.
  ///
  /// @param percentile 0 to 100
  public double takeLateMillis(double percentile) {
    return loop.submit(
            () -> {
              double millis = lateMicros.getValueAtPercentile(percentile) / 1000.0;
              lateMicros.reset();
              return millis;
            })
        .syncUninterruptibly()
        .getNow();
  }

  /// Seconds of CPU that the loop has used. It has one core at most.
  public double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId) / 1e9;
  }

  @Override
  public void close() {
    var _ = sockets.group().shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Listener implements Connection.Listener {
    @Override
    public void answered(Connection connection, Request request, Answer answer) {
      Sending sent = underWay.remove(connection);
      idle.push(connection);
      if (sent != null) {
        tell(sent, answer.status(), answer.body());
      }
      goOn();
    }

    @Override
    public void broken(Connection connection, Request request, String why) {
      Sending sent = underWay.remove(connection);
      open--;
      if (sent != null) {
        tell(sent, Reply.BROKEN, why);
      }
      goOn();
    }
  }
}
