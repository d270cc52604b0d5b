package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.testkit.api.AsyncContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A partner's server, which gets webhooks. They have to be as `asyncapi.yaml` says.
final class Receiver implements AutoCloseable {
  private static final AsyncContract CONTRACT = AsyncContract.read();

  private final HttpServer server;
  private final List<Message> messages = new ArrayList<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private volatile Function<Message, Integer> answering = _ -> 204;

  /// What was received.
  record Message(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    String id() {
      return header("webhook-id");
    }
  }

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::handle);
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var message =
          new Message(
              Map.copyOf(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      violations.addAll(
          CONTRACT.violations(
              AsyncContract.WEBHOOKS,
              "webhook",
              message.headers().entrySet().stream()
                  .collect(
                      Collectors.toMap(Map.Entry::getKey, header -> header.getValue().getFirst())),
              message.body()));
      int status = answering.apply(message);
      synchronized (messages) {
        messages.add(message);
        messages.notifyAll();
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks?shop=1";
  }

  /// Answers like this from now on.
  void answer(Function<Message, Integer> status) {
    answering = status;
  }

  /// All that was received by now.
  List<Message> messages() {
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }

  /// Waits until so many were received.
  List<Message> await(int count) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(50).toNanos();
    synchronized (messages) {
      while (messages.size() < count) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("messages: %d (expected: %d)".formatted(messages.size(), count));
        }
        messages.wait(100);
      }
      return List.copyOf(messages);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    assertThat(violations).as("what is not as asyncapi.yaml says").isEmpty();
  }
}
