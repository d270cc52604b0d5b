package dev.holdfast.bootstrap;

import dev.holdfast.domain.event.LedgerKind;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Tells whether Redis answers. Without it a node is not ready if new events would be in Redis;
/// otherwise there is enough to do.
@Readiness
@Singleton
class RedisCheck implements HealthCheck {
  /// Whoever asks has a time limit as well, often of a second, and a node that does not need Redis
  /// must not be taken for one that is away.
  private static final Duration TIMEOUT = Duration.ofMillis(300);

  private final Optional<Redis> redis;
  private final boolean isNeeded;

  RedisCheck(Optional<Redis> redis, HoldfastConfig config) {
    this.redis = redis;
    this.isNeeded = config.ledger() == LedgerKind.REDIS;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("Redis");
    if (redis.isEmpty()) {
      return response.up().withData("state", "not configured").build();
    }
    try {
      redis
          .get()
          .send(Request.cmd(Command.PING))
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return response.up().withData("state", "up").build();
    } catch (ExecutionException | TimeoutException e) {
      return response
          .status(!isNeeded)
          .withData("state", "away")
          .withData("reason", String.valueOf(e.getMessage()))
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
