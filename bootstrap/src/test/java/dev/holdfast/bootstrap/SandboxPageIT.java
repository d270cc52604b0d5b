package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the page about tests print what the page says.
@ExtendWith(RunningService.class)
class SandboxPageIT {
  private static final Path PAGE = Path.of("..", "docs", "integrating", "testing.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

  private final Api api;

  SandboxPageIT(Api api) {
    this.api = api;
  }

  @Test
  void itsCommandsPrintWhatItSays(@TempDir Path folder) throws IOException, InterruptedException {
    String page = Files.readString(PAGE);
    Path commands = Files.writeString(folder.resolve("commands"), blocks(page, "sh"));
    Path printed = folder.resolve("printed");
    ProcessBuilder shell =
        new ProcessBuilder("sh", commands.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    shell
        .environment()
        .putAll(
            Map.of(
                "HOLDFAST_API",
                api.uri().resolve("/api/v1").toString(),
                "HOLDFAST_KEY",
                PackagedService.ADMIN_KEY));
    Process process = shell.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends").isTrue();

    assertThat(printed).hasContent(blocks(page, ""));
  }

  private static String blocks(String page, String language) {
    return BLOCK
        .matcher(page)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .collect(Collectors.joining());
  }
}
