package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page about security has each requirement of ASVS 5.0, levels 1 and 2, once.
class SecurityPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operating", "security.md");

  /// Each section, and the numbers of its requirements, which are without gaps in these levels.
  private static final String SECTIONS =
      """
      1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3
      4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3
      7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4
      10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4
      13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4
      16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
      """;

  /// One requirement, or the first and the last of several, and their state.
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| (V[0-9.]+)(?: – (V[0-9.]+))? \\| [^|]+ \\|"
              + " (?:met|partly|not met|operator|does not apply)\\b[^|]* \\|");

  @Test
  void everyRequirementIsThereOnceAndInOrder() throws IOException {
    List<String> all =
        Stream.of(SECTIONS.strip().split("\\s+"))
            .map(section -> section.split(":", 2))
            .flatMap(
                section ->
                    IntStream.rangeClosed(1, Integer.parseInt(section[1]))
                        .mapToObj(number -> "V%s.%d".formatted(section[0], number)))
            .toList();
    List<String> found = new ArrayList<>();
    for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
      int first = all.indexOf(row.group(1));
      int last = row.group(2) == null ? first : all.indexOf(row.group(2));
      assertThat(first).as(row.group()).isBetween(0, last);
      found.addAll(all.subList(first, last + 1));
    }

    assertThat(all).hasSize(253);
    assertThat(found).isEqualTo(all);
  }
}
