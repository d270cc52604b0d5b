package dev.holdfast.redis.shared;

import dev.holdfast.local.EmbeddedRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A real Redis, and clients of it, as nodes in processes of their own have them.
public final class RedisUnderTest implements AutoCloseable {
  private static final class Common {
    static final EmbeddedRedis SERVER = EmbeddedRedis.temporary(EmbeddedRedis.Persistence.NONE);
    static final Vertx VERTX = Vertx.vertx();
  }

  private final EmbeddedRedis server;
  private final List<Runnable> opened = new ArrayList<>();

  private RedisUnderTest(EmbeddedRedis server) {
    this.server = server;
  }

  /// The server that the tests of one run share, emptied.
  public static RedisUnderTest empty() {
    var redis = new RedisUnderTest(Common.SERVER);
    redis.run(Request.cmd(Command.FLUSHALL));
    return redis;
  }

  /// A server of a test's own.
  static RedisUnderTest own() {
    var redis = new RedisUnderTest(EmbeddedRedis.temporary(EmbeddedRedis.Persistence.NONE));
    redis.opened.add(redis.server::close);
    return redis;
  }

  EmbeddedRedis server() {
    return server;
  }

  /// A client of a node's own.
  public Redis newClient() {
    Redis client =
        Redis.createClient(Common.VERTX, new RedisOptions().setConnectionString(server.url()));
    opened.add(client::close);
    return client;
  }

  /// Redis for what can do without it, but on a machine that is busy with other things.
  SharedRedis newShared() {
    return new SharedRedis(newClient(), Duration.ofSeconds(1));
  }

  /// Runs a command as a stranger would.
  String run(Request request) {
    Redis client = Redis.createClient(Common.VERTX, server.url());
    try {
      return String.valueOf(client.send(request).toCompletionStage().toCompletableFuture().join());
    } finally {
      client.close();
    }
  }

  @Override
  public void close() {
    opened.reversed().forEach(Runnable::run);
  }
}
