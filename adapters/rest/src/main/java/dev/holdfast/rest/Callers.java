package dev.holdfast.rest;

import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.client.Origin;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells who asks, by the `Authorization` header: the one way to tell.
@Singleton
class Callers {
  static final String ORIGIN = "Origin";

  private static final Pattern BROWSERS = Pattern.compile("hf_(pk|bt)_");
  private static final Set<String> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Authentication authentication;

  Callers(Authentication authentication) {
    this.authentication = authentication;
  }

  /// Who asks. A request without any key is open to all.
  ///
  /// @param authorization null if the request has no such header
  /// @return empty if the header has no valid key
  Optional<Caller> find(@Nullable String authorization) {
    return authorization == null
        ? Optional.of(Caller.anybody())
        : Authentication.keyIn(authorization).flatMap(authentication::caller);
  }

  /// Who asks by a header, as {@link #find} finds it once, which is when it is needed first.
  Supplier<Optional<Caller>> asked(@Nullable String authorization) {
    return new Supplier<>() {
      private boolean isAsked;
      private Optional<Caller> found = Optional.empty();

      @Override
      public Optional<Caller> get() {
        if (!isAsked) {
          found = find(authorization);
          isAsked = true;
        }
        return found;
      }
    };
  }

  /// Whether somebody may have made up the key of a header, as far as this node knows without
  /// looking for it.
  boolean mayBeMadeUp(@Nullable String authorization) {
    return authorization != null
        && Authentication.keyIn(authorization).filter(authentication::mayBeMadeUp).isPresent();
  }

  /// Whether a header has no key, or one that everybody can read. It need not be valid.
  static boolean isPublic(@Nullable String authorization) {
    return authorization == null
        || Authentication.keyIn(authorization)
            .filter(key -> BROWSERS.matcher(key).lookingAt())
            .isPresent();
  }

  /// Who asks, from a page that may use the key. Browsers leave the `Origin` out where a page reads
  /// from its own origin, so such a request is answered.
  ///
  /// @param found as {@link #find} gave it
  /// @param origin null if the request has no such header
  /// @throws ProblemException if the request has no valid key, or the key is for other pages
  static Caller of(Optional<Caller> found, @Nullable String origin, String method) {
    Caller caller = found.orElseThrow(ProblemException::noValidKey);
    Caller.Browser browser = caller.browser();
    if (browser != null
        && !(origin == null
            ? READING.contains(method)
            : browser.origins().contains(new Origin(origin)))) {
      throw ProblemException.forbidden(
          "Origin: %s (expected: an origin that the key is for)."
              .formatted(origin == null ? "absent" : Text.plain(origin)));
    }
    return caller;
  }
}
