package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.domain.notification.FeedPosition;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a header, a query parameter or a part of the address is, it is read, or refused as
/// malformed.
class HeadersFuzzTest {
  private static final List<Consumer<String>> PARSERS =
      List.of(
          Position::of,
          text -> Position.of(text, text),
          text -> ETags.matches(text, "W/\"1.2.3\""),
          text -> ETags.ifMatch(Arrays.asList(text.split("\n", -1))),
          ETags::acceptsGzip,
          text -> Queries.whole("limit", text, 1, 200, 50),
          text -> Queries.count("since", text),
          text -> Queries.instant("from", text),
          text -> Queries.flag("repair", text),
          text -> Queries.text("externalId", text, 200),
          text -> Queries.cursor("cursor", text),
          text -> Queries.idCursor(text),
          text -> FeedPosition.parse(text).ifPresent(HeadersFuzzTest::requireSameText),
          text -> Authentication.keyIn(text).ifPresent(key -> assertThat(text).endsWith(key)),
          Ids::uuid,
          Addresses::isReadable);

  static Stream<String> headers() {
    return Stream.of(
        "1767225600.42",
        "W/\"1.2.3\", \"x\", *",
        "gzip;q=0.0, br",
        "2026-03-01T10:00:00Z",
        "true",
        "1767225600.42.7",
        "Bearer hf_sk_0191d6a0000040008000000000000001",
        "MDE5MWQ2YTAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAx",
        "0191d6a0-0000-4000-8000-000000000001",
        "MjAyNi0wMy0wMVQxMDowMDowMFogMDE5MWQ2YTAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAx",
        "/api/v1/events/%C3%A4?x=%00");
  }

  private static void requireSameText(FeedPosition position) {
    assertThat(FeedPosition.parse(position.toString())).contains(position);
  }

  @MethodSource("headers")
  @FuzzTest(maxDuration = "5s")
  void aTextIsReadOrRefused(@NotNull String text) {
    for (Consumer<String> parser : PARSERS) {
      try {
        parser.accept(text);
      } catch (ProblemException e) {
        assertThat(e.answer().problem()).isEqualTo(Problem.MALFORMED_REQUEST);
      }
    }
  }
}
