package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the pages and the seat picker are served. What they do is looked at in a browser.
@ExtendWith(RunningService.class)
class SeatPickerIT {
  private static final String FOLDER = "/picker/1/";
  private static final String PICKER = FOLDER + "holdfast-seat-picker.js";
  private static final String SHOP = "https://nobodys.example";
  private static final String ID = "00000000-0000-4000-8000-000000000000";

  /// What the seat picker may weigh, zipped: 60 kB.
  private static final int PICKER_LIMIT = 60_000;

  private final Api api;

  SeatPickerIT(Api api) {
    this.api = api;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/events/" + ID, "/events/" + ID + "/", "/events/none"})
  void aPageLoadsNothingThatIsInlineOrFromElsewhere(String path) {
    Response page = api.open().get(path);
    page.then()
        .statusCode(200)
        .contentType("text/html")
        .header("Content-Security-Policy", containsString("default-src 'self'"))
        .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
        .header("X-Frame-Options", "DENY")
        .header("Cache-Control", "no-cache");
    assertThat(page.header("Content-Security-Policy")).doesNotContain("unsafe");
    assertThat(page.asString())
        .doesNotContain("<style", "style=", "http:", "https:")
        .doesNotContainPattern("<script(?! type=\"module\" src=)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/events/" + ID, "/events/" + ID + "/"})
  void everythingThatAPageNamesIsThereAndIsKept(String path) {
    String page = api.open().get(path).asString();
    List<URI> files =
        Pattern.compile("(?:href|src)=\"([^\"]+)\"")
            .matcher(page)
            .results()
            .map(file -> api.uri().resolve(path).resolve(file.group(1)))
            .toList();
    assertThat(files).hasSize(4);
    for (URI file : files) {
      api.open()
          .get(file.getPath())
          .then()
          .statusCode(200)
          .header("Cache-Control", containsString("immutable"));
    }
  }

  @Test
  void thePickerIsSmallAndItsAddressStays() throws Exception {
    HttpResponse<byte[]> zipped = get(api.uri(), PICKER, Map.of("Accept-Encoding", "gzip"));
    assertThat(zipped.statusCode()).isEqualTo(200);
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(zipped.body().length).isLessThan(PICKER_LIMIT);
    HttpResponse<byte[]> plain = get(api.uri(), PICKER, Map.of());
    // Java's client offers HTTP/2, by an upgrade that large answers do not survive.
    assertThat(plain.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(unzipped(zipped.body())).isEqualTo(plain.body());
    assertThat(plain.headers().firstValue("Cache-Control")).hasValue("public, max-age=300");
    String etag = plain.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> again = get(api.uri(), PICKER, Map.of("If-None-Match", etag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  /// A page that names this very script, and no other, finds what that takes in one file.
  @Test
  void thisVeryPickerIsAtAnAddressThatNeverChanges() throws Exception {
    Response told = api.open().get(FOLDER + "integrity.json");
    told.then().statusCode(200).contentType("application/json");
    URI script = api.uri().resolve(FOLDER).resolve(told.<String>path("src"));
    HttpResponse<byte[]> answer = get(api.uri(), script.getPath(), Map.of());
    assertThat(answer.headers().firstValue("Cache-Control"))
        .hasValue("public, max-age=31536000, immutable");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.body()).isEqualTo(get(api.uri(), PICKER, Map.of()).body());
    byte[] digest = MessageDigest.getInstance("SHA-384").digest(answer.body());
    assertThat(told.<String>path("integrity"))
        .isEqualTo("sha384-" + Base64.getEncoder().encodeToString(digest));
  }

  @ParameterizedTest
  @CsvSource({
    "holdfast-seat-picker.d.ts, text/plain, interface HoldfastEvents",
    "custom-elements.json, application/json, '\"tagName\": \"holdfast-seat-picker\"'",
  })
  void whatThePickerDeclaresIsBesideIt(String file, String type, String part) {
    api.open()
        .get(FOLDER + file)
        .then()
        .statusCode(200)
        .contentType(type)
        .header("Access-Control-Allow-Origin", "*")
        .header("Cache-Control", "public, max-age=300")
        .body(containsString(part));
  }

  @Test
  void aPageOfAnyOriginMayLoadThePickerButNotCallTheApi() {
    api.open()
        .header("Origin", SHOP)
        .get(PICKER)
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", "*")
        .header("Cross-Origin-Resource-Policy", "cross-origin");
    api.open()
        .header("Origin", SHOP)
        .get("/api/v1/events")
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", nullValue());
  }

  private String keyForPagesOf(String origin) {
    String client =
        api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").then().extract().path("id");
    return api.asAdmin("{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(origin))
        .post("/api/v1/clients/" + client + "/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }

  private RequestSpecification preflight(String origin) {
    return api.open()
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "PATCH")
        .header("Access-Control-Request-Headers", "authorization,content-type,hold-secret");
  }

  @Test
  void aPageOfAnOriginThatAKeyIsForMayCallTheApi() throws InterruptedException {
    String other = "https://another.example";
    assertProblem(preflight(other).options("/api/v1/holds/" + ID), 403, "forbidden")
        .header("Access-Control-Allow-Origin", nullValue())
        .header("Vary", "Origin");
    String key = keyForPagesOf(other);
    // What a node has read of the keys is believed for so long.
    Thread.sleep(500);
    preflight(other)
        .options("/api/v1/holds/" + ID)
        .then()
        .statusCode(204)
        .header("Access-Control-Allow-Origin", other)
        .header("Access-Control-Allow-Methods", containsString("PATCH"))
        .header("Access-Control-Allow-Headers", containsString("authorization"))
        .header("Vary", "Origin");
    for (RequestSpecification request : List.of(api.open(), api.as(key))) {
      request
          .header("Origin", other)
          .get("/api/v1/events")
          .then()
          .statusCode(200)
          .header("Access-Control-Allow-Origin", other)
          .header("Access-Control-Expose-Headers", containsString("idempotency-replayed"))
          .header("Vary", "Origin");
    }
    String elsewhere = "https://yet-another.example";
    keyForPagesOf(elsewhere);
    Thread.sleep(500);
    assertProblem(api.as(key).header("Origin", elsewhere).get("/api/v1/events"), 403, "forbidden")
        .header("Access-Control-Allow-Origin", elsewhere);
  }

  @Test
  void aPageOfAnotherSiteChangesNothing() {
    String event = api.newEvent();
    String before = api.picture(event);
    for (String site : List.of("cross-site", "same-site")) {
      assertProblem(
          api.open(Api.seats("A-1"))
              .header("Origin", SHOP)
              .header("Sec-Fetch-Site", site)
              .post(Api.holds(event)),
          403,
          "forbidden");
    }
    assertThat(api.picture(event)).isEqualTo(before);
    api.open(Api.seats("A-1"))
        .header("Origin", "http://the-same.example")
        .header("Sec-Fetch-Site", "same-origin")
        .post(Api.holds(event))
        .then()
        .statusCode(201);
  }

  private static HttpResponse<byte[]> get(URI service, String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path));
      headers.forEach(request::header);
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }
}
