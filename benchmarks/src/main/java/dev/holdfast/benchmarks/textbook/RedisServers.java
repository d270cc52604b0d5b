package dev.holdfast.benchmarks.textbook;

import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Redis servers that know nothing of each other, for the ways that need one or several.
public final class RedisServers implements AutoCloseable {
  /// As many as Redlock's description takes.
  private static final int COUNT = 5;

  /// Nobody is turned away who has to wait for a connection.
  private static final int MOST_WAITING = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<EmbeddedRedis> servers = new ArrayList<>();

  private RedisServers() {}

  /// Starts them, empty.
  public static RedisServers start() {
    var started = new RedisServers();
    try {
      for (int i = 0; i < COUNT; i++) {
        started.servers.add(EmbeddedRedis.temporary(Persistence.EVERY_SECOND));
      }
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  List<EmbeddedRedis> servers() {
    return servers;
  }

  /// A client of one of them.
  Redis one(int connections) {
    return client(servers.getFirst(), connections);
  }

  /// A client of each.
  List<Redis> all(int connections) {
    return servers.stream().map(server -> client(server, connections)).toList();
  }

  private Redis client(EmbeddedRedis server, int connections) {
    return Redis.createClient(
        vertx,
        new RedisOptions()
            .setConnectionString(server.url())
            .setMaxPoolSize(connections)
            .setMaxPoolWaiting(MOST_WAITING));
  }

  /// Has all forget everything.
  void empty() {
    for (Redis each : all(1)) {
      var _ = await(each.send(Request.cmd(Command.FLUSHALL)));
      each.close();
    }
  }

  static <T extends @Nullable Object> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    servers.forEach(EmbeddedRedis::close);
    var _ = await(vertx.close());
  }
}
