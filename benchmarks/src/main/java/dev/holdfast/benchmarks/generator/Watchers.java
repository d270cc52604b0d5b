package dev.holdfast.benchmarks.generator;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Watchers of one event, by server-sent events, and holds for them to see. The event is fresh and
/// nobody else changes it, so that the nth hold makes its version n. A change counts from the
/// instant at which its hold was due until a watcher has a frame of that version or a later one.
///
/// Everything happens on the event loop.
final class Watchers implements Connection.Listener {
  private static final int OPENING_AT_A_TIME = 100;
  private static final long LAST_FRAMES_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Job job;
  private final Job.Watch watch;
  private final HoldRequests holds;
  private final Connection buyer;
  private final Runnable onStart;
  private final Runnable onEnd;
  private final Recorder recorder = new Recorder();
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<Long> dueAt = new ArrayList<>();
  private final CompletableFuture<Measured> done = new CompletableFuture<>();
  private int opened;
  private int listening;
  private int firstCounted;
  private boolean started;
  private boolean failed;
  private boolean finished;

  Watchers(
      EventLoop loop,
      Bootstrap bootstrap,
      Job job,
      Job.Watch watch,
      Connection buyer,
      Runnable onStart,
      Runnable onEnd) {
    this.loop = loop;
    this.bootstrap = bootstrap;
    this.job = job;
    this.watch = watch;
    this.buyer = buyer;
    this.onStart = onStart;
    this.onEnd = onEnd;
    holds = new HoldRequests(watch.seats());
  }

  CompletableFuture<Measured> start() {
    for (int i = 0; i < Math.min(OPENING_AT_A_TIME, watch.watchers()); i++) {
      open();
    }
    var _ =
        loop.schedule(
            () -> {
              if (!started) {
                fail(listening + " of " + watch.watchers() + " watchers were let in");
              }
            },
            TIMEOUT_NANOS,
            TimeUnit.NANOSECONDS);
    return done;
  }

  private void open() {
    opened++;
    Watcher watcher = new Watcher();
    watchers.add(watcher);
    ChannelFuture connecting =
        bootstrap
            .clone()
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(watcher);
                  }
                })
            .connect();
    var _ =
        connecting.addListener(
            connected -> {
              if (!connected.isSuccess()) {
                fail(String.valueOf(connected.cause()));
              }
            });
  }

  private void listening() {
    listening++;
    if (opened < watch.watchers()) {
      open();
    } else if (listening == watch.watchers()) {
      begin();
    }
  }

  private void begin() {
    started = true;
    long interval = (long) (1e9 / job.rate());
    int before = (int) Math.ceil(job.warmUp() * job.rate());
    int counted = (int) Math.max(1, job.seconds() * job.rate());
    firstCounted = before;
    long first = System.nanoTime() + interval;
    for (int i = 0; i < before + counted; i++) {
      dueAt.add(first + i * interval);
    }
    for (int i = 0; i < before + counted; i++) {
      boolean starts = i == before;
      var _ =
          loop.schedule(
              () -> {
                if (starts) {
                  onStart.run();
                }
                buyer.send(holds.next(), this);
              },
              dueAt.get(i) - System.nanoTime(),
              TimeUnit.NANOSECONDS);
    }
    long end = dueAt.getLast() + interval;
    var _ = loop.schedule(onEnd, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    var _ =
        loop.schedule(
            this::finish, end + LAST_FRAMES_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void answered(Connection connection, Request request, Answer answer) {
    if (answer.status() != request.expectedStatus) {
      fail(answer.whole());
    }
  }

  @Override
  public void broken(Connection connection, Request request, String why) {
    fail(why);
  }

  private void fail(String why) {
    if (failed || finished) {
      return;
    }
    failed = true;
    if (!started || dueAt.isEmpty()) {
      started = true;
      onStart.run();
      onEnd.run();
    }
    recorder.broken(Request.Kind.FIRST, 0, why);
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
      for (int version = watcher.seen + 1; !failed && version <= dueAt.size(); version++) {
        if (version > firstCounted) {
          recorder.broken(
              Request.Kind.FIRST,
              now - dueAt.get(version - 1),
              "a watcher did not hear of a change");
        }
      }
      watcher.close();
    }
    done.complete(recorder.measured((dueAt.size() - firstCounted) / job.rate()));
  }

  /// One watcher's connection. What it reads is looked at line by line; a line that matters is
  /// taken to come in one piece of the chunked body.
  private final class Watcher extends ChannelInboundHandlerAdapter {
    private final StringBuilder line = new StringBuilder();
    private Runnable closing = () -> {};
    private boolean welcomed;
    private int seen;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      closing = () -> close(context.channel());
      byte[] bytes = watch.request().getBytes(StandardCharsets.US_ASCII);
      ByteBuf buffer = context.alloc().ioBuffer(bytes.length).writeBytes(bytes);
      var _ = context.writeAndFlush(buffer, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf read = (ByteBuf) message;
      while (read.isReadable()) {
        char c = (char) read.readByte();
        if (c == '\n') {
          understand();
          line.setLength(0);
        } else if (c != '\r') {
          line.append(c);
        }
      }
      read.release();
    }

    private void understand() {
      if (!welcomed) {
        if (line.indexOf("HTTP/1.1 200") == 0) {
          return;
        }
        if (line.indexOf("HTTP/1.1 ") == 0) {
          fail("a watcher was answered " + line);
        } else if (line.isEmpty()) {
          welcomed = true;
          listening();
        }
      } else if (line.indexOf("id:") == 0) {
        int version = Integer.parseInt(line.substring(line.lastIndexOf(".") + 1).strip());
        long now = System.nanoTime();
        for (int heard = seen + 1; heard <= version; heard++) {
          if (heard > firstCounted && heard <= dueAt.size()) {
            recorder.heard(now - dueAt.get(heard - 1));
          }
        }
        seen = Math.max(seen, version);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail("a watcher was disconnected");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(cause.toString());
    }

    void close() {
      closing.run();
    }

    private static void close(Channel channel) {
      var _ = channel.close();
    }
  }
}
