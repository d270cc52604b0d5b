package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.Texts;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.RequestKey;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The request that is being answered: the one place where bodies, keys and secrets come in.
@RequestScoped
class Inbound {
  static final int BODY_LIMIT = 64 * 1024;
  static final int CATALOGUE_LIMIT = 32 * 1024 * 1024;
  static final String HOLD_SECRET = "Hold-Secret";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /// 128 random bits in the shortest usual writing, Base64. Callers without a secret key
  /// share one space of keys, and whoever guesses another's is given what the other holds.
  static final int SHARED_KEY_LENGTH = 22;

  /// JSON may write each character of a text as an escape of its number.
  private static final int LONGEST_CHARACTER = 6;

  /// What of a request about seats does not grow with their number, most of it metadata.
  private static final int BESIDES_SEATS = 48 * 1024;

  /// What a request may say of one seat or place besides ids: names of fields, a quantity,
  /// punctuation and blanks.
  private static final int BESIDES_IDS = 200;

  private final HttpHeaders headers;
  private final UriInfo uri;
  private final Request request;
  private final Callers callers;
  private final Events events;
  private final GoneClients gone;
  private final HttpServerRequest connection;
  private @Nullable Supplier<Optional<Caller>> sender;

  Inbound(
      HttpHeaders headers,
      UriInfo uri,
      Request request,
      Callers callers,
      Events events,
      GoneClients gone,
      HttpServerRequest connection) {
    this.headers = headers;
    this.uri = uri;
    this.request = request;
    this.callers = callers;
    this.events = events;
    this.gone = gone;
    this.connection = connection;
  }

  /// A request that was found in order.
  ///
  /// @param key null if it has no idempotency key
  record Call<T>(T body, Caller caller, @Nullable RequestKey key) {}

  /// A call about seats and places with a JSON object for a body, or none. Its body may be as long
  /// as it takes to name as many of them as the event lets one hold have.
  ///
  /// @param scope that a key has to have; it is open to those who send none
  /// @param id of the event, or of one of its holds or reservations
  /// @throws ProblemException if it is refused: first for its form, then for its sender
  <T> Call<T> seatsIfAny(Scope scope, String id, InputStream body, Function<JsonFields, T> reader) {
    return call(
        scope, body(body, () -> seatsLimit(id)), bytes -> JsonFields.readIfAny(bytes, reader));
  }

  /// The same with a body.
  <T> Call<T> seats(Scope scope, String id, InputStream body, Function<JsonFields, T> reader) {
    return call(scope, body(body, () -> seatsLimit(id)), bytes -> JsonFields.read(bytes, reader));
  }

  private int seatsLimit(String id) {
    return Ids.uuid(id)
        .flatMap(events::sale)
        .map(sale -> Math.max(BODY_LIMIT, seatsLimit(sale)))
        .orElse(BODY_LIMIT);
  }

  /// A seat may be added with a ticket type, another one given back, and a third one get another
  /// ticket type.
  private static int seatsLimit(Sale sale) {
    int longestType =
        sale.event().settings().ticketTypes().stream()
            .mapToInt(type -> type.id().length())
            .max()
            .orElse(0);
    int ids = 3 * sale.seatMap().longestId() + 2 * longestType;
    return BESIDES_SEATS
        + sale.event().settings().holdPolicy().maxSeatsPerHold()
            * (LONGEST_CHARACTER * ids + BESIDES_IDS);
  }

  /// A call with a JSON object for a body, or none.
  ///
  /// @param scope that a key has to have; it is open to those who send none
  /// @throws ProblemException if it is refused: first for its form, then for its sender
  <T> Call<T> jsonIfAny(Scope scope, InputStream body, Function<JsonFields, T> reader) {
    return call(scope, body(body, () -> BODY_LIMIT), bytes -> JsonFields.readIfAny(bytes, reader));
  }

  /// A call of the organiser about what the catalogue has, which may be large. A stranger's is not
  /// read further than other bodies are.
  ///
  /// @param scope that it requires a key with
  /// @throws ProblemException if it is refused: first for its form, then for its sender
  <T> Call<T> catalogue(Scope scope, InputStream body, Function<byte[], T> reader) {
    if (found().filter(caller -> caller.may(scope)).isPresent()) {
      return call(scope, body(body, () -> CATALOGUE_LIMIT), reader);
    }
    try {
      read(body(body, () -> BODY_LIMIT), reader);
    } catch (ProblemException e) {
      if (e.answer().problem() != Problem.PAYLOAD_TOO_LARGE) {
        throw e;
      }
    }
    throw refusal(scope);
  }

  /// A call of the organiser's that says all by its address.
  ///
  /// @throws ProblemException likewise
  <T> Call<T> organiser(Scope scope, InputStream body, T meaning) {
    return catalogue(scope, body, bytes -> JsonFields.readIfAny(bytes, _ -> meaning));
  }

  /// A call of the organiser's with a JSON object for a body.
  ///
  /// @throws ProblemException likewise
  <T> Call<T> organiserJson(Scope scope, InputStream body, Function<JsonFields, T> reader) {
    return catalogue(scope, body, bytes -> JsonFields.read(bytes, reader));
  }

  /// A body that has nothing to say.
  record NoFields() {}

  /// A request without who sent it.
  private record Form<T>(T body, @Nullable String key) {}

  private <T> Form<T> read(byte[] body, Function<byte[], T> reader) {
    String key = idempotencyKey();
    return new Form<>(reader.apply(body), key);
  }

  private <T> Call<T> call(Scope scope, byte[] body, Function<byte[], T> reader) {
    Form<T> form = read(body, reader);
    Caller caller = caller(scope);
    String key = form.key();
    return new Call<>(
        form.body(), caller, key == null ? null : caller.requestKey(key, fingerprint(body)));
  }

  /// Who sends a call that is open to all.
  ///
  /// @throws ProblemException if the request carries a key that is not valid
  Caller caller() {
    return Callers.of(found(), headers.getHeaderString(Callers.ORIGIN), request.getMethod())
        .withHoldSecret(headers.getHeaderString(HOLD_SECRET))
        .withNetwork(RateLimiting.network(connection.remoteAddress()));
  }

  /// Who sends a call that is open to those who have no key, to browsers, and to those whose key
  /// has this scope.
  ///
  /// @throws ProblemException if the request carries another key
  Caller caller(Scope scope) {
    Caller caller = caller();
    if (!caller.isPublic() && !caller.may(scope)) {
      throw refusal(scope);
    }
    return caller;
  }

  /// Who sends a call that requires a key with this scope, and without a mandate: it may be about
  /// what others have placed.
  ///
  /// @throws ProblemException if the request carries no such key
  Caller require(Scope scope) {
    Caller caller = caller();
    if (!caller.may(scope)) {
      throw refusal(scope);
    }
    if (caller.mandate() != null) {
      throw ProblemException.forbidden("This call requires a key without a mandate.");
    }
    return caller;
  }

  /// The same for a response that goes on: the key may have ended meanwhile.
  Caller requireStill(Scope scope) {
    sender = null;
    return require(scope);
  }

  /// Why somebody is refused who has no key with this scope.
  private ProblemException refusal(Scope scope) {
    return caller().hasKey()
        ? ProblemException.forbidden(scope.required())
        : ProblemException.unauthorized(scope.required());
  }

  /// Whose key the request carries, wherever the key is good; empty if it is no valid one. A key is
  /// checked once for a request, since that takes time.
  Optional<Caller> found() {
    if (sender == null) {
      sender = callers.asked(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    }
    return sender.get();
  }

  /// @param most asked only where the body may be longer than any
  private byte[] body(InputStream stream, IntSupplier most) {
    long announced = announcedLength();
    boolean isSmall = announced > 0 && announced <= BODY_LIMIT;
    int limit = isSmall ? BODY_LIMIT : most.getAsInt();
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
      gone.count("its request");
      throw ProblemException.malformed(
          List.of(
              new FieldError(
                  FieldPath.whole(), "the body: incomplete (expected: the complete body)")));
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
    boolean shared = Callers.isPublic(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    int least = shared ? SHARED_KEY_LENGTH : 1;
    if (given.size() > 1
        || !Texts.isPrintable(key)
        || key.length() < least
        || key.length() > RequestKey.LENGTH) {
      throw ProblemException.header(
          IDEMPOTENCY_KEY,
          String.join(", ", given),
          "%d..%d printable ASCII characters%s"
              .formatted(
                  least,
                  RequestKey.LENGTH,
                  shared ? " without a secret key of the API, such as a UUID" : ""));
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
