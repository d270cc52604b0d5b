package dev.holdfast.application.port.in;

import java.util.Optional;

/// Tells who has sent a key, or the token of a person.
public interface Authentication {
  /// Who has this key. It takes the same time for a right and a wrong secret.
  ///
  /// A key that is revoked or expires is refused within half a second, by every node.
  ///
  /// A buyer token ends with its key as soon. The token of a person ends at its own time.
  ///
  /// @param key the admin key, the token of a client's key, a buyer token, or a token that the
  ///     identity provider has issued to a person
  /// @return empty if it is none of them, or not valid
  /// @throws Unavailable if that can't be known now
  Optional<Caller> caller(String key);

  /// Whether somebody may have made this key up: it looks like the token of a client's key, and
  /// this node has not found that key live before. Tells so without a look at the store, which
  /// {@link #caller} takes.
  boolean mayBeMadeUp(String key);

  /// The key that an `Authorization` header carries; empty if it is of another scheme.
  static Optional<String> keyIn(String authorization) {
    String scheme = "Bearer ";
    return authorization.regionMatches(true, 0, scheme, 0, scheme.length())
        ? Optional.of(authorization.substring(scheme.length()))
        : Optional.empty();
  }
}
