package dev.holdfast.benchmarks.textbook;

import static java.util.regex.Pattern.quote;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChoosingPageTest {
  private static final Path PAGE = Path.of("../docs/concepts/choosing.md");

  @Test
  void thePageSaysOfEveryWayWhatTheCodeSays() throws IOException {
    String page = Files.readString(PAGE);
    for (Way way : Way.values()) {
      assertThat(page)
          .containsPattern(
              quote("| " + way.title() + " | ")
                  + "[^|]+"
                  + quote(" | " + way.choice() + " | " + way.reason() + " |"));
    }
  }
}
