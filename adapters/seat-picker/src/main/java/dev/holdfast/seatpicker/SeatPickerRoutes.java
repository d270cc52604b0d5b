package dev.holdfast.seatpicker;

import io.quarkiverse.web.bundler.runtime.Bundle;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Serves the pages and the seat picker. All of it is in memory, so it is answered on the event
/// loop, past the framework that answers the API's calls and past their limits.
@Singleton
final class SeatPickerRoutes {
  /// Where the files of this major version are. Web shops embed the picker from there; what breaks
  /// their pages gets a folder of its own.
  static final String FOLDER = "/picker/1/";

  /// For web shops: the script, without a hash of its content, and what it declares.
  private static final String PICKER = FOLDER + "holdfast-seat-picker.js";

  private static final String TYPES = FOLDER + "holdfast-seat-picker.d.ts";
  private static final String MANIFEST = FOLDER + "custom-elements.json";
  private static final String INTEGRITY = FOLDER + "integrity.json";

  private static final String ALLOWED = "GET, HEAD, OPTIONS";

  private final Bundle bundle;

  SeatPickerRoutes(Bundle bundle) {
    this.bundle = bundle;
  }

  void route(@Observes Router router) {
    String pickerPath = path(bundle.script("holdfast-seat-picker"));
    String scriptPath = path(bundle.script("pages"));
    String stylePath = path(bundle.style("pages"));
    WebFile picker = WebFile.bundled(pickerPath);

    // With a bar at the end it is the same page, and whatever the id: the page says what there is.
    Map.of("/", "", "/events/[^/]+", "../", "/events/[^/]+/", "../../")
        .forEach(
            (path, up) -> {
              WebFile page = Page.of(up, stylePath, scriptPath, pickerPath);
              router
                  .routeWithRegex(path)
                  .handler(call -> answer(call, page, SeatPickerRoutes::asPage));
            });
    router
        .route(pickerPath)
        .handler(call -> answer(call, picker, SeatPickerRoutes::asHashedComponent));
    Map.of(
            PICKER,
            picker,
            TYPES,
            WebFile.bundled(TYPES),
            MANIFEST,
            WebFile.bundled(MANIFEST),
            INTEGRITY,
            integrity(pickerPath, picker))
        .forEach(
            (path, file) ->
                router
                    .route(path)
                    .handler(call -> answer(call, file, SeatPickerRoutes::asComponent)));
    for (String path : new String[] {scriptPath, stylePath}) {
      WebFile file = WebFile.bundled(path);
      router.route(path).handler(call -> answer(call, file, SeatPickerRoutes::asHashed));
    }
  }

  private static String path(@Nullable String bundled) {
    return Objects.requireNonNull(bundled, "the web sources are not bundled");
  }

  private static void asPage(HttpServerResponse response) {
    response
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("Content-Security-Policy", Page.SECURITY_POLICY);
  }

  /// What a page needs to load this very script and no other (Subresource Integrity).
  private static WebFile integrity(String path, WebFile picker) {
    String json =
        """
        {"src": "%s", "integrity": "%s"}
        """
            .formatted(path.substring(FOLDER.length()), picker.integrity());
    return WebFile.of("application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static void asComponent(HttpServerResponse response) {
    forEverybody(response);
    response.putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300");
  }

  private static void asHashedComponent(HttpServerResponse response) {
    forEverybody(response);
    asHashed(response);
  }

  /// A module script of another origin is only run if its answer lets that origin read it. It is
  /// the same for everybody, and the API stays closed to origins that are not let in.
  private static void forEverybody(HttpServerResponse response) {
    response
        .putHeader("Cross-Origin-Resource-Policy", "cross-origin")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
  }

  private static void asHashed(HttpServerResponse response) {
    response.putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
  }

  private static void answer(RoutingContext call, WebFile file, Consumer<HttpServerResponse> as) {
    HttpServerRequest request = call.request();
    HttpServerResponse response = call.response();
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.OPTIONS)) {
      response.setStatusCode(204).putHeader(HttpHeaders.ALLOW, ALLOWED).end();
      return;
    }
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      refuse(response, method);
      return;
    }
    as.accept(response);
    boolean zipped = acceptsGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    String etag = zipped ? file.zippedEtag() : file.etag();
    Buffer body = zipped ? file.zipped() : file.plain();
    response
        .putHeader(HttpHeaders.ETAG, etag)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
      response.setStatusCode(304).end();
      return;
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (zipped) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (method.equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
    }
  }

  private static void refuse(HttpServerResponse response, HttpMethod method) {
    response
        .setStatusCode(405)
        .putHeader(HttpHeaders.ALLOW, ALLOWED)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            """
            {"type":"/problems/method-not-allowed","title":"Method not allowed","status":405,\
            "detail":"%s is not supported here (expected: %s).","requestId":"%s"}"""
                .formatted(
                    method.name().replaceAll("[^A-Za-z-]", ""),
                    ALLOWED,
                    // Given to each answer before it comes here.
                    response.headers().get("X-Request-Id")));
  }

  private static boolean acceptsGzip(@Nullable String accepted) {
    return accepted != null
        && Arrays.stream(accepted.toLowerCase(Locale.ROOT).replace(" ", "").split(","))
            .anyMatch(coding -> coding.matches("gzip(;q=(1|1\\.0+|0\\.\\d*[1-9]\\d*))?"));
  }

  private static boolean matches(@Nullable String ifNoneMatch, String etag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(tag -> tag.strip().replaceFirst("^W/", ""))
            .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
  }
}
