package dev.holdfast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Settings;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final String MASKS = "\uD83C\uDFAD";

  @Test
  void charactersAreCountedAndNotHalves() {
    assertThat(Texts.isLine(MASKS.repeat(10), 10)).isTrue();
    assertThat(Texts.isLine(MASKS.repeat(11), 10)).isFalse();
  }

  @Test
  void aLineSaysSomethingAndHasNoControls() {
    assertThat(Texts.isLine(" ", 10)).isFalse();
    assertThat(Texts.isLine("a\nb", 10)).isFalse();
  }

  @Test
  void halfACharacterIsNoText() {
    assertThat(Texts.isUnicode("a\n" + MASKS)).isTrue();
    assertThat(Texts.isUnicode("\uD83C")).isFalse();
    assertThat(Texts.isUnicode("a\0b")).isFalse();
  }

  @Test
  void whatIsPrintableIsAscii() {
    assertThat(Texts.isPrintable("a ~")).isTrue();
    assertThat(Texts.isPrintable(" ")).isFalse();
    assertThat(Texts.isPrintable("ü")).isFalse();
    assertThat(Texts.isPrintable("a\tb")).isFalse();
  }

  @Test
  void anInstantHasAnOffset() {
    assertThat(Instants.parse("2026-12-04T19:30:00+01:00"))
        .contains(Instants.parse("2026-12-04T18:30:00Z").orElseThrow());
    assertThat(Instants.parse("2026-12-04T19:30:00")).isEmpty();
    assertThat(Instants.parse("+999999999-12-31T23:59:59Z")).isNotEmpty();
    assertThat(Settings.instant("+999999999-12-31T23:59:59Z")).isEmpty();
    assertThat(Settings.instant(Settings.LATEST.toString())).contains(Settings.LATEST);
  }
}
