package dev.holdfast.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A service whose answers are given, one after the other; the last one for ever.
final class FakeService implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();

  /// What it does with a request.
  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  FakeService(Reply... replies) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.add(exchange);
            replies[Math.min(requests.size(), replies.length) - 1].to(exchange);
          }
        });
    server.start();
  }

  static Reply says(int status, String body) {
    return says(status, body, null);
  }

  static Reply says(int status, String body, @Nullable String retryAfter) {
    return exchange -> {
      if (retryAfter != null) {
        exchange.getResponseHeaders().add("Retry-After", retryAfter);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Reply problem(int status, String type, @Nullable String retryAfter) {
    return says(
        status,
        "{\"type\": \"/problems/%s\", \"title\": \"T\", \"status\": %d, \"detail\": \"D\", \"requestId\": \"r\"}"
            .formatted(type, status),
        retryAfter);
  }

  /// The connection is lost before there is an answer.
  static Reply losesTheConnection() {
    return HttpExchange::close;
  }

  /// A stream that stays open until the client goes.
  static Reply streams(String text) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      silence(exchange);
    };
  }

  private static void silence(HttpExchange exchange) throws IOException {
    try {
      while (true) {
        Thread.sleep(Duration.ofMillis(10));
        exchange.getResponseBody().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Holdfast.Builder client() {
    String host = server.getAddress().getAddress().getHostAddress();
    return Holdfast.at(URI.create("http://%s:%d/".formatted(host, server.getAddress().getPort())))
        .pause(Duration.ofMillis(1));
  }

  /// What the header was in each request; null where it was not there.
  List<@Nullable String> headers(String name) {
    return requests.stream()
        .<@Nullable String>map(request -> request.getRequestHeaders().getFirst(name))
        .toList();
  }

  int requests() {
    return requests.size();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
