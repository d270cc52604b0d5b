package dev.holdfast.application.service;

import dev.holdfast.domain.client.KeyToken;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keys that the server signs with: HMAC-SHA256 (RFC 2104) under the first of them, which is
/// also found right under any other. A signature is kept with the id of its key.
///
/// The messages of two uses never meet: a hold's id has 16 bytes. A {@link KeyToken#text}, what
/// {@link BuyerSignatures} sign, and what {@link Holders} and {@link RateLimitService} do have
/// more, and do not begin alike.
final class ServerKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_KEY_BYTES = 32;
  private static final int KEY_ID_BYTES = 4;

  private final Map<String, Mac> keys = new LinkedHashMap<>();
  private final String signingKey;
  private final Mac signing;

  /// @param keys at least one, each of 32 bytes or more; the first signs
  /// @throws IllegalArgumentException if there is none, or one is too short
  ServerKeys(List<byte[]> keys) {
    for (byte[] key : keys) {
      if (key.length < MIN_KEY_BYTES) {
        throw new IllegalArgumentException(
            "secret key: %d bytes (expected: >= %d)".formatted(key.length, MIN_KEY_BYTES));
      }
      this.keys.put(idOf(key), macOf(key));
    }
    Map.Entry<String, Mac> first =
        this.keys.entrySet().stream()
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("secret keys: 0 (expected: >= 1)"));
    this.signingKey = first.getKey();
    this.signing = first.getValue();
  }

  private static String idOf(byte[] key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Mac macOf(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /// The id of the key that signs.
  String signingKey() {
    return signingKey;
  }

  /// The ids of all keys.
  Collection<String> ids() {
    return keys.keySet();
  }

  /// Whether there is a key with this id.
  boolean has(String id) {
    return keys.containsKey(id);
  }

  /// A message's signature under one of the keys, or under the one that signs if there is no such
  /// key.
  byte[] hmac(byte[] message, String keyId) {
    Mac key = keys.get(keyId);
    try {
      // A copy, for a Mac is one thread's at a time, and to make one anew takes longer.
      Mac mac = (Mac) (key == null ? signing : key).clone();
      return mac.doFinal(message);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own " + ALGORITHM + " can be cloned", e);
    }
  }
}
