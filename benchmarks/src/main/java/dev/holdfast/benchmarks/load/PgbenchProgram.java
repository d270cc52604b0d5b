package dev.holdfast.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The program `pgbench` of this machine.
///
/// @param libraries a folder with libraries that it needs, or an empty text
/// @param version what it says of itself
record PgbenchProgram(Path path, String libraries, String version) {
  /// Debian's packages of the program and of the library that it needs, unpacked where only this
  /// uses them: installing the first would also start a server.
  private static final String FETCH =
      """
      set -e
      server=$(apt-cache depends postgresql | sed -n 's/.*Depends: \\(postgresql-[0-9]*\\)$/\\1/p' | head -n 1)
      apt-get download "$server" libpq5
      for package in *.deb; do dpkg-deb -x "$package" .; done
      rm -f *.deb
      """;

  /// Finds the program, or fetches it into a folder with Debian's package manager.
  ///
  /// @throws Row.Skipped if it is not to be had
  static PgbenchProgram find(Path folder) throws Row.Skipped {
    List<Path> folders = new ArrayList<>(versions(Path.of("/usr/lib/postgresql")));
    folders.addAll(Programs.folders());
    folders.addAll(
        List.of(Path.of("/opt/homebrew/opt/libpq/bin"), Path.of("/usr/local/opt/libpq/bin")));
    Optional<Path> found = Programs.find("pgbench", folders);
    return found.isPresent() ? checked(found.get(), "") : fetched(folder);
  }

  private static PgbenchProgram fetched(Path folder) throws Row.Skipped {
    try {
      if (versions(folder.resolve("usr/lib/postgresql")).isEmpty()) {
        Files.createDirectories(folder);
        Programs.run(new ProcessBuilder("sh", "-c", FETCH).directory(folder.toFile()));
      }
      List<Path> versions = versions(folder.resolve("usr/lib/postgresql"));
      if (versions.isEmpty()) {
        throw new Row.Skipped("pgbench is not on this machine, nor in Debian's package");
      }
      try (Stream<Path> found = Files.walk(folder.resolve("usr/lib"))) {
        String libraries =
            found
                .filter(file -> file.getFileName().toString().startsWith("libpq.so"))
                .findFirst()
                .map(file -> String.valueOf(file.getParent()))
                .orElse("");
        return checked(versions.getFirst().resolve("pgbench"), libraries);
      }
    } catch (IOException e) {
      throw new Row.Skipped("pgbench is not on this machine: " + e);
    } catch (IllegalStateException e) {
      throw new Row.Skipped(
          "pgbench is not on this machine, and Debian's package is not to be had: "
              + e.getMessage());
    }
  }

  /// The folders of programs of all versions, the newest first.
  private static List<Path> versions(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .sorted(Comparator.reverseOrder())
          .map(version -> version.resolve("bin"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PgbenchProgram checked(Path program, String libraries) throws Row.Skipped {
    try {
      String version =
          new PgbenchProgram(program, libraries, "").run("", List.of("--version")).strip();
      return new PgbenchProgram(program, libraries, version);
    } catch (IllegalStateException e) {
      throw new Row.Skipped("pgbench does not start: " + e.getMessage());
    }
  }

  /// Runs it.
  ///
  /// @return what it says
  /// @throws IllegalStateException if it fails
  String run(String password, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(path.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PGPASSWORD", password);
    if (!libraries.isEmpty()) {
      builder.environment().put("LD_LIBRARY_PATH", libraries);
    }
    return Programs.run(builder);
  }
}
