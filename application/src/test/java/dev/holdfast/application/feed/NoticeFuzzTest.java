package dev.holdfast.application.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever somebody says on the channel of the nodes, it is a notice, which written and read again
/// is the same, or an {@link IllegalArgumentException} says that it is none.
class NoticeFuzzTest {
  static Stream<String> texts() {
    return Stream.of(
        "1f6b2c9d04e7a853 0190b0d2-7c1e-4a55-9c1f-5f0d3a2b1c4e 1767225600 42",
        "1f6b2c9d04e7a853 0-0-0-0-00000000000000000000000000000 1 1");
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "5s")
  void aTextIsANoticeOrNone(@NotNull String text) {
    Notice notice;
    try {
      notice = Notice.parse(text);
    } catch (IllegalArgumentException _) {
      return;
    }
    assertThat(Notice.parse(notice.text())).isEqualTo(notice);
  }
}
