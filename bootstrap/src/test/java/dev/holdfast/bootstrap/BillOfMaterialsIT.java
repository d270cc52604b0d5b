package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The package's list of what it consists of.
class BillOfMaterialsIT {
  private static final Path PACKAGE = Path.of("target", "quarkus-app");

  /// Of a component with several licences, one is enough.
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "GPL-2.0-with-classpath-exception",
          "ISC",
          "LGPL-2.1-or-later",
          "MIT",
          "MIT-0",
          "MPL-2.0",
          "Public Domain",
          "UPL-1.0");

  @Test
  void itListsEveryJarOfThePackage() throws IOException {
    Set<String> listed = new TreeSet<>();
    for (JsonNode component : components()) {
      listed.add(
          component.path("group").asText()
              + "."
              + component.path("name").asText()
              + "-"
              + component.path("version").asText());
    }
    try (Stream<Path> files = Files.walk(PACKAGE.resolve("lib"))) {
      Set<String> jars =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar"))
              .map(name -> name.replaceFirst("(-linux-\\w+)?\\.jar$", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(jars).hasSizeGreaterThan(100);
      assertThat(listed).containsAll(jars);
    }
  }

  @Test
  void allLicencesAreAllowed() throws IOException {
    Set<String> refused = new TreeSet<>();
    for (JsonNode component : components()) {
      Set<String> licences = new TreeSet<>();
      for (JsonNode choice : component.path("licenses")) {
        JsonNode licence = choice.path("license");
        licences.add(licence.path("id").asText(licence.path("name").asText()));
        licences.add(choice.path("expression").asText());
      }
      if (!component.path("group").asText().equals("dev.holdfast")
          && licences.stream().noneMatch(ALLOWED::contains)) {
        refused.add(component.path("purl").asText() + " " + licences);
      }
    }
    assertThat(refused).isEmpty();
  }

  private static JsonNode components() throws IOException {
    return new ObjectMapper().readTree(PACKAGE.resolve("sbom.json").toFile()).path("components");
  }
}
