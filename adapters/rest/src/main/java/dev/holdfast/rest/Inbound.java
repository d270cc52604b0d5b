package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.ledger.RequestKey;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The request that is being answered: the one place where bodies, keys and secrets come in.
@RequestScoped
class Inbound {
  static final int BODY_LIMIT = 64 * 1024;
  static final int SEAT_MAP_LIMIT = 32 * 1024 * 1024;
  static final String HOLD_SECRET = "Hold-Secret";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final int KEY_LENGTH = 255;

  private final HttpHeaders headers;
  private final UriInfo uri;
  private final Request request;
  private final AdminKey adminKey;

  Inbound(HttpHeaders headers, UriInfo uri, Request request, AdminKey adminKey) {
    this.headers = headers;
    this.uri = uri;
    this.request = request;
    this.adminKey = adminKey;
  }

  /// A request that was found in order.
  ///
  /// @param key null if it has no idempotency key
  record Call<T>(T body, Caller caller, @Nullable RequestKey key) {}

  /// A call with a JSON object for a body.
  ///
  /// @throws ProblemException if it is refused: first for its form, then for its sender
  <T> Call<T> json(InputStream body, Function<JsonFields, T> reader) {
    return call(body(body, BODY_LIMIT), bytes -> JsonFields.read(bytes, reader));
  }

  /// A call with a JSON object for a body, or none.
  ///
  /// @throws ProblemException if it is refused: first for its form, then for its sender
  <T> Call<T> jsonIfAny(InputStream body, Function<JsonFields, T> reader) {
    return call(body(body, BODY_LIMIT), bytes -> JsonFields.readIfAny(bytes, reader));
  }

  /// A call with a seat map for a body. A stranger's is not read further than other bodies are.
  ///
  /// @throws ProblemException if it is refused: first for its form, then for its sender
  <T> Call<T> seatMap(InputStream body, Function<byte[], T> reader) {
    if (isAdmin()) {
      return call(body(body, SEAT_MAP_LIMIT), reader);
    }
    try {
      call(body(body, BODY_LIMIT), reader);
    } catch (ProblemException e) {
      if (e.answer().problem() != Problem.PAYLOAD_TOO_LARGE) {
        throw e;
      }
    }
    throw ProblemException.unauthorized("This call needs the admin key.");
  }

  private <T> Call<T> call(byte[] body, Function<byte[], T> reader) {
    String key = idempotencyKey();
    T read = reader.apply(body);
    Caller caller = caller();
    return new Call<>(
        read, caller, key == null ? null : new RequestKey(caller.client(), key, fingerprint(body)));
  }

  /// Who asks.
  ///
  /// @throws ProblemException if the request carries a key, but not the one that there is
  Caller caller() {
    adminKey.check(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    return new Caller(isAdmin(), headers.getHeaderString(HOLD_SECRET));
  }

  /// The same for a call that needs the key.
  Caller admin() {
    Caller caller = caller();
    if (!caller.admin()) {
      throw ProblemException.unauthorized("This call needs the admin key.");
    }
    return caller;
  }

  private boolean isAdmin() {
    String authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
    return authorization != null && adminKey.isIn(authorization);
  }

  private byte[] body(InputStream stream, int limit) {
    long announced = announcedLength();
    if (announced > limit) {
      throw ProblemException.tooLarge(limit);
    }
    try {
      byte[] body = stream.readNBytes((announced > 0 ? (int) announced : limit) + 1);
      if (body.length > limit) {
        throw ProblemException.tooLarge(limit);
      }
      if (body.length > 0) {
        requireJson(headers.getHeaderString(HttpHeaders.CONTENT_TYPE));
      }
      return body;
    } catch (IOException _) {
      throw ProblemException.malformed(
          List.of(new FieldError("", "the body: broken off (expected: all of it)")));
    }
  }

  /// What `Content-Length` says; 0 if it is absent.
  private long announcedLength() {
    String length = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  /// Looked at only where there is a body: many clients name some type for none. A body without a
  /// type is taken for JSON.
  private static void requireJson(@Nullable String contentType) {
    try {
      if (contentType == null
          || MediaType.valueOf(contentType).isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        return;
      }
    } catch (IllegalArgumentException _) {
      // No media type at all is the wrong one, too.
    }
    throw ProblemException.unsupported(contentType);
  }

  private @Nullable String idempotencyKey() {
    List<String> given = headers.getRequestHeader(IDEMPOTENCY_KEY);
    if (given == null || given.isEmpty()) {
      return null;
    }
    String key = given.getFirst();
    boolean printable = key.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (given.size() > 1 || key.isBlank() || key.length() > KEY_LENGTH || !printable) {
      throw ProblemException.header(
          IDEMPOTENCY_KEY,
          String.join(", ", given),
          "one of 1.." + KEY_LENGTH + " printable ASCII characters");
    }
    return key;
  }

  private String fingerprint(byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String line =
          request.getMethod() + " " + uri.getPath() + " " + new TreeMap<>(uri.getQueryParameters());
      digest.update(line.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
