package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The pages of this repository name only files, headings and tests that are there.
class DocumentationTest {
  private static final Path ROOT = Path.of("..");

  /// Pages in `src` are templates, whose links are those of another folder.
  private static final String NO_PAGES = "target|node_modules|src|\\.[^.].*";

  private static final String NO_SOURCES = "target|node_modules|\\.[^.].*";

  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\n]+`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern TEST =
      Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT|Contract))(?:\\.(\\w+))?`");

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    var links = new ArrayList<String>();
    var broken = new ArrayList<String>();
    for (Path page : files(".md", NO_PAGES)) {
      String text = CODE.matcher(Files.readString(page)).replaceAll("");
      for (MatchResult match : LINK.matcher(text).results().toList()) {
        String link = match.group(1);
        links.add(link);
        if (!ELSEWHERE.matcher(link).matches() && !leadsSomewhere(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(links).hasSizeGreaterThan(200);
    assertThat(broken).isEmpty();
  }

  @Test
  void everyRowOfATableHasAsManyCellsAsTheFirst() throws IOException {
    int rows = 0;
    var broken = new ArrayList<String>();
    for (Path page : files(".md", NO_PAGES)) {
      long expected = 0;
      for (String line : CODE.matcher(Files.readString(page)).replaceAll("").lines().toList()) {
        long cells = line.startsWith("|") ? CELL.matcher(line).results().count() : 0;
        if (cells > 0 && expected > 0 && cells != expected) {
          broken.add(page + ": " + line);
        }
        rows += cells > 0 ? 1 : 0;
        expected = expected > 0 && cells > 0 ? expected : cells;
      }
    }
    assertThat(rows).isGreaterThan(500);
    assertThat(broken).isEmpty();
  }

  @Test
  void everyTestIsThere() throws IOException {
    Map<String, Path> sources = new HashMap<>();
    for (Path source : files(".java", NO_SOURCES)) {
      sources.put(source.getFileName().toString(), source);
    }
    var tests = new ArrayList<String>();
    var missing = new ArrayList<String>();
    for (Path page : files(".md", NO_PAGES)) {
      for (MatchResult test : TEST.matcher(Files.readString(page)).results().toList()) {
        tests.add(test.group());
        Path source = sources.get(test.group(1) + ".java");
        if (source == null
            || (test.group(2) != null
                && !Files.readString(source).contains("void " + test.group(2) + "("))) {
          missing.add(page + ": " + test.group());
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(50);
    assertThat(missing).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  /// The anchors that GitHub gives to the headings of a page.
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<Path> files(String ending, String skippedFolders) throws IOException {
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.getFileName().toString().matches(skippedFolders)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
