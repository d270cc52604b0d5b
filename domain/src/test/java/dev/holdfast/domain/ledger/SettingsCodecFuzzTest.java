package dev.holdfast.domain.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.domain.event.Settings;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever bytes are kept of settings, they are settings, which written and read again are the
/// same, or an {@link IllegalArgumentException} says that they are none.
class SettingsCodecFuzzTest {
  static Stream<byte[]> settings() {
    return EntryCodecTest.entries().stream()
        .flatMap(entry -> entry.change().effects().stream())
        .filter(Effect.SettingsSet.class::isInstance)
        .map(effect -> EntryCodec.encode(((Effect.SettingsSet) effect).settings()));
  }

  @MethodSource("settings")
  @FuzzTest(maxDuration = "5s")
  void bytesAreSettingsOrNone(byte[] bytes) {
    Settings settings;
    try {
      settings = EntryCodec.decodeSettings(bytes);
    } catch (IllegalArgumentException _) {
      return;
    }
    assertThat(EntryCodec.decodeSettings(EntryCodec.encode(settings))).isEqualTo(settings);
  }
}
