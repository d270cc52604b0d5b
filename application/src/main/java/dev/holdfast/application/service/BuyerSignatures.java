package dev.holdfast.application.service;

import dev.holdfast.domain.client.BuyerPass;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Makes and reads buyer tokens: `hf_bt_<id>_<secret>`. The id is {@link BuyerPass#encoded}. The
/// secret has 48 hexadecimal digits, the first 192 bits of the HMAC-SHA256 (RFC 2104) of all before
/// it under a server key. So whoever has no server key can't make one, and nothing is stored.
public final class BuyerSignatures {
  private static final String BEGINNING = "hf_bt_";
  private static final int SECRET_BYTES = 24;

  private final ServerKeys keys;

  /// @param keys at least one, each of 32 bytes or more; the first makes new tokens
  /// @throws IllegalArgumentException if there is none, or one is too short
  public BuyerSignatures(List<byte[]> keys) {
    this.keys = new ServerKeys(keys);
  }

  /// Whether a text looks like a buyer token.
  static boolean isOne(String text) {
    return text.startsWith(BEGINNING);
  }

  String sign(BuyerPass pass) {
    String said = BEGINNING + pass.encoded();
    return said + "_" + secret(said, keys.signingKey());
  }

  /// What a token says; empty if nobody who has a server key has made it. It takes the same time
  /// for a right and a wrong secret, and may have ended.
  Optional<BuyerPass> read(String token) {
    int end = token.lastIndexOf('_');
    String said = token.substring(0, Math.max(end, BEGINNING.length()));
    byte[] given = bytes(token.substring(end + 1));
    boolean right = false;
    for (String key : keys.ids()) {
      right |= MessageDigest.isEqual(bytes(secret(said, key)), given);
    }
    return right ? BuyerPass.decoded(said.substring(BEGINNING.length())) : Optional.empty();
  }

  private String secret(String said, String key) {
    return HexFormat.of().formatHex(Arrays.copyOf(keys.hmac(bytes(said), key), SECRET_BYTES));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
