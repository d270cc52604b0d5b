package dev.holdfast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldErrorTest {
  private static final String MASKS = "\uD83C\uDFAD";

  static List<Arguments> paths() {
    return List.of(
        arguments(FieldPath.of("name"), "name"),
        arguments(FieldPath.of("holdPolicy").to("duration"), "duration"),
        arguments(FieldPath.of("seats").at(0), "seats/0"),
        arguments(FieldPath.of("areas").at(1).to("numbers").at(2), "numbers/2"),
        arguments(FieldPath.of("ticketTypes").at(1).to("id"), "id"),
        arguments(FieldPath.of("ticketTypes").to("S-1"), "S-1"));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aFieldIsCalledByItsNameAndAnElementByItsList(FieldPath path, String called) {
    assertThat(FieldError.expected(path, 0, "1..10"))
        .isEqualTo(new FieldError(path, called + ": 0 (expected: 1..10)"));
  }

  @Test
  void whatSomebodySentIsShownShortAndOnOneLine() {
    String sent = "\u001b\n\uD83C" + MASKS + "z".repeat(50_000);
    assertThat(FieldError.expected(FieldPath.of("kind"), sent, "secret").detail())
        .isEqualTo("kind: \uFFFD\uFFFD\uFFFD" + MASKS + "z".repeat(96) + "… (expected: secret)");
    assertThat(new FieldError(FieldPath.of("seats").at(0), "unknown seat: " + sent).detail())
        .startsWith("unknown seat: \uFFFD\uFFFD\uFFFD" + MASKS + "zz")
        .endsWith("zz…")
        .hasSizeLessThan(510);
    assertThat(FieldError.expected(FieldPath.of(sent), 1, "less").detail())
        .endsWith("zz…: 1 (expected: less)");
  }
}
