package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.hold.HoldId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes and checks hold secrets: the HMAC-SHA256 (RFC 2104) of a hold's id under a server key.
///
/// Nothing secret is stored with a hold, and a replay can give the same secret again. The first key
/// makes new secrets. The secrets of any number of others are valid, too: of earlier keys, while
/// holds and reservations made with them are of use, and of one that nodes are about to sign with.
public final class HoldSecrets {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_KEY_BYTES = 32;
  private static final int KEY_ID_BYTES = 4;

  private final Map<String, Mac> keys = new LinkedHashMap<>();
  private final String signingKey;
  private final Mac signing;

  /// The secrets made with these keys.
  ///
  /// @param keys at least one, each of 32 bytes or more; the first makes new secrets
  /// @throws IllegalArgumentException if there is none, or one is too short
  public HoldSecrets(List<byte[]> keys) {
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

  /// The id of the key that makes new secrets; kept with each hold.
  public String signingKey() {
    return signingKey;
  }

  /// The secret of a hold: the one that it was given, or one that is good now, if its key is not
  /// live any more.
  ///
  /// @param keyId the id of the key that it was made with
  public String secret(HoldId hold, String keyId) {
    Mac made = keys.get(keyId);
    return hmac(hold, made == null ? signing : made);
  }

  /// Whether this is the hold's secret under any live key. Takes the same time for right and wrong.
  public boolean isSecretOf(HoldId hold, String secret) {
    byte[] given = secret.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (Mac key : keys.values()) {
      byte[] right = hmac(hold, key).getBytes(StandardCharsets.UTF_8);
      found |= MessageDigest.isEqual(right, given);
    }
    return found;
  }

  /// Whether a caller may touch a hold: by its secret, or by a key.
  boolean admit(Caller caller, HoldId hold) {
    String secret = caller.holdSecret();
    return caller.admin() || (secret != null && isSecretOf(hold, secret));
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

  private static String hmac(HoldId hold, Mac key) {
    ByteBuffer id =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(hold.value().getMostSignificantBits())
            .putLong(hold.value().getLeastSignificantBits());
    try {
      // A copy, for a Mac is one thread's at a time, and to make one anew takes longer.
      Mac mac = (Mac) key.clone();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(id.array()));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own " + ALGORITHM + " can be cloned", e);
    }
  }
}
