package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.api.AsyncContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A stream of server-sent events, as a client reads it. Its messages have to be as `asyncapi.yaml`
/// says.
final class EventStream implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final AsyncContract CONTRACT = AsyncContract.read();
  static final String END = "the end";

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final String channel;
  private final HttpResponse<Stream<String>> response;

  private EventStream(HttpRequest request) throws IOException, InterruptedException {
    this.channel = CONTRACT.channel(request.uri().getPath()).orElseThrow();
    this.response = client.send(request, HttpResponse.BodyHandlers.ofLines());
    Thread.ofVirtual().start(this::read);
  }

  /// Asks for one.
  ///
  /// @param headers more, or another `Accept`
  static EventStream open(URI uri, Map<String, String> headers) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .version(HttpClient.Version.HTTP_1_1)
              .header("Accept", "text/event-stream");
      headers.forEach(request::setHeader);
      return new EventStream(request.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (Stream<String> body = response.body()) {
      Map<String, String> message = new HashMap<>();
      body.forEach(
          line -> {
            check(line, message);
            lines.add(line);
          });
    } catch (UncheckedIOException _) {
      // It was cut, by one side or the other.
    } finally {
      lines.add(END);
    }
  }

  /// @param message the fields of the message that the line goes on with
  private void check(String line, Map<String, String> message) {
    if (!line.isEmpty()) {
      String[] parts = line.split(": ?", 2);
      message.put(parts[0], parts[parts.length - 1]);
      return;
    }
    String data = message.get("data");
    if (data != null) {
      violations.addAll(
          CONTRACT.violations(channel, message.getOrDefault("event", "message"), Map.of(), data));
    }
    message.clear();
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /// The next line that is not empty; it is waited for.
  String line() {
    try {
      String line = "";
      while (line != null && line.isEmpty()) {
        line = lines.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      }
      assertThat(violations).as("what is not as asyncapi.yaml says").isEmpty();
      if (line == null) {
        throw new AssertionError("nothing more came");
      }
      return line;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same, passing over heartbeats.
  String said() {
    String line = line();
    while (line.equals(":")) {
      line = line();
    }
    return line;
  }

  /// Waits for a line that is like this, and passes over those before it: a feed tells shortly
  /// after it was opened what was done before.
  void awaitLine(String regex) {
    String line = line();
    while (!line.matches(regex)) {
      assertThat(line).as("%s was waited for", regex).isNotEqualTo(END);
      line = line();
    }
  }

  boolean hasEnded() {
    return said().equals(END);
  }

  @Override
  public void close() {
    client.shutdownNow();
    assertThat(violations).as("what is not as asyncapi.yaml says").isEmpty();
  }
}
