package dev.holdfast.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// The one key that may do everything.
public final class AdminKey {
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] key;

  /// @param key null if there is none, and so nobody has it
  public AdminKey(@Nullable String key) {
    this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  /// Whether an `Authorization` header carries the key. Takes the same time for right and wrong.
  boolean isIn(String authorization) {
    if (key == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] given = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(key, given);
  }

  /// Refuses a key that is not the one that there is; a request without any is open to all.
  ///
  /// @throws ProblemException if the `Authorization` header carries another
  void check(@Nullable String authorization) {
    if (authorization != null && !isIn(authorization)) {
      throw ProblemException.unauthorized(
          "Authorization: not the admin key (expected: Bearer and the admin key).");
    }
  }
}
