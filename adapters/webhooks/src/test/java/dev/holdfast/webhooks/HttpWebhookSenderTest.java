package dev.holdfast.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.holdfast.application.port.out.WebhookSender.Result;
import dev.holdfast.domain.notification.PublicAddress;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.JksOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HttpWebhookSenderTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final String PASSWORD = "password";
  private static final Result NO_ADDRESS = new Result.Unanswered("its host has no public address");

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private Answer answer = exchange -> exchange.sendResponseHeaders(204, -1);

  @SuppressWarnings("NullAway.Init")
  HttpWebhookSenderTest() {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Host")
                    + " "
                    + exchange.getRequestHeaders().getFirst("webhook-id")
                    + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer.to(exchange);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private Result post(
      String host, Predicate<InetAddress> isAllowed, Duration timeout, InetAddress... addresses) {
    try (var sender =
        new HttpWebhookSender(VERTX, new HttpClientOptions(), isAllowed, _ -> addresses, timeout)) {
      return post(sender, "http://" + host + ":" + port() + "/hooks?a=b");
    }
  }

  private static Result post(HttpWebhookSender sender, String url) {
    return sender.post(
        URI.create(url), Map.of("webhook-id", "m1"), "{}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aMessageArrivesUnderTheNameOfTheHost() {
    assertThat(post("shop.example", _ -> true, LONG, InetAddress.getLoopbackAddress()))
        .isEqualTo(new Result.Answered(204));
    assertThat(requests).containsExactly("POST /hooks?a=b shop.example:" + port() + " m1 {}");
  }

  @Test
  void anAnswerThatIsThereAtOnceCounts() throws Exception {
    io.vertx.core.http.HttpServer quick =
        VERTX
            .createHttpServer()
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    try (var sender = new HttpWebhookSender(VERTX, /* openToAll= */ true);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Set<Result>>> endpoints =
          Collections.nCopies(
              2,
              () -> {
                Set<Result> results = new HashSet<>();
                for (int i = 0; i < 1_000; i++) {
                  results.add(post(sender, "http://127.0.0.1:" + quick.actualPort() + "/"));
                }
                return results;
              });
      for (Future<Set<Result>> results : threads.invokeAll(endpoints)) {
        assertThat(results.get()).containsExactly(new Result.Answered(200));
      }
    }
    quick.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void aNameOfAPrivateAddressIsNotConnectedTo() {
    assertThat(
            post("shop.example", PublicAddress::isPublic, LONG, InetAddress.getLoopbackAddress()))
        .isEqualTo(NO_ADDRESS);
    assertThat(requests).isEmpty();
  }

  @Test
  void aNameIsResolvedOnceForEachMessage() {
    // The second time it would mean the server in one's own network.
    List<InetAddress> meanings =
        new ArrayList<>(
            List.of(InetAddress.ofLiteral("192.0.2.7"), InetAddress.getLoopbackAddress()));
    try (var sender =
        new HttpWebhookSender(
            VERTX,
            new HttpClientOptions(),
            address -> !address.isLoopbackAddress(),
            _ -> new InetAddress[] {meanings.removeFirst()},
            Duration.ofMillis(300))) {
      assertThat(post(sender, "http://shop.example:" + port() + "/"))
          .isInstanceOf(Result.Unanswered.class);
    }
    assertThat(meanings).hasSize(1);
    assertThat(requests).isEmpty();
  }

  @Test
  void ofSeveralAddressesOneThatIsAllowedIsUsed() {
    assertThat(
            post(
                "shop.example",
                InetAddress::isLoopbackAddress,
                LONG,
                InetAddress.ofLiteral("10.0.0.1"),
                InetAddress.getLoopbackAddress()))
        .isEqualTo(new Result.Answered(204));
  }

  @Test
  void inProductionNothingInsideIsReached() {
    try (var sender = new HttpWebhookSender(VERTX, /* openToAll= */ false)) {
      for (String host :
          List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0")) {
        assertThat(post(sender, "http://" + host + ":" + port() + "/"))
            .as(host)
            .isInstanceOfSatisfying(
                Result.Unanswered.class,
                unanswered -> assertThat(unanswered.reason()).contains("no public address"));
      }
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void noRedirectIsFollowed() {
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/other");
          exchange.sendResponseHeaders(302, -1);
        };
    assertThat(post("shop.example", _ -> true, LONG, InetAddress.getLoopbackAddress()))
        .isEqualTo(new Result.Answered(302));
    assertThat(requests).hasSize(1);
  }

  @Test
  void aLongAnswerIsCut() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            // Until the other side closes the connection.
            while (true) {
              out.write(new byte[8_192]);
            }
          }
        };
    assertThat(post("shop.example", _ -> true, LONG, InetAddress.getLoopbackAddress()))
        .isEqualTo(new Result.Answered(200));
  }

  @Test
  void nobodyIsWaitedForTooLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var sender =
            new HttpWebhookSender(
                VERTX,
                new HttpClientOptions(),
                _ -> true,
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                Duration.ofMillis(300))) {
      assertThat(post(sender, "http://shop.example:" + silent.getLocalPort() + "/"))
          .isEqualTo(new Result.Unanswered("no response within PT0.3S"));
    }
  }

  @Test
  void whatIsConnectedTooLateIsNotSent(@TempDir Path folder) throws Exception {
    SSLContext context = secured(folder.resolve("keys"));
    try (ServerSocket slow = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var sender =
            new HttpWebhookSender(
                VERTX,
                new HttpClientOptions().setTrustAll(true),
                _ -> true,
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                Duration.ofMillis(300))) {
      assertThat(post(sender, "https://shop.example:" + slow.getLocalPort() + "/"))
          .isEqualTo(new Result.Unanswered("no response within PT0.3S"));
      try (SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(slow.accept(), null, true)) {
        secure.startHandshake();
        secure.setSoTimeout(1_000);
        assertThat(sent(secure)).isEmpty();
      }
    }
  }

  /// What comes first, if anything does.
  private static String sent(Socket socket) throws IOException {
    byte[] first = new byte[100];
    try {
      int length = socket.getInputStream().read(first);
      return new String(first, 0, Math.max(0, length), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException _) {
      return "";
    }
  }

  /// Makes a key and a certificate for `shop.example`.
  private static SSLContext secured(Path keys) throws Exception {
    int made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=Shop",
                "-ext",
                "SAN=dns:shop.example",
                "-keystore",
                keys.toString(),
                "-storetype",
                "JKS",
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD)
            .inheritIO()
            .start()
            .waitFor();
    assertThat(made).isZero();
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aCertificateHasToBeOfTheHost(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys");
    SSLContext context = secured(keys);
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(context));
    secure.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(204, -1);
          }
        });
    secure.start();
    var trusting =
        new HttpClientOptions()
            .setTrustOptions(new JksOptions().setPath(keys.toString()).setPassword(PASSWORD));
    InetAddress[] here = {InetAddress.getLoopbackAddress()};
    int port = secure.getAddress().getPort();
    try (var sender =
            new HttpWebhookSender(VERTX, trusting, _ -> true, _ -> here, Duration.ofSeconds(5));
        var usual =
            new HttpWebhookSender(
                VERTX, new HttpClientOptions(), _ -> true, _ -> here, Duration.ofSeconds(5))) {
      assertThat(post(sender, "https://shop.example:" + port + "/"))
          .isEqualTo(new Result.Answered(204));
      assertThat(post(sender, "https://other.example:" + port + "/"))
          .isInstanceOf(Result.Unanswered.class);
      assertThat(post(usual, "https://shop.example:" + port + "/"))
          .isInstanceOf(Result.Unanswered.class);
    } finally {
      secure.stop(0);
    }
  }

  /// Otherwise a client could ask for the names that the operator's network has.
  @Test
  void aNameThatDoesNotExistIsToldAsOneOfAPrivateAddressIs() {
    try (var sender =
        new HttpWebhookSender(
            VERTX,
            new HttpClientOptions(),
            PublicAddress::isPublic,
            host -> {
              throw new UnknownHostException(host);
            },
            LONG)) {
      assertThat(post(sender, "http://shop.example/")).isEqualTo(NO_ADDRESS);
    }
  }
}
