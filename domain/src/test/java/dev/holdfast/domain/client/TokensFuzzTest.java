package dev.holdfast.domain.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.event.EventId;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a text is, it is a key, an origin or a pass, written exactly so, or it is none.
class TokensFuzzTest {
  private static final BuyerPass PASS =
      new BuyerPass(
          new KeyId(new UUID(1, 2)),
          new EventId(new UUID(3, 4)),
          new Origin("https://shop.example.org"),
          "customer 1 ü",
          Instant.parse("2026-03-01T10:00:00Z"));

  static Stream<String> texts() {
    return Stream.of(
        "hf_sk_0191d6a0000040008000000000000001_" + "0123456789abcdef".repeat(3),
        "https://shop.example.org:8443",
        "http://[::1]:8000",
        PASS.encoded(),
        "0191d6a0-0000-4000-8000-000000000001");
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "5s")
  void aTextIsReadAsItIsWritten(@NotNull String text) {
    KeyToken.parse(text).ifPresent(token -> assertThat(token.text()).isEqualTo(text));
    Origin.parse(text).ifPresent(origin -> assertThat(origin.value()).isEqualTo(text));
    BuyerPass.decoded(text)
        .ifPresent(pass -> assertThat(BuyerPass.decoded(pass.encoded())).contains(pass));
    Uuids.parse(text).ifPresent(id -> assertThat(id.toString()).isEqualToIgnoringCase(text));
  }
}
