package dev.holdfast.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The requests that a node sends to itself, which are not limited and count for nobody. They are
/// known by a secret in a header, for as long as there are any.
public final class OwnRequests {
  /// The header.
  public static final String HEADER = "Holdfast-Own";

  private volatile byte @Nullable [] secret;

  /// Lets them begin.
  ///
  /// @return the header's value
  public String begin() {
    String made = UUID.randomUUID().toString();
    secret = bytes(made);
    return made;
  }

  /// From now on there are none.
  public void end() {
    secret = null;
  }

  /// Whether a request with this value of the header is one of them.
  boolean isOne(@Nullable String value) {
    byte[] expected = secret;
    return expected != null && value != null && MessageDigest.isEqual(expected, bytes(value));
  }

  private static byte[] bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
