package dev.holdfast.application.service;

import dev.holdfast.application.port.out.WebhookStore.SealedSecret;
import dev.holdfast.domain.notification.WebhookId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The secrets of webhook endpoints: how they are made, kept, and signed with, as [Standard
/// Webhooks 1.0](https://github.com/standard-webhooks/standard-webhooks) has it.
///
/// Other than all other secrets, one has to be read again to be of use. So it is encrypted
/// (AES-256-GCM) under a key that is made of a server key, and bound to its endpoint.
public final class WebhookSecrets {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String MAC = "HmacSHA256";
  private static final String PREFIX = "whsec_";
  private static final int SECRET_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /// Longer than a hold's id, and other than a token of a key, which are the messages of the server
  /// keys' other uses.
  private static final byte[] USE =
      "secrets of webhook endpoints".getBytes(StandardCharsets.US_ASCII);

  private final ServerKeys keys;
  private final RandomGenerator random;

  /// @param keys at least one, each of 32 bytes or more; the first encrypts
  /// @param random makes secrets; nobody can guess what it gives
  public WebhookSecrets(List<byte[]> keys, RandomGenerator random) {
    this.keys = new ServerKeys(keys);
    this.random = random;
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// A new secret.
  byte[] create() {
    return randomBytes(SECRET_BYTES);
  }

  /// What a secret is shown as.
  static String shown(byte[] secret) {
    return PREFIX + Base64.getEncoder().encodeToString(secret);
  }

  /// What is kept of a secret.
  SealedSecret seal(WebhookId id, byte[] secret) {
    byte[] nonce = randomBytes(NONCE_BYTES);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, id, keys.signingKey(), nonce, secret);
    byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
    return new SealedSecret(keys.signingKey(), Base64.getEncoder().encodeToString(all));
  }

  /// The secret; empty if its server key is not there any more.
  Optional<byte[]> open(WebhookId id, SealedSecret sealed) {
    if (!keys.has(sealed.keyId())) {
      return Optional.empty();
    }
    byte[] all = Base64.getDecoder().decode(sealed.text());
    byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
    byte[] rest = Arrays.copyOfRange(all, NONCE_BYTES, all.length);
    return Optional.of(cipher(Cipher.DECRYPT_MODE, id, sealed.keyId(), nonce, rest));
  }

  private byte[] cipher(int mode, WebhookId id, String keyId, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          mode,
          new SecretKeySpec(keys.hmac(USE, keyId), "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(id.toString().getBytes(StandardCharsets.US_ASCII));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the secret of webhook endpoint " + id, e);
    }
  }

  /// The header `webhook-signature` of a message.
  ///
  /// @param secrets each of which signs
  /// @param timestamp in seconds since 1970
  static String signature(List<byte[]> secrets, String id, long timestamp, byte[] body) {
    byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    return secrets.stream()
        .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(secret, head, body)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] hmac(byte[] secret, byte[] head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret, MAC));
      mac.update(head);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }
}
