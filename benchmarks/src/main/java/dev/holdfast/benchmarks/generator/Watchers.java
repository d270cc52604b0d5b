package dev.holdfast.benchmarks.generator;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watchers of one event, by server-sent events, and holds for them to see. The event is fresh and
/// nobody else changes it, so that it has version n once n holds are placed. A change counts from
/// the instant at which the nth hold was due until a watcher has a frame with version n. Each
/// watcher must be told each version once and in order, also if its stream ends meanwhile.
///
/// Everything happens on the event loop.
final class Watchers implements Connection.Listener {
  private static final int OPENING_AT_A_TIME = 100;
  private static final long LAST_FRAMES_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  /// As the seat picker comes back where it was refused.
  private static final long SOONEST_RETURN_MILLIS = 1_000;

  private static final long LATEST_RETURN_MILLIS = 15_000;

  // Of the data of a message.
  private static final String FROM = "\"from\":";
  private static final String TO = "\"to\":";
  private static final String VERSION = "\"version\":";

  private final EventLoop loop;
  private final List<Bootstrap> nodes;
  private final Job.Watch watch;
  private final HoldRequests holds;
  private final Queue<Connection> buyers;
  private final Queue<Request> waiting = new ArrayDeque<>();
  private final Runnable onStart;
  private final Runnable onEnd;
  private final long interval;
  private final int firstCounted;
  private final int counted;
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<Long> dueAt = new ArrayList<>();
  private final CompletableFuture<Measured> done = new CompletableFuture<>();

  /// Of what is heard before any stream ends, while watchers are absent, and when all are back.
  private final Recorder before = new Recorder();

  private final Recorder during = new Recorder();
  private final Recorder after = new Recorder();
  private Recorder recorder = before;

  /// How many changes there are to be, as far as it is known.
  private int changes;

  private int opened;
  private int listening;
  private int ended;
  private int absent;
  private int changesBefore;
  private long absentSince;
  private long absentUntil;
  private boolean begun;
  private boolean started;
  private boolean over;
  private boolean failed;
  private boolean finished;

  /// @param nodes where to watch
  /// @param buyers who place the holds
  Watchers(
      EventLoop loop,
      List<Bootstrap> nodes,
      Job job,
      Job.Watch watch,
      List<Connection> buyers,
      Runnable onStart,
      Runnable onEnd) {
    this.loop = loop;
    this.nodes = nodes;
    this.watch = watch;
    this.buyers = new ArrayDeque<>(buyers);
    this.onStart = onStart;
    this.onEnd = onEnd;
    holds = new HoldRequests(watch.seats());
    interval = (long) (1e9 / job.rate());
    firstCounted = (int) Math.ceil(job.warmUp() * job.rate());
    counted = (int) Math.max(1, job.seconds() * job.rate());
    changes = nodes.size() == 1 ? firstCounted + counted : Integer.MAX_VALUE;
  }

  CompletableFuture<Measured> start() {
    for (int i = 0; i < Math.min(OPENING_AT_A_TIME, watch.watchers()); i++) {
      open();
    }
    later(
        TIMEOUT_NANOS,
        () -> {
          if (!begun) {
            fail(listening + " of " + watch.watchers() + " watchers were let in");
          }
        });
    return done;
  }

  private void later(long nanos, Runnable task) {
    var _ = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  private void open() {
    Watcher watcher = new Watcher(opened % nodes.size());
    opened++;
    watchers.add(watcher);
    watcher.open();
  }

  private void listening() {
    listening++;
    if (opened < watch.watchers()) {
      open();
    } else if (listening == watch.watchers()) {
      begun = true;
      placeAt(System.nanoTime() + interval);
    }
  }

  private void placeAt(long due) {
    later(due - System.nanoTime(), () -> place(due));
  }

  private void place(long due) {
    if (finished) {
      return;
    }
    if (dueAt.size() == firstCounted) {
      started = true;
      onStart.run();
    }
    dueAt.add(due);
    waiting.add(holds.next());
    send();
    if (dueAt.size() < changes) {
      placeAt(due + interval);
    } else {
      later(due + interval - System.nanoTime(), this::end);
    }
  }

  private void send() {
    while (!waiting.isEmpty() && !buyers.isEmpty()) {
      buyers.remove().send(waiting.remove(), this);
    }
  }

  @Override
  public void answered(Connection connection, Request request, Answer answer) {
    if (answer.status() != request.expectedStatus) {
      fail(answer.whole());
    }
    buyers.add(connection);
    send();
  }

  @Override
  public void broken(Connection connection, Request request, String why) {
    fail(why);
  }

  /// A watcher's stream has ended.
  private void gone() {
    ended++;
    if (absent == 0) {
      if (recorder == before) {
        absentSince = System.nanoTime();
        changesBefore = dueAt.size() - firstCounted;
      }
      recorder = during;
      changes = Integer.MAX_VALUE;
      later(
          TIMEOUT_NANOS,
          () -> {
            if (absent > 0) {
              fail(absent + " of " + ended + " watchers did not come back");
            }
          });
    }
    absent++;
  }

  private void back() {
    absent--;
    if (absent == 0) {
      absentUntil = System.nanoTime();
      recorder = after;
      changes = dueAt.size() + counted;
    }
  }

  private void end() {
    over = true;
    onEnd.run();
    later(LAST_FRAMES_NANOS, this::finish);
  }

  private void fail(String why) {
    if (failed || finished) {
      return;
    }
    failed = true;
    if (!started) {
      onStart.run();
    }
    if (!over) {
      onEnd.run();
    }
    before.broken(Request.Kind.FIRST, 0, why);
    finish();
  }

  private void finish() {
    if (finished) {
      return;
    }
    // Said first, because closing tells each watcher that it was disconnected.
    finished = true;
    long now = System.nanoTime();
    for (Watcher watcher : watchers) {
      for (int version = watcher.version + 1; !failed && version <= dueAt.size(); version++) {
        if (version > firstCounted) {
          before.broken(
              Request.Kind.FIRST,
              now - dueAt.get(version - 1),
              "a watcher did not hear of a change");
        }
      }
      watcher.close();
    }
    double second = 1e9;
    double secondsOfAll = (dueAt.size() - firstCounted) * interval / second;
    if (ended == 0 || failed) {
      done.complete(before.measured(secondsOfAll));
      return;
    }
    double secondsBefore = changesBefore * interval / second;
    double seconds = (absentUntil - absentSince) / second;
    done.complete(
        before.measured(
            secondsBefore,
            new Measured.Absence(
                ended,
                seconds,
                during.measured(seconds),
                after.measured(secondsOfAll - secondsBefore - seconds))));
  }

  /// One watcher, whatever streams it has had.
  private final class Watcher {
    private int node;
    private int version;
    private String lastId = "";
    private long retryMillis;
    private int refusals;
    private boolean away;
    private @Nullable ChannelFuture connecting;

    Watcher(int node) {
      this.node = node;
    }

    void open() {
      if (finished) {
        return;
      }
      connecting =
          nodes
              .get(node)
              .clone()
              .handler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      channel.pipeline().addLast(new Stream(Watcher.this));
                    }
                  })
              .connect();
      var _ =
          connecting.addListener(
              connected -> {
                if (!connected.isSuccess()) {
                  refused(String.valueOf(connected.cause()));
                }
              });
    }

    /// The request for a stream that goes on where the last one ended.
    byte[] request() {
      String request = watch.request();
      int end = request.lastIndexOf("\r\n");
      String resuming = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
      return (request.substring(0, end) + resuming + request.substring(end))
          .getBytes(StandardCharsets.US_ASCII);
    }

    void welcomed() {
      refusals = 0;
      if (away) {
        away = false;
        back();
      } else {
        listening();
      }
    }

    /// The stream has ended. As browsers do, this comes back after the time that the node told.
    void disconnected(String why) {
      if (nodes.size() == 1 || !started || over) {
        fail("a watcher was disconnected: " + why);
      } else if (!finished) {
        away = true;
        gone();
        returnAfter(retryMillis);
      }
    }

    void refused(String why) {
      if (!away) {
        fail("a watcher was refused: " + why);
        return;
      }
      long pause = Math.min(LATEST_RETURN_MILLIS, SOONEST_RETURN_MILLIS << refusals);
      refusals++;
      returnAfter((long) (pause * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
    }

    private void returnAfter(long millis) {
      node = (node + 1) % nodes.size();
      later(TimeUnit.MILLISECONDS.toNanos(millis), this::open);
    }

    void hear(String id, StringBuilder data) {
      int told = number(data, data.indexOf(FROM) + FROM.length());
      boolean follows = told == version;
      for (int at = data.indexOf(VERSION); at >= 0; at = data.indexOf(VERSION, at + 1)) {
        told++;
        follows &= number(data, at + VERSION.length()) == told;
      }
      if (!follows || number(data, data.indexOf(TO) + TO.length()) != told) {
        fail("a watcher that knew version %d was told %s".formatted(version, data));
        return;
      }
      long now = System.nanoTime();
      for (int heard = version + 1; heard <= told; heard++) {
        if (heard > firstCounted && heard <= dueAt.size()) {
          long due = dueAt.get(heard - 1);
          // Who is back hears first of what was missed.
          boolean missed = recorder == after && due < absentUntil;
          (missed ? during : recorder).heard(now - due);
        }
      }
      version = told;
      lastId = id;
    }

    void close() {
      if (connecting != null) {
        var _ = connecting.channel().close();
      }
    }
  }

  private static int number(StringBuilder text, int from) {
    int number = 0;
    for (int i = from; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }

  /// A watcher's connection. What it reads is looked at line by line; a line that matters is taken
  /// to come in one piece of the chunked body.
  private final class Stream extends ChannelInboundHandlerAdapter {
    private final Watcher watcher;
    private final StringBuilder line = new StringBuilder();
    private String why = "the node closed the connection";
    private String id = "";
    private boolean accepted;
    private boolean welcomed;

    Stream(Watcher watcher) {
      this.watcher = watcher;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      byte[] bytes = watcher.request();
      ByteBuf buffer = context.alloc().ioBuffer(bytes.length).writeBytes(bytes);
      var _ = context.writeAndFlush(buffer, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf read = (ByteBuf) message;
      while (read.isReadable()) {
        char c = (char) read.readByte();
        if (c == '\n') {
          understand(context);
          line.setLength(0);
        } else if (c != '\r') {
          line.append(c);
        }
      }
      read.release();
    }

    private void understand(ChannelHandlerContext context) {
      if (line.indexOf("HTTP/1.1 ") == 0) {
        accepted = line.indexOf("HTTP/1.1 200") == 0;
        if (!accepted) {
          why = line.toString();
          var _ = context.close();
        }
      } else if (accepted && !welcomed && line.isEmpty()) {
        welcomed = true;
        watcher.welcomed();
      } else if (line.indexOf("retry:") == 0) {
        watcher.retryMillis = number(line, "retry: ".length());
      } else if (line.indexOf("id:") == 0) {
        id = line.substring("id:".length()).strip();
      } else if (line.indexOf("data:") == 0) {
        watcher.hear(id, line);
      } else if (line.indexOf("event:") == 0) {
        fail("a watcher was told " + line);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (welcomed) {
        watcher.disconnected(why);
      } else {
        watcher.refused(why);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      why = cause.toString();
      var _ = context.close();
    }
  }
}
