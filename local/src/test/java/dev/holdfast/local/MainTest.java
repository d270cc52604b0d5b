package dev.holdfast.local;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String KEY = "k".repeat(32);

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.3.2.1", "::1", "localhost"})
  void aLoopbackAddressNeedsNoKey(String host) {
    assertThatCode(() -> refuse(host, Optional.empty())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void anyOtherAddressNeedsOne(String host) {
    assertThatThrownBy(() -> refuse(host, Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("--host %s: refused while HOLDFAST_ADMIN_KEY is not set", host);
    assertThatCode(() -> refuse(host, Optional.of(KEY))).doesNotThrowAnyException();
  }

  @Test
  void aShortKeyIsRefusedOnEveryAddress() {
    assertThatThrownBy(() -> refuse("127.0.0.1", Optional.of(KEY.substring(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("HOLDFAST_ADMIN_KEY: 31 characters (expected: 32 or more)");
  }

  private static void refuse(String host, Optional<String> key) {
    Main.refuseStrangersWithoutKey(Main.address(host), host, key);
  }
}
