package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The linter Spectral finds nothing in `openapi.yaml`. It needs Node, and fetches itself once.
class SpectralTest {
  private static final String SPECTRAL = "@stoplight/spectral-cli@6.15.0";
  private static final Path RULES = Path.of("src", "test", "resources", "spectral.yaml");
  private static final Path FILE = Path.of("src", "main", "resources", "openapi.yaml");

  private record Findings(int exitCode, String text) {}

  private static Findings lint(Path file) throws IOException, InterruptedException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npx"))),
        "npx, which comes with Node, is not installed");
    Process npx =
        new ProcessBuilder(
                "npx",
                "--yes",
                SPECTRAL,
                "lint",
                "--fail-severity=warn",
                "--ruleset=" + RULES,
                file.toString())
            .redirectErrorStream(true)
            .start();
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
    Findings findings = lint(FILE);
    assertThat(findings.exitCode()).as(findings.text()).isZero();
  }
}
