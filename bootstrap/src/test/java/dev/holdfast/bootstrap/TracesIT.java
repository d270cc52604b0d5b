package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a receiver of traces gets, over HTTP.
@Timeout(120)
@ExtendWith(RunningService.class)
class TracesIT {
  private static final int ANY_PORT = 0;
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final EmbeddedPostgres postgres;
  private final List<byte[]> received = new CopyOnWriteArrayList<>();

  TracesIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream body = exchange.getRequestBody();
      received.add((isZipped ? new GZIPInputStream(body) : body).readAllBytes());
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private Stream<Span> spans() {
    return received.stream()
        .map(TracesIT::parsed)
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream());
  }

  private static ExportTraceServiceRequest parsed(byte[] body) {
    try {
      return ExportTraceServiceRequest.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRequestsSpanCoversItsWaitAndIsLinkedWithTheTransaction() throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), ANY_PORT), 0);
    receiver.createContext("/v1/traces", this::receive);
    receiver.start();
    Map<String, String> settings =
        Map.of(
            "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + receiver.getAddress().getPort(),
            "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf",
            "QUARKUS_OTEL_BSP_SCHEDULE_DELAY",
            "100ms",
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
            "true");
    try (PackagedService service = PackagedService.start(postgres, settings)) {
      Api api = new Api(service.uri());
      String event = api.newEvent();
      Held hold = api.placed(event, "A-1");
      api.asOwner(hold)
          .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
          .post(Api.hold(hold) + "/confirm")
          .then()
          .statusCode(201);

      Span request =
          await(span -> isTraced(span) && span.getKind() == Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(request.getName()).isEqualTo("POST /api/v1/holds/{holdId}/confirm");
      Span wait = await(span -> isTraced(span) && span.getName().equals("lane wait"));
      Span transaction =
          await(span -> isTraced(span) && span.getName().equals("ledger transaction"));
      assertThat(wait.getParentSpanId()).isEqualTo(request.getSpanId());
      for (Span within : List.of(wait, transaction)) {
        assertThat(within.getStartTimeUnixNano())
            .isGreaterThanOrEqualTo(request.getStartTimeUnixNano());
        assertThat(within.getEndTimeUnixNano()).isLessThanOrEqualTo(request.getEndTimeUnixNano());
      }
      assertThat(linked(request)).containsExactly(transaction.getSpanId());
      assertThat(linked(transaction)).containsExactly(request.getSpanId());

      assertThat(
              aFailureIsLoggedWithItsTrace(service, api, hold).path("mdc").path("traceId").asText())
          .isEqualTo(TRACE);
    } finally {
      receiver.stop(0);
    }
  }

  private static boolean isTraced(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray()).equals(TRACE);
  }

  private static List<ByteString> linked(Span span) {
    return span.getLinksList().stream().map(Span.Link::getSpanId).toList();
  }

  private Span await(Predicate<Span> wanted) throws InterruptedException {
    Optional<Span> found = Optional.empty();
    while (found.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(20);
      found = spans().filter(wanted).findFirst();
    }
    return found.get();
  }

  private JsonNode aFailureIsLoggedWithItsTrace(PackagedService service, Api api, Held hold)
      throws Exception {
    try (Connection connection =
            DriverManager.getConnection(service.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE hold RENAME TO gone");
    }
    assertProblem(
            api.asOwner(hold)
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203332-01")
                .get(Api.hold(hold)),
            500,
            "internal-error")
        .body("detail", equalTo("The service failed unexpectedly."))
        .body(not(containsString("Exception")));
    return service
        .log()
        .lines()
        .map(TracesIT::json)
        .filter(line -> line.path("mdc").path("holdId").asText().equals(hold.id()))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
