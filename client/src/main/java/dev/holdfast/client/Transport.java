package dev.holdfast.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sends requests until there is an answer. Every request can be repeated: one that changes
/// something carries an idempotency key, or does the same thing twice. What a request deletes,
/// which got no answer, is deleted if the next try does not find it.
///
/// @param root where the API is
/// @param key gives the key to send; null for none
/// @param timeout how long one try may take
/// @param retries how often a request is sent again that got no answer
/// @param pause the one before the first of them; each further one is twice as long
record Transport(
    HttpClient http,
    URI root,
    @Nullable Supplier<String> key,
    Duration timeout,
    int retries,
    Duration pause) {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// @param path below the root, with the query
  /// @param body as JSON; null for none
  record Request(String method, String path, @Nullable String body, Map<String, String> headers) {
    static Request of(String method, String path) {
      return new Request(method, path, null, Map.of());
    }

    Request with(String header, @Nullable String value) {
      if (value == null) {
        return this;
      }
      var more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Request(method, path, body, more);
    }

    Request body(Object value) {
      return new Request(method, path, Json.text(value), headers);
    }

    Request json(String text) {
      return new Request(method, path, text, headers);
    }

    boolean isRead() {
      return method.equals("GET");
    }

    /// Whether it deletes what its path names. With a body, it deletes less.
    boolean deletesAll() {
      return method.equals("DELETE") && body == null;
    }

    boolean needsKey() {
      return method.equals("POST") || method.equals("PATCH");
    }
  }

  /// What has come of one try.
  sealed interface Outcome<T> {}

  /// An answer that is no error.
  record Answer<T>(HttpHeaders headers, T body) implements Outcome<T> {}

  /// One try that failed.
  ///
  /// @param isTransient whether another try may have an answer
  /// @param mayBeDone whether the request may have been carried out; null if it was not by this
  ///     try, which says nothing of those before it
  private record Failed<T>(
      HoldfastException error, boolean isTransient, @Nullable Boolean mayBeDone)
      implements Outcome<T> {
    Duration retryAfter() {
      Duration after = error instanceof ProblemException of ? of.retryAfter() : null;
      return after == null ? Duration.ZERO : after;
    }
  }

  /// @param type of the body; `Void` for none
  <T> Answer<T> send(Request request, Class<T> type, @Nullable String idempotencyKey) {
    String sent =
        !request.needsKey()
            ? null
            : idempotencyKey != null ? idempotencyKey : UUID.randomUUID().toString();
    Request whole = request.with("Idempotency-Key", sent);
    boolean mayBeDone = false;
    for (int tries = 0; ; tries++) {
      switch (once(whole, type, mayBeDone && request.deletesAll())) {
        case Answer<T> answer -> {
          return answer;
        }
        case Failed<T> failed -> {
          mayBeDone = failed.mayBeDone == null ? mayBeDone : failed.mayBeDone;
          Duration atLeast = failed.retryAfter();
          if (!failed.isTransient
              || tries >= retries
              || atLeast.compareTo(LONGEST_PAUSE) > 0
              || !slept(longer(atLeast, backoff(tries)))) {
            throw failed.error.after(mayBeDone && !request.isRead(), sent);
          }
        }
      }
    }
  }

  /// How long to wait after so many failures: not all who lost a service at once return at once.
  Duration backoff(int failures) {
    long millis = Math.min(LONGEST_PAUSE.toMillis(), pause.toMillis() << Math.min(failures, 20));
    return Duration.ofMillis((long) (millis * (0.5 + ThreadLocalRandom.current().nextDouble())));
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /// Whether the thread was let sleep.
  private static boolean slept(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// @throws NoAnswerException if there is no key to send
  HttpRequest built(Request request, String accepted) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(root + request.path()))
            .header("Accept", accepted)
            .method(
                request.method(),
                request.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(request.body()));
    if (request.body() != null) {
      builder.header("Content-Type", "application/json");
    }
    if (key != null) {
      builder.header("Authorization", "Bearer " + given(key));
    }
    request.headers().forEach(builder::header);
    return builder.build();
  }

  private static String given(Supplier<String> key) {
    try {
      return key.get();
    } catch (RuntimeException e) {
      throw new NoAnswerException("no key to send", e);
    }
  }

  /// @param mayBeDeleted whether an earlier try may have deleted what this one is to delete
  private <T> Outcome<T> once(Request request, Class<T> type, boolean mayBeDeleted) {
    CompletableFuture<HttpResponse<byte[]>> sending;
    try {
      sending = http.sendAsync(built(request, "application/json"), BodyHandlers.ofByteArray());
    } catch (NoAnswerException e) {
      return new Failed<>(e, false, null);
    }
    try {
      HttpResponse<byte[]> response = sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      int status = response.statusCode();
      if (status / 100 != 2) {
        ProblemException refused = problem(status, response.headers(), response.body());
        if (!mayBeDeleted || !(refused.problem() instanceof Problem.NotFound)) {
          return new Failed<>(refused, isTransient(status), mayBeDone(status));
        }
      }
      return new Answer<>(response.headers(), body(response.body(), type));
    } catch (IOException e) {
      return new Failed<>(
          new NoAnswerException("the answer is not of the service", e), false, true);
    } catch (ExecutionException e) {
      return new Failed<>(new NoAnswerException("no answer", e.getCause()), true, true);
    } catch (TimeoutException e) {
      sending.cancel(true);
      return new Failed<>(new NoAnswerException("no answer in " + timeout, e), true, true);
    } catch (InterruptedException e) {
      sending.cancel(true);
      Thread.currentThread().interrupt();
      return new Failed<>(new NoAnswerException("interrupted", e), false, true);
    }
  }

  @SuppressWarnings("NullAway") // Void has no other value.
  private static <T> T body(byte[] body, Class<T> type) throws IOException {
    return type == Void.class ? null : Json.read(body, type);
  }

  static ProblemException problem(int status, HttpHeaders headers, byte[] body) {
    Duration after =
        headers
            .firstValue("Retry-After")
            .filter(text -> text.matches("\\d{1,9}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(null);
    return new ProblemException(Json.problem(status, body), after);
  }

  /// Whether the service or a proxy is too busy, or has failed.
  static boolean isTransient(int status) {
    return status >= 500 || status == 408 || status == 425 || status == 429;
  }

  private static @Nullable Boolean mayBeDone(int status) {
    if (status >= 500 || status == 408) {
      return true;
    }
    // Keys and limits are looked at before a request that was sent before is known again.
    return Set.of(401, 403, 425, 429).contains(status) ? null : false;
  }

  /// A path with these query parameters; those that are null are left out.
  static String query(String path, Map<String, ? extends @Nullable Object> parameters) {
    String query =
        parameters.entrySet().stream()
            .filter(of -> of.getValue() != null)
            .map(of -> of.getKey() + "=" + encoded(String.valueOf(of.getValue())))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
