package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The requests that the fuzz test begins with are those of today: made-up inputs that are refused
/// for their first field reach nothing.
class RequestSeedsTest {
  @Test
  void everyReaderReadsOneOfThem() {
    List<byte[]> seeds = RequestsFuzzTest.requests().toList();
    assertThat(RequestsFuzzTest.READERS)
        .hasSizeGreaterThan(10)
        .allMatch(reader -> seeds.stream().anyMatch(seed -> isRead(reader, seed)));
  }

  private static boolean isRead(Method reader, byte[] seed) {
    try {
      JsonFields.read(
          Arrays.copyOfRange(seed, 1, seed.length),
          fields -> RequestsFuzzTest.apply(reader, fields));
      return true;
    } catch (ProblemException _) {
      return false;
    }
  }
}
