package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The linter Spectral finds nothing in `openapi.yaml` and `asyncapi.yaml`. It needs Node.
class SpectralTest {
  private static final String SPECTRAL = "@stoplight/spectral-cli@6.15.0";

  /// The command itself takes whichever is the latest, which may find more tomorrow.
  private static final String RULE_SETS = "@stoplight/spectral-rulesets@1.23.1";

  private static final Path RULES = Path.of("src", "test", "resources", "spectral.yaml");
  private static final Path FILES = Path.of("src", "main", "resources");

  private record Findings(int exitCode, String text) {}

  private static Findings lint(String... files) throws IOException, InterruptedException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npx"))),
        "npx, which comes with Node, is not installed");
    List<String> command = new ArrayList<>(List.of("npx", "--yes", "-p", SPECTRAL));
    command.addAll(List.of("-p", RULE_SETS, "spectral", "lint"));
    command.addAll(List.of("--fail-severity=warn", "--ruleset=" + RULES));
    for (String file : files) {
      command.add(file);
    }
    Process npx = new ProcessBuilder(command).redirectErrorStream(true).start();
    npx.getOutputStream().close();
    String text = new String(npx.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Findings findings = new Findings(npx.waitFor(), text);
    if (text.contains("npm error")) {
      abort(SPECTRAL + " can't be fetched: " + text);
    }
    return findings;
  }

  @Test
  void itFindsNothing() throws IOException, InterruptedException {
    Findings findings =
        lint(FILES.resolve("openapi.yaml").toString(), FILES.resolve("asyncapi.yaml").toString());
    assertThat(findings.exitCode()).as(findings.text()).isZero();
  }

  @Test
  void itFindsADeprecatedCallThatDoesNotSayWhenItGoes(@TempDir Path folder)
      throws IOException, InterruptedException {
    String contract = Files.readString(FILES.resolve("openapi.yaml"));
    String call = "      operationId: getApi\n";
    assertThat(contract).contains(call);
    Path deprecated = folder.resolve("openapi.yaml");
    Files.writeString(deprecated, contract.replace(call, call + "      deprecated: true\n"));

    Findings findings = lint(deprecated.toString());

    assertThat(findings.exitCode()).as(findings.text()).isNotZero();
    assertThat(findings.text())
        .contains(
            "1 problem", "a-deprecated-call-says-when-it-goes", "paths./api/v1.get.responses");
  }
}
