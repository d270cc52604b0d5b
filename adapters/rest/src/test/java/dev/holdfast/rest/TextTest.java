package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  private static final String MASKS = "\ud83c\udfad";

  @Test
  void aLineIsMeasuredInCharactersNotInHalvesOfThem() {
    assertThat(Text.isLine(MASKS.repeat(10), 10)).isTrue();
    assertThat(Text.isLine(MASKS.repeat(11), 10)).isFalse();
  }

  @Test
  void aLineSaysSomethingAndHasNoControls() {
    assertThat(Text.isLine(" ", 10)).isFalse();
    assertThat(Text.isLine("a\nb", 10)).isFalse();
  }
}
