package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.domain.hold.HoldId;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldSecretsTest {
  private static final byte[] OLD = key(1);
  private static final byte[] NEW = key(2);

  private final HoldId hold = new HoldId(UUID.randomUUID());
  private final HoldSecrets secrets = new HoldSecrets(List.of(OLD));

  private static byte[] key(int value) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) value);
    return key;
  }

  @Test
  void aHoldHasOneSecretAndNoOtherHoldHasIt() {
    String secret = secrets.secret(hold, secrets.signingKey());

    assertThat(secret).hasSize(43);
    assertThat(secrets.secret(hold, secrets.signingKey())).isEqualTo(secret);
    assertThat(secrets.isSecretOf(hold, secret)).isTrue();
    assertThat(secrets.isSecretOf(new HoldId(UUID.randomUUID()), secret)).isFalse();
    assertThat(secrets.isSecretOf(hold, "")).isFalse();
    assertThat(secrets.isSecretOf(hold, secret + "x")).isFalse();
  }

  @Test
  void aSecretIsTheHmacOfTheIdAsSixteenBytes() {
    // echo -n 000102030405060708090a0b0c0d0e0f | xxd -r -p |
    //   openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01 -binary | basenc --base64url
    HoldId known = new HoldId(UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f"));

    assertThat(secrets.secret(known, secrets.signingKey()))
        .isEqualTo("wLP9Cj1yD8ERoG1ql6yT_BbrWstHceQR2xWM26sBs6s");
  }

  @Test
  void theFirstKeyMakesSecretsAndAllAreGood() {
    List<byte[]> keys = List.of(key(7), key(6), key(5), key(4), key(3));
    HoldSecrets all = new HoldSecrets(keys);

    for (byte[] key : keys) {
      HoldSecrets before = new HoldSecrets(List.of(key));
      String given = before.secret(hold, before.signingKey());
      assertThat(all.isSecretOf(hold, given)).isTrue();
      assertThat(all.secret(hold, before.signingKey())).isEqualTo(given);
    }
    assertThat(all.signingKey()).isEqualTo(new HoldSecrets(List.of(key(7))).signingKey());
  }

  @Test
  void whileNodesGetANewKeyInTwoRoundsEachTakesTheSecretsOfAllOthers() {
    List<HoldSecrets> rounds =
        List.of(
            new HoldSecrets(List.of(OLD)),
            new HoldSecrets(List.of(OLD, NEW)),
            new HoldSecrets(List.of(NEW, OLD)));

    for (int round = 1; round < rounds.size(); round++) {
      assertAgree(rounds.get(round - 1), rounds.get(round));
    }
    assertThat(takes(rounds.getFirst(), rounds.getLast())).as("in one round").isFalse();
  }

  private void assertAgree(HoldSecrets node, HoldSecrets other) {
    assertThat(takes(node, other)).isTrue();
    assertThat(takes(other, node)).isTrue();
  }

  /// Whether a node takes the secret that another one gives.
  private boolean takes(HoldSecrets node, HoldSecrets giver) {
    return node.isSecretOf(hold, giver.secret(hold, giver.signingKey()));
  }

  @Test
  void aHoldWhoseKeyWasRemovedIsGivenASecretThatIsGoodNow() {
    HoldSecrets newOnly = new HoldSecrets(List.of(NEW));
    String old = secrets.secret(hold, secrets.signingKey());
    String replayed = newOnly.secret(hold, secrets.signingKey());

    assertThat(newOnly.isSecretOf(hold, old)).isFalse();
    assertThat(newOnly.isSecretOf(hold, replayed)).isTrue();
    assertThat(new HoldSecrets(List.of(NEW, OLD)).isSecretOf(hold, replayed)).isTrue();
  }

  @Test
  void weakOrMissingKeysAreRefused() {
    assertThatThrownBy(() -> new HoldSecrets(List.of(new byte[31])))
        .hasMessage("secret key: 31 bytes (expected: >= 32)");
    assertThatThrownBy(() -> new HoldSecrets(List.of()))
        .hasMessage("secret keys: 0 (expected: >= 1)");
  }
}
