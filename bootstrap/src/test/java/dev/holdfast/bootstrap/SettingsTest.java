package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String SHORT_KEY = Base64.getEncoder().encodeToString(new byte[31]);
  private static final String ADMIN_KEY = "0123456789abcdef0123456789abcdef";

  private record Config(Optional<String> adminKey, Optional<List<String>> secretKeys)
      implements HoldfastConfig {
    @Override
    public boolean samples() {
      return false;
    }

    @Override
    public SweepConfig sweep() {
      throw new UnsupportedOperationException();
    }

    @Override
    public LanesConfig lanes() {
      throw new UnsupportedOperationException();
    }
  }

  private static Settings settings(@Nullable String adminKey, String host, String... secretKeys) {
    return Settings.of(
        new Config(Optional.ofNullable(adminKey), Optional.of(List.of(secretKeys))), host);
  }

  @Test
  void onLoopbackNoAdminKeyIsNeeded() {
    for (String host : List.of("127.0.0.1", "localhost", "::1", "127.8.8.8")) {
      assertThat(settings(null, host, KEY).adminKey()).isEmpty();
    }
  }

  @Test
  void anywhereElseOneIs() {
    for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
      assertThatThrownBy(() -> settings(null, host, KEY))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("HOLDFAST_ADMIN_KEY");
      assertThatThrownBy(() -> settings(" ", host, KEY)).isInstanceOf(ConfigurationException.class);
      assertThat(settings(ADMIN_KEY, host, KEY).adminKey()).contains(ADMIN_KEY);
    }
  }

  @Test
  void anAdminKeyHasAtLeast32Characters() {
    assertThatThrownBy(() -> settings(ADMIN_KEY.substring(1), "127.0.0.1", KEY))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("HOLDFAST_ADMIN_KEY: 31 characters (expected: >= 32)");
  }

  @Test
  void secretKeysAreAtLeast32BytesInBase64() {
    assertThat(settings(null, "127.0.0.1", KEY, KEY).secretKeys()).hasSize(2);
    assertThatThrownBy(() -> settings(null, "127.0.0.1", KEY, SHORT_KEY))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("HOLDFAST_SECRET_KEYS: a key of 31 bytes (expected: >= 32)");
    assertThatThrownBy(() -> settings(null, "127.0.0.1", "not base64!"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("not base64");
    assertThatThrownBy(() -> settings(null, "127.0.0.1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("openssl rand -base64 32");
  }

  @Test
  void messagesNeverShowAKey() {
    assertThatThrownBy(() -> settings("tooshort", "127.0.0.1", KEY))
        .hasMessageNotContaining("tooshort");
    assertThatThrownBy(() -> settings(null, "127.0.0.1", SHORT_KEY))
        .hasMessageNotContaining(SHORT_KEY);
  }
}
