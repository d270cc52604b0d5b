package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ETagsTest {
  @Test
  void tagsAreComparedWeaklyInLists() {
    assertThat(ETags.matches("\"a\", W/\"1.2.0\"", "W/\"1.2.0\"")).isTrue();
    assertThat(ETags.matches("\"1.2.0\"", "W/\"1.2.0\"")).isTrue();
    assertThat(ETags.matches("*", "\"a\"")).isTrue();
    assertThat(ETags.matches("W/\"1.2.1\"", "W/\"1.2.0\"")).isFalse();
    assertThat(ETags.matches("", "\"a\"")).isFalse();
    assertThat(ETags.matches(null, "\"a\"")).isFalse();
  }

  @Test
  void ofTheTagsInIfMatchTheStrongOnesCount() {
    assertThat(ETags.ifMatch(List.of("\"a\""))).containsExactly("a");
    assertThat(ETags.ifMatch(List.of(" \"a\" ,, W/\"b\", \"c,d\" , \"\"", "\"e\"")))
        .containsExactlyInAnyOrder("a", "c,d", "", "e");
    assertThat(ETags.ifMatch(List.of("W/\"a\""))).isEmpty();
    assertThat(ETags.ifMatch(List.of(""))).isEmpty();
    assertThat(ETags.ifMatch(List.of(" * "))).isNull();
    for (String header :
        List.of(
            "a", "\"a", "\"a\" \"b\"", "w/\"a\"", "W/ \"a\"", "*, \"a\"", "\"a b\"", "\"a\"b")) {
      assertThatThrownBy(() -> ETags.ifMatch(List.of(header)))
          .as(header)
          .isInstanceOf(ProblemException.class);
    }
    assertThatThrownBy(() -> ETags.ifMatch(List.of())).isInstanceOf(ProblemException.class);
  }

  @Test
  void gzipIsAcceptedUnlessItsWeightIsZero() {
    for (String header : new String[] {"gzip", "br, GZIP", "gzip;q=0.5", "deflate, gzip; q=1.0"}) {
      assertThat(ETags.acceptsGzip(header)).as(header).isTrue();
    }
    for (String header : new String[] {"", "br", "gzip;q=0", "gzip; q=0.0", "identity"}) {
      assertThat(ETags.acceptsGzip(header)).as(header).isFalse();
    }
    assertThat(ETags.acceptsGzip(null)).isFalse();
  }
}
