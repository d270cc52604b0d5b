package dev.holdfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What everything was measured on.
///
/// @param cores as the JVM sees them
/// @param memory in MiB; 0 if it is not known
public record Machine(String processor, int cores, long memory, String system, String java) {
  /// The machine that this runs on.
  public static Machine here() {
    return new Machine(
        value("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        value("/proc/meminfo", "MemTotal")
            .map(text -> Long.parseLong(text.replaceAll("\\D", "")) / 1024)
            .orElse(0L),
        System.getProperty("os.name"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
  }

  /// The first value of that name in a file of lines `name : value`.
  private static Optional<String> value(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
