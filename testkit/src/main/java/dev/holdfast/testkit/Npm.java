package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs npm and what it has installed, for tests that can do without where there is none.
public final class Npm {
  private static final String NONE = "no npm";

  private Npm() {}

  /// What became of a command.
  ///
  /// @param text all that it printed
  public record Said(int status, String text) {}

  /// Has npm install something. The test is skipped if there is no npm, or if it does not reach a
  /// registry. It fails if npm fails for another reason.
  ///
  /// @param arguments of npm
  public static void install(Path folder, String... arguments) throws InterruptedException {
    Said installed =
        run(folder, Stream.concat(Stream.of("npm"), Stream.of(arguments)).toArray(String[]::new));
    assumeTrue(
        installed.status == 0
            || !installed.text.matches(
                "(?s).*(" + NONE + "|E[A-Z]*(NOTFOUND|CONN|TIMEDOUT|AGAIN|CACHED)).*"),
        () -> "no npm, or it can't fetch anything: " + List.of(arguments));
    assertThat(installed.status).as(installed.text).isZero();
  }

  /// Runs a command in a folder, and waits for its end. Without such a program it fails. npm
  /// takes what it has fetched before.
  public static Said run(Path folder, String... command) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("npm_config_prefer_offline", "true");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException _) {
      return new Said(1, NONE);
    }
  }
}
