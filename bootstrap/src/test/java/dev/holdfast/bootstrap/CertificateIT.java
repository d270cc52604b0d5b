package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A node that speaks TLS as `docs/operating/install.md` describes it, and whose certificate
/// expires.
@Tag("long")
@ExtendWith(RunningService.class)
@Timeout(300)
class CertificateIT {
  private static final System.Logger LOG = System.getLogger(CertificateIT.class.getName());

  private final EmbeddedPostgres postgres;

  CertificateIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /// A client with one connection, which it keeps as long as it uses it.
  private record Client(HttpClient http, URI node) implements AutoCloseable {
    HttpResponse<String> send(HttpRequest.Builder request, String path)
        throws IOException, InterruptedException {
      return http.send(
          request.uri(node.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonPath made(HttpRequest.Builder request, String path, String body)
        throws IOException, InterruptedException {
      HttpResponse<String> response =
          send(
              request
                  .header("Content-Type", Api.JSON)
                  .POST(HttpRequest.BodyPublishers.ofString(body)),
              path);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
      return new JsonPath(response.body());
    }

    String newEvent() throws IOException, InterruptedException {
      String map = made(asAdmin(), "/api/v1/seat-maps", Api.room()).getString("id");
      return made(asAdmin(), "/api/v1/events", Api.event(map, "")).getString("id");
    }

    private static HttpRequest.Builder asAdmin() {
      return HttpRequest.newBuilder()
          .header("Authorization", "Bearer " + PackagedService.ADMIN_KEY);
    }

    Held placed(String event, String seat) throws IOException, InterruptedException {
      JsonPath hold = made(HttpRequest.newBuilder(), Api.holds(event), Api.seats(seat));
      return new Held(hold.getString("id"), hold.getString("secret"));
    }

    void confirmed(Held held) throws IOException, InterruptedException {
      made(
          HttpRequest.newBuilder().header(Api.SECRET, held.secret()),
          Api.hold(held) + "/confirm",
          "{}");
    }

    void looksAt(String event) throws IOException, InterruptedException {
      HttpResponse<String> shown =
          send(HttpRequest.newBuilder(), "/api/v1/events/" + event + "/availability");
      assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }

  @Test
  void anExpiredCertificateKeepsNewClientsOutUntilItIsReplacedWithoutARestart(@TempDir Path folder)
      throws Exception {
    var authority = new Authority(folder);
    Path certificate = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    replace(certificate, key, authority.issue("+0S"));
    int port = PackagedService.freePort();
    URI node = URI.create("https://127.0.0.1:" + port);
    Map<String, String> settings =
        Map.of(
            "QUARKUS_HTTP_SSL_CERTIFICATE_FILES", certificate.toString(),
            "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", key.toString(),
            // The shortest that there is.
            "QUARKUS_HTTP_SSL_CERTIFICATE_RELOAD_PERIOD", "30s",
            "QUARKUS_HTTP_SSL_PORT", Integer.toString(port),
            "QUARKUS_HTTP_INSECURE_REQUESTS", "disabled");
    try (PackagedService _ = PackagedService.start(postgres, settings)) {
      String event;
      Held held;
      try (Client client = client(authority, node)) {
        event = client.newEvent();
        held = client.placed(event, "A-1");
      }

      replace(certificate, key, authority.issue("-1d+40S"));
      while (letsIn(authority, node, event)) {
        TimeUnit.MILLISECONDS.sleep(200);
      }

      replace(certificate, key, authority.issue("+0S"));
      while (!letsIn(authority, node, event)) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      try (Client client = client(authority, node)) {
        client.confirmed(held);
      }
    }
  }

  private static void replace(Path certificate, Path key, Authority.Issued by) throws IOException {
    Files.writeString(key, by.key());
    Files.writeString(certificate, by.certificate());
  }

  private static Client client(Authority authority, URI node) throws Exception {
    return new Client(HttpClient.newBuilder().sslContext(authority.trusting()).build(), node);
  }

  /// Whether a client that connects anew finds the certificate valid.
  private static boolean letsIn(Authority authority, URI node, String event) throws Exception {
    while (true) {
      try (Client client = client(authority, node)) {
        client.looksAt(event);
        return true;
      } catch (IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        if (cause instanceof CertificateExpiredException) {
          return false;
        }
        // While the node changes to other files, it may reset connections.
        LOG.log(System.Logger.Level.INFO, "connecting again after {0}", cause.toString());
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
