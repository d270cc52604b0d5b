package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
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
  private static final String SHOP = "https://shop.example";
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

  @Test
  void aPageOfAnOriginThatIsLetInMayCallTheApi(EmbeddedPostgres postgres) {
    Map<String, String> settings =
        Map.of("QUARKUS_HTTP_CORS_ENABLED", "true", "QUARKUS_HTTP_CORS_ORIGINS", SHOP);
    try (PackagedService service = PackagedService.start(postgres, settings)) {
      Api open = new Api(service.uri());
      open.open()
          .header("Origin", SHOP)
          .header("Access-Control-Request-Method", "PATCH")
          .header("Access-Control-Request-Headers", "content-type,hold-secret,idempotency-key")
          .options("/api/v1/holds/" + ID)
          .then()
          .statusCode(200)
          .header("Access-Control-Allow-Origin", SHOP)
          .header("Access-Control-Allow-Methods", containsString("PATCH"));
      open.open()
          .header("Origin", SHOP)
          .get("/api/v1/events")
          .then()
          .statusCode(200)
          .header("Access-Control-Allow-Origin", SHOP)
          .header("Access-Control-Allow-Credentials", "false")
          .header("Access-Control-Expose-Headers", containsString("idempotency-replayed"));
      open.open()
          .header("Origin", SHOP)
          .get(PICKER)
          .then()
          .statusCode(200)
          .header("Access-Control-Allow-Origin", "*");
    }
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
