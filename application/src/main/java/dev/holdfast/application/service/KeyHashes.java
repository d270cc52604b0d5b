package dev.holdfast.application.service;

import dev.holdfast.application.port.out.ClientStore.KeyHash;
import dev.holdfast.domain.client.KeyToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// What is kept of the secrets of clients' keys: HMAC-SHA256 (RFC 2104) of the token under a server
/// key, which is no part of the database. Nobody learns a secret from it.
public final class KeyHashes {
  private final ServerKeys keys;

  /// @param keys at least one, each of 32 bytes or more; the first makes new hashes
  /// @throws IllegalArgumentException if there is none, or one is too short
  public KeyHashes(List<byte[]> keys) {
    this.keys = new ServerKeys(keys);
  }

  /// What is to be kept of a secret.
  KeyHash of(KeyToken token) {
    return hash(token, keys.signingKey());
  }

  /// Whether a token has the secret that this was kept of. It takes the same time for right and
  /// wrong. Nobody has it if the server key is not there any more.
  boolean matches(KeyHash kept, KeyToken token) {
    return MessageDigest.isEqual(bytes(kept.value()), bytes(hash(token, kept.pepper()).value()))
        && keys.has(kept.pepper());
  }

  private KeyHash hash(KeyToken token, String pepper) {
    return new KeyHash(HexFormat.of().formatHex(keys.hmac(bytes(token.text()), pepper)), pepper);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
