package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.holdfast.testkit.api.Contract;
import io.restassured.http.Method;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What any client may rely on, whatever the call: routes, methods, media types, problem pages and
/// the API description.
@ExtendWith(RunningService.class)
class HttpIT {
  private static final String ID = "00000000-0000-4000-8000-000000000000";

  private final Api api;
  private final Management management;

  HttpIT(Api api, Management management) {
    this.api = api;
    this.management = management;
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /api/v1/events", "GET /nothing", "PUT /api/v1/events"})
  void anOldClientThatNamesNoHostIsAnswered(String requestLine) throws IOException {
    try (Socket socket = new Socket(api.uri().getHost(), api.uri().getPort())) {
      socket
          .getOutputStream()
          .write((requestLine + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).containsAnyOf("HTTP/1.0 200", "HTTP/1.0 404", "HTTP/1.0 405");
    }
  }

  /// RFC 9112, sections 5 and 6: a proxy may see the end of such a request elsewhere than we do.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1|Content-Length: 5\nTransfer-Encoding: chunked|0\n\n",
        "1.1|Transfer-Encoding: chunked\nContent-Length: 5|0\n\n",
        "1.0|Transfer-Encoding: chunked|0\n\n",
        "1.1|Transfer-Encoding: gzip, chunked|0\n\n",
        "1.1|Transfer-Encoding: chunked, identity|0\n\n",
        "1.1|Transfer-Encoding: xchunked|0\n\n",
        "1.1|Transfer-Encoding: chunked\nTransfer-Encoding: chunked|0\n\n",
        "1.1|Transfer-Encoding : chunked|0\n\n",
        "1.1|Transfer-Encoding:\n chunked|0\n\n",
        "1.1|Content-Length: 2\nContent-Length: 3|{}",
        "1.1|Content-Length: 2\nContent-Length: 2|{}",
        "1.1|Content-Length: 2, 2|{}",
        "1.1|Content-Length: +2|{}",
        "1.1|Content-Length: 0x2|{}",
        "1.1|Content-Length: -2|{}",
        "1.1|Content-Type: application/json;\n charset=utf-8\nContent-Length: 2|{}",
        "1.1| Content-Length: 2\nAccept: */*|{}",
        "1.1|Host: elsewhere\nContent-Length: 2|{}",
      })
  void aRequestWhoseEndIsInDoubtIsTheLastOfItsConnection(String shape) throws IOException {
    String[] parts = shape.split("\\|", -1);
    try (RawClient client = RawClient.to(api.uri())) {
      String answers =
          client
              .send(
                  "POST /api/v1/events HTTP/%s\n%s\nHost: localhost\n\n%s"
                      .formatted(parts[0], parts[1], parts[2]))
              .get("/api/v1")
              .readAll();
      assertThat(answers).startsWith("HTTP/1.").contains(" 400 ");
      assertThat(answers.split("HTTP/1\\.", -1)).as(answers).hasSize(2);
    }
  }

  @Test
  void requestsMayComeOneAfterTheOther() throws IOException {
    String put = "PUT /api/v1 HTTP/1.1\nHost: localhost\n";
    try (RawClient client = RawClient.to(api.uri())) {
      String answers =
          client
              .send(put + "Transfer-Encoding: chunked\n\n2\n{}\n0\n\n")
              .send(put + "Content-Length: 2\n\n{}")
              .send(put + "Connection: close\n\n")
              .readAll();
      assertThat(answers.split("HTTP/1.1 405", -1)).as(answers).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/events",
        "/events/x/y",
        "/picker/1/x.js",
        "/api",
        "/api/v2/events",
        "/api/v1/holds",
        "/q/x"
      })
  void whereNothingIsIsNotFound(String path) {
    assertProblem(api.open().get(path), 404, "not-found");
    assertProblem(api.open("{}").post(path), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/|GET, HEAD, OPTIONS",
        "/events/" + ID + "|GET, HEAD, OPTIONS",
        "/picker/1/holdfast-seat-picker.js|GET, HEAD, OPTIONS",
        "/api/v1|GET, HEAD, OPTIONS",
        "/api/v1/events|GET, HEAD, OPTIONS, POST",
        "/api/v1/events/" + ID + "|DELETE, GET, HEAD, OPTIONS, PATCH",
        "/api/v1/events/" + ID + "/availability|GET, HEAD, OPTIONS",
        "/api/v1/events/" + ID + "/changes|GET, HEAD, OPTIONS",
        "/api/v1/events/" + ID + "/pause|OPTIONS, POST",
        "/api/v1/events/" + ID + "/blocks|DELETE, GET, HEAD, OPTIONS, POST",
        "/api/v1/events/" + ID + "/clock|OPTIONS, POST",
        "/api/v1/events/" + ID + "/holds|GET, HEAD, OPTIONS, POST",
        "/api/v1/seat-maps|GET, HEAD, OPTIONS, POST",
        "/api/v1/seat-maps/" + ID + "|GET, HEAD, OPTIONS",
        "/api/v1/holds/" + ID + "|DELETE, GET, HEAD, OPTIONS, PATCH",
        "/api/v1/holds/" + ID + "/extend|OPTIONS, POST",
        "/api/v1/holds/" + ID + "/confirm|OPTIONS, POST",
        "/api/v1/holds/" + ID + "/expire|OPTIONS, POST",
        "/api/v1/reservations|GET, HEAD, OPTIONS",
        "/api/v1/reservations/" + ID + "|GET, HEAD, OPTIONS",
        "/api/v1/reservations/" + ID + "/cancel|OPTIONS, POST",
        "/api/v1/clients|GET, HEAD, OPTIONS, POST",
        "/api/v1/clients/" + ID + "|GET, HEAD, OPTIONS",
        "/api/v1/clients/" + ID + "/keys|GET, HEAD, OPTIONS, POST",
        "/api/v1/clients/" + ID + "/keys/" + ID + "|DELETE, GET, HEAD, OPTIONS",
        "/problems|GET, HEAD, OPTIONS",
        "/problems/not-found|GET, HEAD, OPTIONS"
      })
  void everyAddressSaysWhichMethodsItTakes(String pathAndMethods) {
    String[] parts = pathAndMethods.split("\\|", 2);
    api.open().options(parts[0]).then().statusCode(204).header("Allow", parts[1]);
    for (Method method :
        List.of(Method.GET, Method.POST, Method.PUT, Method.PATCH, Method.DELETE, Method.TRACE)) {
      if (!parts[1].contains(method.name())) {
        assertProblem(
                api.open().contentType(Api.JSON).request(method, parts[0]),
                405,
                "method-not-allowed")
            .header("Allow", parts[1]);
      }
    }
  }

  @Test
  void theStartOfTheApiLeadsToItsProblems() {
    String problems =
        api.open()
            .get("/api/v1")
            .then()
            .statusCode(200)
            .contentType("application/json")
            .body("name", equalTo("Holdfast"))
            .body("version", equalTo("1"))
            .extract()
            .path("problems");
    api.open().get(problems).then().statusCode(200).body(containsString("seats-unavailable"));
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void bodiesComeFromClientsThatOfferHttp2AndFromThoseThatDont(HttpClient.Version version)
      throws Exception {
    String event = api.newEvent();
    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      for (String seat : List.of("A-1", "A-2")) {
        HttpRequest request =
            HttpRequest.newBuilder(api.uri().resolve("/api/v1/events/" + event + "/holds"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Api.seats(seat)))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
      }
    }
  }

  @Test
  void headIsGetWithoutTheBody() {
    String path = "/api/v1/events/" + api.newEvent() + "/availability";
    Response head = api.open().head(path);
    head.then().statusCode(200).header("ETag", api.open().get(path).header("ETag"));
    assertThat(head.asString()).isEmpty();
    api.open().head("/api/v1/seat-maps/" + api.newSeatMap()).then().statusCode(200);
    api.open().head("/api/v1/events/" + ID).then().statusCode(404);
  }

  @Test
  void bodiesThatAreNoJsonAreNotTaken() {
    String event = api.newEvent();
    String before = api.picture(event);
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "application/xml")) {
      assertProblem(
          api.open().contentType(type).body(Api.seats("A-1")).post(Api.holds(event)),
          415,
          "unsupported-media-type");
    }
    assertThat(api.picture(event)).isEqualTo(before);
    api.open()
        .contentType("application/json; charset=utf-8")
        .body(Api.seats("A-1"))
        .post(Api.holds(event))
        .then()
        .statusCode(201);
  }

  @Test
  void answersInOtherFormsThanJsonAreNotToBeHad() {
    String event = api.newEvent();
    for (String accept : List.of("text/csv", "application/xml", "text/html;q=0.9, image/*")) {
      assertProblem(
          api.open().header("Accept", accept).get("/api/v1/events/" + event),
          406,
          "not-acceptable");
    }
    for (String accept : List.of("*/*", "application/*", "text/csv, application/json;q=0.1")) {
      api.open()
          .header("Accept", accept)
          .get("/api/v1/events/" + event)
          .then()
          .statusCode(200)
          .contentType("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/v1", "/nothing", "/picker/1/holdfast-seat-picker.js"})
  void everyAnswerHasTheIdOfItsRequest(String path) {
    String longest = "A-z_0.9".repeat(9) + "x";
    for (String id : List.of("1", longest)) {
      api.open().header("X-Request-Id", id).get(path).then().header("X-Request-Id", id);
    }
    for (String id : List.of(longest + "x", "a b", "a\"b", "ä", "")) {
      String made = api.open().header("X-Request-Id", id).get(path).header("X-Request-Id");
      assertThat(made).matches("[0-9a-f]{16}");
      assertThat(api.open().get(path).header("X-Request-Id")).isNotEqualTo(made);
    }
  }

  @Test
  void everyAnswerKeepsBrowsersFromGuessing() {
    for (String path :
        List.of("/api/v1/events", "/api/v1/nothing", "/nothing", "/problems", "/", "/llms.txt")) {
      Response answer = api.unchecked().get(path);
      answer
          .then()
          .header("X-Content-Type-Options", "nosniff")
          .header("Referrer-Policy", "no-referrer");
      assertThat(answer.headers().getValues("Content-Security-Policy"))
          .as(path)
          .singleElement()
          .asString()
          .contains(path.equals("/") ? "default-src 'self'" : "default-src 'none'")
          .contains("base-uri 'none'", "frame-ancestors 'none'");
    }
  }

  /// Those of webhooks are in {@link WebhooksIT}.
  @Test
  void noAnswerWithASecretIsStored() {
    String client = api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
    String keys = "/api/v1/clients/" + client + "/keys";
    Response publishable =
        api.asAdmin("{\"kind\": \"publishable\", \"origins\": [\"https://shop.example\"]}")
            .post(keys);
    Response secret = api.asAdmin("{\"scopes\": [\"events:write\", \"holds:write\"]}").post(keys);
    String key = secret.path("token");
    String event = api.as(key, Api.event(api.newSeatMap(), "")).post("/api/v1/events").path("id");
    Response token =
        api.as(key, "{\"origin\": \"https://shop.example\", \"customer\": \"customer 1815\"}")
            .post("/api/v1/events/" + event + "/buyer-tokens");
    Response hold = api.place(event, "A-1");
    for (Response answer : List.of(publishable, secret, token, hold)) {
      answer.then().statusCode(201).header("Cache-Control", "no-store");
      assertThat(answer.asString()).containsAnyOf("\"token\"", "\"secret\"");
    }
  }

  /// A client that sends what is private in the wrong place is told so, and no line of the log says
  /// it: {@link PackagedService} looks for it when it ends.
  @Test
  void whatIsPrivateIsRefusedWhereItIsWrong() {
    String event = api.newEvent();
    for (String body :
        List.of(
            "{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"customer 1852\", \"customer 1852\": 1}",
            "{\"seats\": \"customer 1852\", \"customer\": \"customer 1852\"}",
            "{\"seats\": [{\"id\": \"customer 1852\"}], \"customer\": \"customer 1852\"}",
            "{\"customer\": \"customer 1852\", ")) {
      PrivateTexts.note(body);
      int status =
          api.unchecked().contentType(Api.JSON).body(body).post(Api.holds(event)).statusCode();
      assertThat(status).isBetween(400, 422);
    }
    String secret = api.placed(event, "A-1").secret();
    api.unchecked().get("/api/v1/holds/" + secret).then().statusCode(404);
    api.unchecked().get("/api/v1/events?limit=" + secret).then().statusCode(400);
    api.unchecked().header("Authorization", secret).get("/api/v1/events").then().statusCode(401);
  }

  @Test
  void everyProblemHasAPageThatTheIndexLists() {
    String index = api.open().get("/problems").then().statusCode(200).extract().asString();
    Set<String> pages = new TreeSet<>();
    Pattern.compile("href=\"(/problems/[a-z-]+)\"")
        .matcher(index)
        .results()
        .forEach(link -> pages.add(link.group(1)));
    assertThat(pages).hasSize(32).contains("/problems/seats-unavailable", "/problems/unavailable");
    for (String page : pages) {
      api.open()
          .get(page)
          .then()
          .statusCode(200)
          .contentType("text/html")
          .header("Content-Security-Policy", containsString("default-src 'none'"))
          .body(containsString("Remedy"));
    }
    assertProblem(api.open().get("/problems/nothing"), 404, "not-found");
  }

  @ParameterizedTest
  @CsvSource({"openapi,openapi.yaml", "openapi.yaml,openapi.yaml", "asyncapi.yaml,asyncapi.yaml"})
  void theDescriptionsAreServedAsTheyAre(String path, String name) throws IOException {
    Response response = management.get("/q/" + path);
    response.then().statusCode(200).contentType("application/yaml");
    try (InputStream file = Contract.class.getResourceAsStream("/" + name)) {
      assertThat(response.asByteArray()).isEqualTo(requireNonNull(file).readAllBytes());
    }
  }
}
