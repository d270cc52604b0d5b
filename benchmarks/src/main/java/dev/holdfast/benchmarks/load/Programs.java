package dev.holdfast.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Programs of this machine that are not ours.
final class Programs {
  private Programs() {}

  /// The folders in which this machine looks for programs, in its order.
  static List<Path> folders() {
    String path = System.getenv("PATH");
    return Arrays.stream((path == null ? "" : path).split(":", -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toList();
  }

  /// The first program of this name in some folders.
  static Optional<Path> find(String name, List<Path> folders) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A text that goes with this package.
  static String text(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Programs.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Such a text as a file in a folder, where a program can read it.
  static Path file(String name, Path folder) {
    try {
      return Files.writeString(folder.resolve(name), text(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a program to its end.
  ///
  /// @return what it says, errors as well
  /// @throws IllegalStateException if it fails
  static String run(ProcessBuilder builder) {
    try {
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
