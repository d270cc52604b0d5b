package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A log that has something private is noticed.
class PrivateTextsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hf_sk_4b0c1f3a4b0c1f3a4b0c1f3a4b0c1f3a_0123456789abcdef0123456789abcdef0123456789abcdef",
        "hf_pk_4b0c1f3a4b0c1f3a4b0c1f3a4b0c1f3a_0123456789abcdef0123456789abcdef0123456789abcdef",
        "hf_bt_eyJh_0123456789abcdef0123456789abcdef0123456789abcdef",
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "Authorization: Bearer something",
        "a token eyJhbGciOiJSUzI1NiJ9.e30",
        "an admin key",
        "192.0.2.17",
        "2001:db8:0:1::1",
        "customer 1815"
      })
  void whatIsPrivateIsFound(String text) {
    PrivateTexts.note("{\"seats\": [], \"customer\": \"customer 1815\"}");
    assertThatThrownBy(() -> check("INFO a line\nWARN it had " + text + ".\nINFO another\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageEndingWith("WARN it had " + text + ".");
  }

  @Test
  void whatAnyoneMayReadIsNot() {
    check(
        """
        INFO [dev.holdfast.acts] POST /api/v1/clients made /api/v1/clients/c2a7f1d4-5b0e-4c7b-9a3d-6e1f0b8c4d21
        WARN customer 18151 of a-customer 1815-b, and an administrator's key
        INFO dev.holdfast.bootstrap.samples.ANameOfAClassThatIsVeryLongIndeedAndHasNoDigit
        """);
  }

  private static void check(String log) {
    PrivateTexts.checkThatNoneIsIn(log, List.of("an admin key"));
  }
}
