package dev.holdfast.client;

import dev.holdfast.client.Transport.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// An open stream of server-sent events, line by line.
final class Connection implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private static final ByteBuffer END = ByteBuffer.allocate(0);

  private final Duration silence;
  private final BlockingQueue<ByteBuffer> chunks = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private ByteBuffer chunk = END;

  private Connection(Duration silence) {
    this.silence = silence;
  }

  /// @throws IOException if there is no answer
  /// @throws ProblemException if the service refuses the stream
  static Connection open(Transport transport, Request request, Duration silence)
      throws IOException, InterruptedException {
    Connection connection = new Connection(silence);
    CompletableFuture<HttpResponse<byte[]>> opening =
        transport
            .http()
            .sendAsync(
                transport.built(request, "text/event-stream"),
                info ->
                    info.statusCode() == 200
                        ? connection.streaming()
                        : BodySubscribers.ofByteArray());
    try {
      HttpResponse<byte[]> response = opening.get(silence.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw Transport.problem(response.statusCode(), response.headers(), response.body());
      }
      return connection;
    } catch (ExecutionException | TimeoutException e) {
      opening.cancel(true);
      throw new IOException(e);
    }
  }

  private BodySubscriber<byte[]> streaming() {
    return BodySubscribers.mapping(
        BodySubscribers.ofPublisher(),
        publisher -> {
          publisher.subscribe(this);
          return new byte[0];
        });
  }

  /// Waits for a whole line, without its end.
  ///
  /// @throws IOException if the stream ends, or is silent for too long
  String line() throws IOException, InterruptedException {
    while (true) {
      while (chunk.hasRemaining()) {
        byte next = chunk.get();
        if (next == '\n') {
          String text = line.toString(StandardCharsets.UTF_8);
          line.reset();
          return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
        line.write(next);
      }
      @Nullable ByteBuffer next = chunks.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new IOException("silent for " + silence);
      }
      if (!next.hasRemaining()) {
        throw new IOException("the stream has ended");
      }
      chunk = next;
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription to) {
    subscription = to;
    // A message is small, and the service gives up readers that are too slow.
    to.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> more) {
    chunks.addAll(more.stream().filter(ByteBuffer::hasRemaining).toList());
  }

  @Override
  public void onError(Throwable broken) {
    chunks.add(END);
  }

  @Override
  public void onComplete() {
    chunks.add(END);
  }

  @Override
  public void close() {
    Flow.Subscription open = subscription;
    if (open != null) {
      open.cancel();
    }
    chunks.add(END);
  }
}
