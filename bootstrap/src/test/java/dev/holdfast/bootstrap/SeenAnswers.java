package dev.holdfast.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The answers of the API that tests have got, in any process. Each process has a file of its own.
final class SeenAnswers {
  /// `./holdfast test` deletes what is called so before it begins.
  private static final Path FOLDER = Path.of("target", "answers-reports");

  private static final Path FILE = FOLDER.resolve(ProcessHandle.current().pid() + ".txt");
  private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

  private SeenAnswers() {}

  /// An answer as it is noted.
  ///
  /// @param problem the type of the problem; empty if it is none
  static String line(String operation, int status, String problem) {
    return (operation + " " + status + " " + problem).strip();
  }

  /// Takes note of an answer.
  static void note(String operation, int status, String problem) {
    String line = line(operation, status, problem);
    if (NOTED.add(line)) {
      try {
        Files.createDirectories(FOLDER);
        Files.write(FILE, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// All that were noted.
  static Set<String> all() throws IOException {
    Set<String> all = new TreeSet<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        all.addAll(Files.readAllLines(file));
      }
    }
    return all;
  }
}
