package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files in `docker`, each checked by the tool that reads it.
class ConfigFilesTest {
  private static final Path DOCKER = Path.of("..", "docker").toAbsolutePath().normalize();
  private static final Path PROMETHEUS = DOCKER.resolve("prometheus");
  private static final Path DASHBOARD = DOCKER.resolve("grafana/dashboards/on-sale.json");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:holdfast|jvm|process|system)_[a-z0-9_]+");

  @TempDir private Path folder;

  @Test
  void theBalancerTakesItsConfiguration() throws Exception {
    check(
        "nginx",
        "nginx",
        "-t",
        "-p",
        folder + "/",
        "-e",
        "stderr",
        "-c",
        DOCKER + "/nginx/nginx.conf");
  }

  @Test
  void prometheusTakesItsConfigurationAndRules() throws Exception {
    check("prometheus", "promtool", "check", "config", PROMETHEUS + "/prometheus.yml");
  }

  @Test
  void alertsCallSomebodyWhenTheyShouldAndOnlyThen() throws Exception {
    check(
        "prometheus",
        "promtool",
        "test",
        "rules",
        PROMETHEUS + "/tests.yml",
        PROMETHEUS + "/tests-of-days.yml");
  }

  /// Written as rules, because that is what the tool reads.
  @Test
  void theDashboardsQueriesAreWellFormed() throws Exception {
    StringBuilder rules = new StringBuilder("groups: [{name: dashboard, rules: [\n");
    List<String> queries = queries();
    for (int i = 0; i < queries.size(); i++) {
      rules
          .append("{record: 'query:%d', expr: ".formatted(i))
          .append(new ObjectMapper().writeValueAsString(queries.get(i)))
          .append("},\n");
    }
    Path file = Files.writeString(folder.resolve("dashboard.yml"), rules.append("]}]\n"));
    check("prometheus", "promtool", "check", "rules", file.toString());
  }

  /// The first compares with the schema of the compose specification.
  @Test
  void composeFileAndDockerfilesAreWellFormed() throws Exception {
    check(
        "npm",
        "npx",
        "--yes",
        "--package=dclint@3.1.0",
        "--package=dockerfile-utils@0.16.3",
        "--call",
        "dclint --quiet %1$s/compose.yaml && dockerfile-utils lint %1$s/Dockerfile.jvm && "
                .formatted(DOCKER)
            + "dockerfile-utils lint %s/Dockerfile.native".formatted(DOCKER));
  }

  /// The queries of all panels.
  static List<String> queries() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
    assertThat(queries).hasSizeGreaterThan(30);
    return queries;
  }

  /// The metrics that rules, alerts and dashboard ask for, which are not of their own making.
  static Set<String> metrics() throws IOException {
    String asking =
        Files.readString(PROMETHEUS.resolve("rules.yml"))
            + Files.readString(PROMETHEUS.resolve("alerts.yml"))
            + String.join("\n", queries());
    Matcher matcher = METRIC.matcher(asking);
    Set<String> metrics = new TreeSet<>();
    while (matcher.find()) {
      metrics.add(matcher.group());
    }
    return metrics;
  }

  /// Runs a tool, which is to find nothing wrong.
  ///
  /// @param debian the package that has it
  private void check(String debian, String... command) throws Exception {
    Optional<Path> program = find(command[0]);
    assumeTrue(
        program.isPresent(),
        "no %s on the path (install Debian's package %s)".formatted(command[0], debian));
    command[0] = program.orElseThrow().toString();
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static Optional<Path> find(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    // Not on everybody's path.
    return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin"))
        .map(in -> Path.of(in, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
