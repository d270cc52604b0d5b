package dev.holdfast.client;

import dev.holdfast.client.Transport.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The messages of a stream of server-sent events, without a gap. A lost connection is replaced by
/// another that goes on after the last message. One thread reads it; any thread may close it.
///
/// @param <T> what the messages are read as
final class MessageStream<T> implements AutoCloseable {
  private final Transport transport;
  private final Request request;
  private final Duration silence;
  private final String resync;
  private final Reader<T> reader;
  private final CountDownLatch closed = new CountDownLatch(1);

  private String last;
  private volatile @Nullable Connection connection;
  private @Nullable Duration asked;
  private int failures;

  /// Reads the messages of one kind of stream.
  interface Reader<T> {
    /// Reads one message.
    ///
    /// @param id of the message; empty if it has none
    /// @throws IOException if the data are of another shape
    T read(String id, byte[] data) throws IOException;
  }

  /// @param last the id to begin after; empty for where the request begins
  /// @param silence how long a connection may say nothing
  /// @param resync the type of the problem that there is if what follows is not kept
  MessageStream(
      Transport transport,
      Request request,
      String last,
      Duration silence,
      String resync,
      Reader<T> reader) {
    this.transport = transport;
    this.request = request;
    this.last = last;
    this.silence = silence;
    this.resync = resync;
    this.reader = reader;
  }

  /// Waits for the next message.
  ///
  /// @return null once the stream is closed
  /// @throws ProblemException if the service refuses the stream
  /// @throws NoAnswerException if the thread is interrupted, or there is no key to send
  @Nullable T next() {
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
      open = Connection.open(transport, resuming(), silence);
      connection = open;
      if (isClosed()) {
        open.close();
      }
    }
    return open;
  }

  private Request resuming() {
    return request.with("Last-Event-ID", last.isEmpty() ? null : last);
  }

  private T read(Connection from) throws IOException, InterruptedException {
    String event = "";
    String id = "";
    var data = new StringBuilder();
    while (true) {
      String line = from.line();
      if (line.isEmpty()) {
        last = id.isEmpty() ? last : id;
        if (!data.isEmpty()) {
          failures = 0;
          return message(event, id, data.toString().getBytes(StandardCharsets.UTF_8));
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

  private T message(String event, String id, byte[] data) throws IOException {
    if (event.equals("resync")) {
      throw new ProblemException(Json.resync(resync, data), null);
    }
    return reader.read(id, data);
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

  /// Ends the stream. A thread that waits for the next message gets null.
  @Override
  public void close() {
    closed.countDown();
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
