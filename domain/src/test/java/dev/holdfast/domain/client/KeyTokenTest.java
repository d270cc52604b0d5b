package dev.holdfast.domain.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTokenTest {
  private static final String ID = "0b6d3f7c6f3a4f0f8a55d2c1b0a4e001";
  private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";

  private final SecureRandom random = new SecureRandom();

  @Test
  void aTokenSaysItsKindAndItsId() {
    assertThat(KeyToken.parse("hf_sk_" + ID + "_" + SECRET))
        .contains(
            new KeyToken(
                KeyKind.SECRET,
                new KeyId(UUID.fromString("0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001")),
                SECRET));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsMadeIsRead(KeyKind kind) {
    KeyToken token = KeyToken.random(kind, random);
    assertThat(token.text()).matches("hf_(sk|pk)_[0-9a-f]{32}_[0-9a-f]{48}");
    assertThat(KeyToken.parse(token.text())).contains(token);
  }

  @Test
  void noTwoAreTheSame() {
    assertThat(
            IntStream.range(0, 100).mapToObj(_ -> KeyToken.random(KeyKind.SECRET, random).secret()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hf",
        "hf_sk__",
        "hf_sk_" + ID,
        "hf_sk_" + ID + "_",
        "hf_sk_" + ID + "_" + SECRET + "0",
        "hf_sk_" + ID + "_" + SECRET + "\n",
        " hf_sk_" + ID + "_" + SECRET,
        "hf_xk_" + ID + "_" + SECRET,
        "HF_SK_" + ID + "_" + SECRET,
        "hf_sk_" + ID + "_0123456789ABCDEF0123456789abcdef0123456789abcdef",
        "hf_sk_0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001_" + SECRET,
        "hf-sk_" + ID + "_" + SECRET,
        "hf_sk-" + ID + "_" + SECRET,
        "hf_sk_" + ID + "-" + SECRET,
        "hf_sk_g123456789abcdef0123456789abcdef_" + SECRET,
        "hf_sk_" + ID + "_0123456789abcdef0123456789abcdef0123456789abcde\u0661"
      })
  void anythingElseIsNoToken(String text) {
    assertThat(KeyToken.parse(text)).isEmpty();
  }

  @Test
  void aLogDoesNotShowTheSecret() {
    KeyToken token = KeyToken.random(KeyKind.SECRET, random);
    assertThat("got " + token).doesNotContain(token.secret()).contains("hf_sk_");
  }
}
