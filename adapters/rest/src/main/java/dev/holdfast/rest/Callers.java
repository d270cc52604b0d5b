package dev.holdfast.rest;

import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.application.port.in.Caller;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells who asks, by the `Authorization` header: the one way to tell.
@Singleton
class Callers {
  private static final String SCHEME = "Bearer ";

  private final Authentication authentication;

  Callers(Authentication authentication) {
    this.authentication = authentication;
  }

  /// Who asks. A request without any key is open to all.
  ///
  /// @param authorization null if the request has no such header
  /// @return empty if the header has no valid key
  Optional<Caller> find(@Nullable String authorization) {
    if (authorization == null) {
      return Optional.of(Caller.anybody());
    }
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? authentication.caller(authorization.substring(SCHEME.length()))
        : Optional.empty();
  }

  /// Likewise.
  ///
  /// @throws ProblemException if the header has no valid key
  Caller of(@Nullable String authorization) {
    return find(authorization)
        .orElseThrow(
            () ->
                ProblemException.unauthorized(
                    "Authorization: no valid key (expected: Bearer and a valid key)."));
  }
}
