package dev.holdfast.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever text Redis has, it is a value, which is written as it is read, or an
/// {@link IllegalArgumentException} says that it is none.
class CodecFuzzTest {
  private static final RequestKey ASKED = new RequestKey("client", "key", "");

  /// Read and written.
  private static final List<UnaryOperator<String>> VALUES =
      List.of(
          text -> Codec.terms(Codec.terms(text)),
          text -> Codec.hold(Codec.hold(text)),
          text -> Codec.details(Codec.details(text)),
          text -> Codec.answer(Codec.answer(ASKED, text)),
          text -> Codec.claim(Codec.claim(text)),
          text -> Codec.coolDown(Codec.coolDown(text, "0")),
          text -> Codec.entry(Codec.entry(text)),
          text -> Codec.settings(Codec.settings(text)),
          text -> Codec.numbersText(Codec.numbersOf(text)));

  static Stream<String> texts() {
    String terms =
        """
        {"id":"0191d6a0-0000-4000-8000-000000000001","placed":1772359200123456,"expires":1772360100123456,
        "latest":1772361000123456,"holder":"%s","seats":[[0,"adult",5000,0],[7,null,1000,3]]%s}""";
    return Stream.of(
        terms.formatted("", ""),
        terms.formatted("1815:0191d6a0-0000-4000-8000-000000000007", ",\"status\":\"open\""),
        terms.formatted(
            "-3",
            ",\"status\":\"confirmed\",\"reservation\":\"0191d6a0-0000-4000-8000-000000000002\""),
        """
        {"key":"k1","customer":"customer-7","metadata":"{\\"cart\\":7}"}""",
        """
        {"fingerprint":"f","kind":"HELD","hold":"0191d6a0-0000-4000-8000-000000000001","reservation":null}""",
        "blocked:camera",
        "7:1815",
        """
        {"reason":"Presale","channel":"fan-club","release":1772359200123456}""",
        "0191d6a0-0000-4000-8000-000000000002:1815:0191d6a0-0000-4000-8000-000000000007",
        "[1,2,3]");
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "5s")
  void aTextIsAValueOrNone(@NotNull String text) {
    for (UnaryOperator<String> value : VALUES) {
      String written;
      try {
        written = value.apply(text);
      } catch (IllegalArgumentException | ArithmeticException _) {
        continue;
      }
      assertThat(value.apply(written)).isEqualTo(written);
    }
  }
}
