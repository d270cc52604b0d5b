package dev.holdfast.application.service;

import dev.holdfast.domain.hold.HoldId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/// Makes and checks hold secrets: the HMAC-SHA256 (RFC 2104) of a hold's id under a server key.
///
/// Nothing secret is stored with a hold, and a replay can give the same secret again. The first key
/// makes new secrets. The secrets of any number of others are valid, too: of earlier keys, while
/// holds and reservations made with them are of use, and of one that nodes are about to sign with.
public final class HoldSecrets {
  private final ServerKeys keys;

  /// The secrets made with these keys.
  ///
  /// @param keys at least one, each of 32 bytes or more; the first makes new secrets
  /// @throws IllegalArgumentException if there is none, or one is too short
  public HoldSecrets(List<byte[]> keys) {
    this.keys = new ServerKeys(keys);
  }

  /// The id of the key that makes new secrets; kept with each hold.
  public String signingKey() {
    return keys.signingKey();
  }

  /// The secret of a hold: the one that it was given, or one that is good now, if its key is not
  /// live any more.
  ///
  /// @param keyId the id of the key that it was made with
  public String secret(HoldId hold, String keyId) {
    return hmac(hold, keyId);
  }

  /// Whether this is the hold's secret under any live key. Takes the same time for right and wrong.
  public boolean isSecretOf(HoldId hold, String secret) {
    byte[] given = secret.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (String key : keys.ids()) {
      byte[] right = hmac(hold, key).getBytes(StandardCharsets.UTF_8);
      found |= MessageDigest.isEqual(right, given);
    }
    return found;
  }

  private String hmac(HoldId hold, String keyId) {
    ByteBuffer id =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(hold.value().getMostSignificantBits())
            .putLong(hold.value().getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(keys.hmac(id.array(), keyId));
  }
}
