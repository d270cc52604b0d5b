package dev.holdfast.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Restores a data folder from a [Backup], as of an instant: replays the log, brings the tables to
/// this version, begins a new epoch of all events, pauses their sales and expires the holds whose
/// time is up. The folder appears when all of this is done.
public final class Restore {
  private static final String MIGRATE = "dev.holdfast.postgres.Migrate";
  private static final String NEW_EPOCH = "dev.holdfast.postgres.NewEpoch";

  private Restore() {}

  /// Restores a data folder.
  ///
  /// @param args the backup, the data folder, the package's folder, and the instant if it is not
  /// the last one
  public static void main(String[] args) {
    int status = 0;
    try {
      var at = args.length > 3 ? instant(args[3]) : null;
      restore(Path.of(args[0]), Path.of(args[1]), at, Path.of(args[2]), System.out);
    } catch (IllegalArgumentException e) {
      System.err.println("holdfast: " + e.getMessage());
      status = 2;
    } catch (IllegalStateException | UncheckedIOException e) {
      System.err.println("holdfast: " + e.getMessage());
      status = 1;
    }
    System.exit(status);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--at %s: not an instant (expected: such as 2026-05-01T20:15:00Z)".formatted(text), e);
    }
  }

  /// Restores a data folder. Everything that was committed before the instant is there, and nothing
  /// that was committed after it.
  ///
  /// @param to a folder that is not there yet, or empty
  /// @param at by the clock of the database that was backed up; null for all that is in the backup
  /// @param packaged the package's folder
  /// @param out is told what is done
  /// @throws IllegalStateException if there is such a folder, no such backup or no such instant in
  /// it, or if it can't be done; then there is no folder
  public static void restore(
      Path from, Path to, @Nullable Instant at, Path packaged, PrintStream out) {
    var backup = from.toAbsolutePath().normalize();
    var target = to.toAbsolutePath().normalize();
    var first = Backup.firstInstant(backup);
    if (at != null && at.isBefore(first)) {
      throw new IllegalStateException(
          "--at %s: before the end of the backup (expected: %s or later)".formatted(at, first));
    }
    try {
      if (Files.exists(target) && !isEmpty(target)) {
        throw new IllegalStateException(
            target + ": is there already (expected: a folder to be made; move this one away)");
      }
      var making = target.resolveSibling(target.getFileName() + ".restoring");
      Folders.delete(making);
      var folder = DataFolder.open(making);
      try {
        out.println("holdfast: copying the database from " + backup);
        Folders.copy(backup.resolve(Backup.BASE), folder.resolve("postgres"));
        Backup.copyKeys(backup, folder.path());
        out.println("holdfast: replaying its log");
        try (var postgres = EmbeddedPostgres.recovered(folder, backup.resolve(Backup.LOG), at)) {
          out.println("holdfast: beginning a new epoch of all events, and pausing their sales");
          run(packaged, postgres, out, MIGRATE);
          run(packaged, postgres, out, NEW_EPOCH, "--pause", "--all");
        }
        Files.delete(folder.resolve("restored"));
      } catch (IOException | RuntimeException e) {
        folder.discard();
        throw e;
      }
      folder.close();
      Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
      out.println("holdfast: restored to " + target + "; the sales of all events are paused");
    } catch (IOException e) {
      throw new IllegalStateException("%s: not restored (%s)".formatted(target, e), e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /// Runs a command of the package on the restored database.
  private static void run(
      Path packaged, EmbeddedPostgres postgres, PrintStream out, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-classpath",
                "%1$s/lib/main/*:%1$s/lib/boot/*".formatted(packaged.toAbsolutePath())));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var environment = builder.environment();
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
    environment.put("QUARKUS_DATASOURCE_USERNAME", postgres.user());
    environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
    var process = builder.start();
    process.getInputStream().transferTo(out);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(arguments[0] + " failed, see above");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
