package dev.holdfast.redis.shared;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SharedUnavailable;
import dev.holdfast.redis.RedisLink;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Redis for what can do without it: behind a circuit breaker, so that hardly anybody waits for a
/// Redis that does not answer.
///
/// After one failure nobody asks for a while, and then one tries.
public final class SharedRedis implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SharedRedis.class);
  private static final Duration TIMEOUT = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long CLOSED = 0;

  private final RedisLink link;

  /// When somebody may try again, by {@link System#nanoTime}; or closed, so that everybody may.
  private final AtomicLong openUntil = new AtomicLong(CLOSED);

  public SharedRedis(Redis redis) {
    this(redis, TIMEOUT);
  }

  /// @param timeout how long an answer is waited for
  SharedRedis(Redis redis, Duration timeout) {
    this.link = new RedisLink(redis, timeout);
    // Leaves a connection in the pool, so that the first to ask need not wait for one.
    redis.connect().onSuccess(RedisConnection::close);
  }

  /// Sends a command and waits a moment for the answer, which may be null.
  ///
  /// @throws SharedUnavailable if Redis did not answer, or was not asked because it lately did not
  @Nullable Response ask(Request request) {
    enter();
    try {
      Response answer = link.send(List.of(request)).getFirst();
      if (openUntil.getAndSet(CLOSED) != CLOSED) {
        LOG.info("Redis is available again");
      }
      return answer;
    } catch (RedisLink.Unanswered | LedgerUnavailable e) {
      if (openUntil.getAndSet(pauseEnd()) == CLOSED) {
        LOG.warnf("continuing without Redis for now: %s", e.getMessage());
      }
      throw new SharedUnavailable("Redis did not answer", e);
    }
  }

  private void enter() {
    long until = openUntil.get();
    if (until != CLOSED
        && (System.nanoTime() - until < 0 || !openUntil.compareAndSet(until, pauseEnd()))) {
      throw new SharedUnavailable("Redis did not answer lately", null);
    }
  }

  private static long pauseEnd() {
    long end = System.nanoTime() + PAUSE.toNanos();
    return end == CLOSED ? end + 1 : end;
  }

  @Override
  public void close() {
    link.close();
  }
}
