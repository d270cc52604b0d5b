package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page about dependencies lists what the modules depend on, all of it and nothing else.
class DependenciesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "dependencies.md");

  private static final Pattern MANAGED =
      Pattern.compile("<dependencyManagement>.*?</dependencyManagement>", Pattern.DOTALL);
  private static final Pattern PLUGIN =
      Pattern.compile("<(build|pluginManagement)>.*?</\\1>", Pattern.DOTALL);
  private static final Pattern EXCLUSIONS =
      Pattern.compile("<exclusions>.*?</exclusions>", Pattern.DOTALL);
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`:]+):([^`]+)` \\|");

  @Test
  void thePageListsWhatTheModulesDependOn() throws IOException {
    Set<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of(".."), 3)) {
      files
          .filter(file -> file.endsWith("pom.xml") && !file.toString().contains("target"))
          .map(DependenciesPageTest::dependencies)
          .forEach(used::addAll);
    }
    assertThat(used).hasSizeGreaterThan(20);
    assertThat(names(ROW, Files.readString(PAGE))).isEqualTo(used);
  }

  private static Set<String> dependencies(Path pom) {
    try {
      String text = Files.readString(pom);
      for (Pattern other : new Pattern[] {MANAGED, PLUGIN, EXCLUSIONS}) {
        text = other.matcher(text).replaceAll("");
      }
      Set<String> names = names(DEPENDENCY, text);
      names.removeIf(name -> name.startsWith("dev.holdfast:"));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1) + ":" + match.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
