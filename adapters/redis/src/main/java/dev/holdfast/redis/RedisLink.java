package dev.holdfast.redis;

import dev.holdfast.application.port.out.LedgerUnavailable;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A connection to Redis that is made anew when it breaks. What is sent on it does not wait for the
/// answers to what was sent before.
public final class RedisLink implements AutoCloseable {
  private static final String CONNECTION_CLOSED = "CONNECTION_CLOSED";

  private final Redis redis;
  private final Duration timeout;
  private @Nullable Future<RedisConnection> connection;

  /// Connects when something is sent.
  ///
  /// @param timeout how long an answer is waited for
  public RedisLink(Redis redis, Duration timeout) {
    this.redis = redis;
    this.timeout = timeout;
  }

  /// Redis was asked and did not answer in time, or answered with an error. What was asked may have
  /// happened, since a script may fail in its midst, and if there was no answer, it may still.
  public static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;

    Unanswered(Throwable cause) {
      super(
          (isReply(cause) ? "Redis answered: " : "Redis did not answer: ") + cause.getMessage(),
          cause);
    }
  }

  /// What came of one of several things that were asked.
  ///
  /// @param answer may be null, also if there was one
  /// @param failure null if there was an answer
  public record Reply(@Nullable Response answer, @Nullable Unanswered failure) {}

  /// Calls scripts, and waits for all answers.
  ///
  /// @throws LedgerUnavailable if there is no connection to be had, and so nothing was asked
  List<@Nullable Response> call(List<Script.Call> calls) throws Unanswered {
    return answers(callEach(calls));
  }

  /// Calls scripts, and waits for all answers.
  ///
  /// @return what came of each
  /// @throws LedgerUnavailable if there is no connection to be had, and so nothing was asked
  public List<Reply> callEach(List<Script.Call> calls) {
    RedisConnection to = connected();
    return replies(to, calls.stream().map(call -> call(to, call)).toList());
  }

  public @Nullable Response call(Script.Call call) throws Unanswered {
    return call(List.of(call)).getFirst();
  }

  /// Calls a script that always has an answer.
  public Response answer(Script.Call call) throws Unanswered {
    return Objects.requireNonNull(call(call));
  }

  private static Future<@Nullable Response> call(RedisConnection to, Script.Call call) {
    return to.send(call.byDigest())
        .recover(
            failure ->
                String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                    ? to.send(call.byText())
                    : Future.failedFuture(failure));
  }

  /// Sends commands, and waits for all answers, which may be null.
  ///
  /// @throws LedgerUnavailable if there is no connection to be had, and so nothing was asked
  public List<@Nullable Response> send(List<Request> requests) throws Unanswered {
    RedisConnection to = connected();
    return answers(replies(to, requests.stream().map(to::send).toList()));
  }

  private static List<@Nullable Response> answers(List<Reply> replies) throws Unanswered {
    List<@Nullable Response> answers = new ArrayList<>();
    for (Reply reply : replies) {
      if (reply.failure != null) {
        throw reply.failure;
      }
      answers.add(reply.answer);
    }
    return answers;
  }

  private List<Reply> replies(RedisConnection to, List<Future<@Nullable Response>> futures) {
    long deadline = System.nanoTime() + timeout.toNanos();
    return futures.stream().map(future -> reply(to, future, deadline)).toList();
  }

  private Reply reply(RedisConnection to, Future<@Nullable Response> future, long deadline) {
    try {
      return new Reply(
          future
              .toCompletionStage()
              .toCompletableFuture()
              .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS),
          null);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      // A connection on which an error came is in order.
      if (!isReply(cause)) {
        give(to);
      }
      return new Reply(null, new Unanswered(cause));
    } catch (TimeoutException e) {
      give(to);
      return new Reply(null, new Unanswered(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply(null, new Unanswered(e));
    }
  }

  /// Whether Redis has answered with an error. The client reports the end of a connection as one.
  private static boolean isReply(Throwable failure) {
    return failure instanceof Response && !CONNECTION_CLOSED.equals(failure.getMessage());
  }

  /// Something that Redis is asked.
  public interface Asking<T extends @Nullable Object> {
    T ask() throws Unanswered;
  }

  /// Asks what changes nothing, or nothing that matters.
  ///
  /// @throws LedgerUnavailable if there was no answer
  public static <T extends @Nullable Object> T answered(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (Unanswered e) {
      throw new LedgerUnavailable("Redis can't be used: " + e.getMessage(), e);
    }
  }

  private RedisConnection connected() {
    Future<RedisConnection> connecting;
    synchronized (this) {
      if (connection == null || connection.failed()) {
        connection = redis.connect().onSuccess(this::watch);
      }
      connecting = connection;
    }
    try {
      return connecting
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      forget(connecting);
      throw new LedgerUnavailable("no connection to Redis", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable("interrupted", e);
    }
  }

  private void watch(RedisConnection made) {
    made.exceptionHandler(_ -> give(made));
    made.endHandler(_ -> give(made));
  }

  /// Gives a connection up. Of those who find it broken, one gives it back to the pool, which
  /// takes it back but once.
  private void give(RedisConnection broken) {
    synchronized (this) {
      if (connection == null || !broken.equals(connection.result())) {
        return;
      }
      connection = null;
    }
    broken.close();
  }

  /// Gives an attempt up. Should it succeed late, nobody wants the connection.
  private void forget(Future<RedisConnection> attempt) {
    synchronized (this) {
      if (!attempt.equals(connection)) {
        return;
      }
      connection = null;
    }
    attempt.onSuccess(RedisConnection::close);
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      connection.onSuccess(RedisConnection::close);
      connection = null;
    }
  }
}
