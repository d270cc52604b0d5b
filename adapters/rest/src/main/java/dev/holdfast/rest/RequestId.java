package dev.holdfast.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/// What names a request in its answer, in its problem and in the log. Whoever sends it may choose
/// it, such as a proxy that has a log of its own.
final class RequestId {
  static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");

  private static final int LONGEST = 64;
  private static final boolean[] PLAIN = plain();

  private RequestId() {}

  /// The id of a request: its own, if that can be put into a log as it is, or a new one.
  static String of(HttpServerRequest request) {
    String given = request.getHeader(HEADER);
    return given != null && isPlain(given)
        ? given
        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /// The id of the request of an answer.
  static String of(HttpServerResponse response) {
    return Objects.requireNonNull(response.headers().get(HEADER), "every answer has it");
  }

  private static boolean isPlain(String id) {
    return !id.isEmpty()
        && id.length() <= LONGEST
        && id.chars().allMatch(c -> c < PLAIN.length && PLAIN[c]);
  }

  private static boolean[] plain() {
    var plain = new boolean['z' + 1];
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
        .chars()
        .forEach(c -> plain[c] = true);
    return plain;
  }
}
