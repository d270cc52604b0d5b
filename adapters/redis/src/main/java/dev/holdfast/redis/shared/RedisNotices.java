package dev.holdfast.redis.shared;

import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The notices by PUBLISH and SUBSCRIBE. One message carries all notices of a sending, a line each.
///
/// A connection that hears is not told when the server is gone without a word. So whoever has heard
/// nothing for a while sends a message without any notice, and must hear that.
public final class RedisNotices implements NoticeChannel {
  private static final String CHANNEL = "holdfast:changes";
  private static final String NO_NOTICE = "";
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Redis redis;
  private final RedisLink sending;
  private final Duration silence;

  public RedisNotices(Redis redis) {
    this(redis, SILENCE);
  }

  /// @param silence how long nothing is heard before the listening connection is tried
  RedisNotices(Redis redis, Duration silence) {
    this.redis = redis;
    this.sending = new RedisLink(redis, ANSWER_TIMEOUT);
    this.silence = silence;
  }

  @Override
  public void send(List<String> notices) throws RedisLink.Unanswered {
    publish(String.join("\n", notices));
  }

  private void publish(String message) throws RedisLink.Unanswered {
    sending.send(List.of(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(message)));
  }

  @Override
  public void hear(Ear ear) throws Exception {
    // Empty is the end of the connection.
    BlockingQueue<Optional<Response>> received = new LinkedBlockingQueue<>();
    RedisConnection connection = connect();
    try {
      connection.handler(response -> received.add(Optional.of(response)));
      connection.exceptionHandler(_ -> received.add(Optional.empty()));
      connection.endHandler(_ -> received.add(Optional.empty()));
      connection.send(Request.cmd(Command.SUBSCRIBE).arg(CHANNEL));
      hear(received, ear);
    } finally {
      connection.close();
    }
  }

  private void hear(BlockingQueue<Optional<Response>> received, Ear ear) throws Exception {
    boolean trying = true;
    while (true) {
      Duration longest = trying ? ANSWER_TIMEOUT : silence;
      Optional<Response> next = received.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        if (trying) {
          throw new IOException("nothing to be heard of Redis for " + ANSWER_TIMEOUT);
        }
        publish(NO_NOTICE);
        trying = true;
      } else {
        pass(next.orElseThrow(() -> new IOException("the connection to Redis is lost")), ear);
        trying = false;
      }
    }
  }

  /// Passes on what a push is about: that this is subscribed, or what somebody sent.
  private static void pass(Response push, Ear ear) {
    if (push.get(0).toString().equals("subscribe")) {
      ear.opened();
    } else {
      push.get(2).toString().lines().forEach(ear::heard);
    }
  }

  private RedisConnection connect() throws Exception {
    Future<RedisConnection> connecting = redis.connect();
    CompletableFuture<RedisConnection> connected =
        connecting.toCompletionStage().toCompletableFuture();
    try {
      return connected.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException e) {
      // Should it come late, nobody wants it.
      connecting.onSuccess(RedisConnection::close);
      throw e;
    }
  }

  @Override
  public void close() {
    sending.close();
  }
}
