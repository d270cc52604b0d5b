package dev.holdfast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldErrorTest {
  @ParameterizedTest
  @CsvSource({
    "/name, name",
    "/holdPolicy/duration, duration",
    "/seats/0, seats/0",
    "/ticketTypes/1/id, id",
    "/ticketTypes/S-1, S-1"
  })
  void aFieldIsNamedByItsPointersEndAndAnElementByItsList(String pointer, String named) {
    assertThat(FieldError.expected(pointer, 0, "1..10"))
        .isEqualTo(new FieldError(pointer, named + ": 0 (expected: 1..10)"));
  }

  @Test
  void aMembersNameIsEscapedInItsPointer() {
    assertThat(FieldError.member("/prices", "a/b~c")).isEqualTo("/prices/a~1b~0c");
  }
}
