package dev.holdfast.benchmarks.generator;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The webhook endpoints of some clients, told of holds that are placed and of nothing else. Each
/// takes what comes and answers at once. They see whether all of it comes, and that of an event in
/// order. Everything happens on the event loop.
///
/// The time of a notification is that of the change, which the database's clock tells under the
/// event's lock, before the commit. It is compared with the time here, so all has to be on one
/// machine.
final class Receivers {
  private static final Pattern ID = Pattern.compile("([0-9a-f-]{36})-\\d+-(\\d+)");
  private static final Pattern TIME = Pattern.compile("\"time\":\"([^\"]+)\"");
  private static final int LONGEST = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LOOKING_MILLIS = 5;

  private final EventLoop loop;
  private final Recorder recorder = new Recorder();

  /// The version that came last, by endpoint and event.
  private final Map<String, Long> versions = new HashMap<>();

  /// The socket that listens, and the connections to it.
  private final ChannelGroup channels;

  private Instant from = Instant.MAX;
  private Instant until = Instant.MAX;
  private long expected;
  private long arrived;
  private long wrong;
  private @Nullable String example;

  /// Opens them at a port.
  Receivers(Sockets sockets, String host, int port) {
    loop = sockets.group().next();
    channels = new DefaultChannelGroup(loop);
    channels.add(
        sockets
            .server()
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel opening) {
                    channels.add(opening);
                    opening
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(LONGEST),
                            new Endpoint());
                  }
                })
            .bind(host, port)
            .syncUninterruptibly()
            .channel());
  }

  /// The same work, of which each hold is expected to be told of.
  Work expecting(Work work) {
    return new Work() {
      @Override
      public @Nullable Request next() {
        return work.next();
      }

      @Override
      public boolean isDone() {
        return work.isDone();
      }

      @Override
      public @Nullable Request undo() {
        return work.undo();
      }

      @Override
      public void answered(Request request, Answer answer) {
        expected += answer.status() == request.expectedStatus ? 1 : 0;
        work.answered(request, answer);
      }
    };
  }

  /// What changes from now on counts.
  void start() {
    from = Instant.now();
  }

  /// What changes from now on does not.
  void end() {
    until = Instant.now();
  }

  /// Waits until all has come, and closes.
  ///
  /// @param holds what the holds came to
  /// @return the same, with the times until changes arrived as the second latencies
  CompletableFuture<Measured> awaitAll(Measured holds) {
    CompletableFuture<Measured> all = new CompletableFuture<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    loop.execute(() -> look(holds, deadline, all));
    return all;
  }

  private void look(Measured holds, long deadline, CompletableFuture<Measured> all) {
    if (arrived < expected && System.nanoTime() < deadline) {
      var _ =
          loop.schedule(() -> look(holds, deadline, all), LOOKING_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (arrived != expected) {
      wrong("%d notifications arrived (expected: %d)".formatted(arrived, expected));
    }
    List<Measured.Latencies> latencies = new ArrayList<>(holds.latencies());
    latencies.addAll(recorder.measured(holds.seconds()).latencies());
    Measured both =
        new Measured(
            holds.seconds(),
            holds.answered(),
            holds.unexpected() + wrong,
            holds.unanswered(),
            holds.statuses(),
            holds.example() == null ? example : holds.example(),
            latencies,
            null);
    var _ = channels.close().addListener(_ -> all.complete(both));
  }

  private void wrong(String what) {
    wrong++;
    if (example == null) {
      example = what;
    }
  }

  private void received(String endpoint, String id, String body) {
    Matcher named = ID.matcher(id);
    Matcher time = TIME.matcher(body);
    if (!named.matches() || !time.find()) {
      wrong("%s: no change %s".formatted(id, body));
      return;
    }
    long version = Long.parseLong(named.group(2));
    String place = endpoint + " " + named.group(1);
    @Nullable Long last = versions.get(place);
    if (last != null && version > last + 1) {
      wrong("%s: after version %d".formatted(id, last));
    }
    // What is sent again has come already.
    if (last == null || version > last) {
      versions.put(place, version);
      arrived++;
      Instant at = Instant.parse(time.group(1));
      if (!at.isBefore(from) && at.isBefore(until)) {
        recorder.heard(Duration.between(at, Instant.now()).toNanos());
      }
    }
  }

  private final class Endpoint extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      received(
          request.uri(),
          String.valueOf(request.headers().get("webhook-id")),
          request.content().toString(StandardCharsets.UTF_8));
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
      var _ = context.writeAndFlush(response, context.voidPromise());
    }
  }
}
