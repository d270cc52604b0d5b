package dev.holdfast.client;

import dev.holdfast.client.Transport.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The changes of an event as they happen, without a gap. A lost connection is replaced by
/// another that goes on after the last change. One thread reads it; any thread may close it.
public final class ChangeStream implements AutoCloseable {
  private final Transport transport;
  private final Request request;
  private final Duration silence;
  private final CountDownLatch closed = new CountDownLatch(1);

  private String last;
  private volatile @Nullable Connection connection;
  private @Nullable Duration asked;
  private int failures;

  /// @param last the id to begin after
  /// @param silence how long a connection may say nothing
  ChangeStream(Transport transport, Request request, String last, Duration silence) {
    this.transport = transport;
    this.request = request;
    this.last = last;
    this.silence = silence;
  }

  /// Waits for the next changes.
  ///
  /// @return null once the stream is closed
  /// @throws ProblemException if the service refuses the stream. If the problem is a
  ///     [Problem.Resync], it has not kept the changes: read the availability, and follow the
  ///     changes from its version
  /// @throws NoAnswerException if the thread is interrupted, or there is no key to send
  public @Nullable Changes next() {
    try {
      while (!isClosed()) {
        Duration atLeast = Duration.ZERO;
        try {
          return read(connected());
        } catch (IOException e) {
          // The connection is lost: the next one goes on.
        } catch (ProblemException e) {
          if (!Transport.isTransient(e.problem().about().status())) {
            close();
            throw e;
          }
          atLeast = e.retryAfter() == null ? atLeast : e.retryAfter();
        }
        disconnect();
        pause(atLeast);
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("interrupted", e);
    }
  }

  private Connection connected() throws IOException, InterruptedException {
    Connection open = connection;
    if (open == null) {
      open = Connection.open(transport, request.with("Last-Event-ID", last), silence);
      connection = open;
      if (isClosed()) {
        open.close();
      }
    }
    return open;
  }

  private Changes read(Connection from) throws IOException, InterruptedException {
    String event = "";
    String id = "";
    var data = new StringBuilder();
    while (true) {
      String line = from.line();
      if (line.isEmpty()) {
        last = id.isEmpty() ? last : id;
        if (!data.isEmpty()) {
          failures = 0;
          return changes(event, data.toString());
        }
        event = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "event" -> event = value;
        case "id" -> id = value;
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        case "retry" -> {
          if (value.matches("\\d{1,9}")) {
            asked = Duration.ofMillis(Long.parseLong(value));
          }
        }
        default -> {
          // A comment shows that the connection lives; others are of later versions.
        }
      }
    }
  }

  private static Changes changes(String event, String data) throws IOException {
    byte[] json = data.getBytes(StandardCharsets.UTF_8);
    if (event.equals("resync")) {
      throw new ProblemException(Json.resync(json), null);
    }
    return Json.read(json, Changes.class);
  }

  private void pause(Duration atLeast) throws InterruptedException {
    Duration own = asked != null && failures == 0 ? asked : transport.backoff(failures);
    failures++;
    closed.await(Transport.longer(atLeast, own).toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void disconnect() {
    Connection open = connection;
    if (open != null) {
      open.close();
    }
    connection = null;
  }

  /// Ends the stream. A thread that waits for the next changes gets null.
  @Override
  public void close() {
    closed.countDown();
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
