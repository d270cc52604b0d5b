package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is said of the seat picker is what its code has: in the types and the custom-elements
/// manifest, which web shops read by machine, and on its page of the docs.
class SeatPickerDeclarationsTest {
  private static final Path WEB =
      Path.of("..", "adapters", "seat-picker", "src", "main", "resources", "web");
  private static final Path DECLARED = WEB.resolve("public/picker/1");

  private final String types = read(DECLARED.resolve("holdfast-seat-picker.d.ts"));
  private final JsonNode manifest = manifest();
  private final String page = read(Path.of("..", "docs", "integrating", "seat-picker.md"));
  private final String element = read(WEB.resolve("picker/picker.ts"));
  private final String code = allCode();

  @Test
  void attributesAndPropertiesAreNamedAlikeEverywhere() {
    String properties = between(element, "static override readonly properties = {", "\n  };");
    Set<String> attributes = new TreeSet<>();
    Set<String> all = new TreeSet<>(Set.of("currentHold"));
    for (MatchResult property : matches("(?m)^    (\\w+): \\{(.*)\\},$", properties)) {
      String name = property.group(1);
      all.add(name);
      String dashed = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      if (!property.group(2).contains("attribute: false")) {
        attributes.add(dashed);
        assertThat(property.group(2))
            .as(name)
            .matches(
                dashed.equals(name)
                    ? "(?!.*attribute:).*"
                    : ".*attribute: '%s'.*".formatted(dashed));
      }
    }
    assertThat(attributes).contains("event", "hold-on");
    assertThat(names("attributes")).isEqualTo(attributes);
    assertThat(rows("Attributes")).isEqualTo(attributes);
    assertThat(namesOfKind("field")).isEqualTo(all);

    Set<String> declared =
        found(
            "(?m)^  (?:readonly |get )?(\\w+)(?:: |\\(\\)|\\?)",
            between(types, "interface HoldfastSeatPicker", "\n}"));
    Set<String> members = new TreeSet<>(all);
    members.addAll(namesOfKind("method"));
    // Every element has that.
    declared.add("lang");
    assertThat(declared).isEqualTo(members);
    assertThat(namesOfKind("method")).allSatisfy(name -> assertThat(element).contains(name + "()"));
    Set<String> told = rows("Properties and methods");
    told.addAll(attributes);
    assertThat(joined(told)).isEqualTo(joined(members));
  }

  @Test
  void eventsAreThoseThatAreFired() {
    Set<String> fired = found("fire\\('(holdfast-[a-z]+)'", code);
    assertThat(fired).hasSizeGreaterThan(5);
    assertThat(names("events")).isEqualTo(fired);
    assertThat(
            found("(?m)^  '(holdfast-[a-z]+)'", between(types, "interface HoldfastEvents", "\n}")))
        .isEqualTo(fired);
    assertThat(rows("Events")).isEqualTo(fired);
  }

  @Test
  void slotsPartsAndCustomPropertiesAreThoseOfTheTemplates() {
    assertThat(names("slots")).isEqualTo(found("<slot name=\"([a-z]+)\"", code));
    assertThat(rows("Slots")).isEqualTo(names("slots"));

    Set<String> parts = found("part=\"([a-z-]+)\"", code);
    parts.add("primary-button");
    assertThat(names("cssParts")).isEqualTo(parts);
    String told = between(page, "Parts for `::part(…)`:", "\n\n");
    assertThat(found("`([a-z-]+)`", told)).isEqualTo(parts);

    Set<String> properties = found("(--holdfast-[a-z-]+)", code);
    assertThat(names("cssProperties")).isEqualTo(properties);
    assertThat(found("`(--holdfast-[a-z-]+)`", page)).isEqualTo(properties);
  }

  @Test
  void allThatThePickerSaysCanBeSaidInOtherWords() {
    String words = "(?m)^ {2,4}'?([\\w-]+)'?:";
    assertThat(found(words, between(types, "export interface Messages {", "\n}")))
        .hasSizeGreaterThan(100)
        .isEqualTo(
            found(words, between(read(WEB.resolve("picker/messages/en.ts")), "{\n", "\n};")));
  }

  private Set<String> names(String list) {
    return textsOf(manifest.path(list).findValues("name"));
  }

  private Set<String> namesOfKind(String kind) {
    List<JsonNode> names = new ArrayList<>();
    for (JsonNode member : manifest.path("members")) {
      if (member.path("kind").asText().equals(kind)) {
        names.add(member.path("name"));
      }
    }
    return textsOf(names);
  }

  private static Set<String> textsOf(List<JsonNode> nodes) {
    return nodes.stream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
  }

  /// What the first column of the tables of a section of the page names.
  private Set<String> rows(String section) {
    String text = between(page, "\n## " + section + "\n", "\n##");
    return found("(?m)^\\| `([\\w-]+)[()]*`", text);
  }

  private static Set<String> joined(Set<String> names) {
    return names.stream()
        .map(SeatPickerDeclarationsTest::joined)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The name without a sign that attributes and properties write differently.
  private static String joined(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static Set<String> found(String pattern, String text) {
    return matches(pattern, text).stream()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from);
    assertThat(start).as(from).isNotNegative();
    int end = text.indexOf(to, start + from.length());
    assertThat(end).as(to).isNotNegative();
    return text.substring(start + from.length(), end);
  }

  private static JsonNode manifest() {
    try {
      return new ObjectMapper()
          .readTree(DECLARED.resolve("custom-elements.json").toFile())
          .at("/modules/0/declarations/0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String allCode() {
    try (Stream<Path> files = Files.walk(WEB.resolve("picker"))) {
      return files
          .filter(file -> file.toString().endsWith(".ts"))
          .map(SeatPickerDeclarationsTest::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
