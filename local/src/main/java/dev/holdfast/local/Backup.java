package dev.holdfast.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Backs up the data folder of a running Holdfast, while it sells: a copy of the database's files,
/// the keys, and from then on the write-ahead log, so that [Restore] reaches any instant after the
/// copy. What is in Redis is left out, for it is opened anew with the sales.
public final class Backup {
  /// The copy of the database's files.
  static final String BASE = "base";

  /// The write-ahead log, by segments.
  static final String LOG = "wal";

  /// Has the first instant that can be restored. It is written last.
  static final String FIRST_INSTANT = "first-instant";

  /// What else of the data folder is backed up, if it is there: without its keys, the holds and the
  /// users of the database are of no use.
  static final List<String> KEYS = List.of("postgres-password", "admin-key", "secret-key");

  private Backup() {}

  /// Backs up a data folder.
  ///
  /// @param args the data folder, and the folder to back up to
  public static void main(String[] args) {
    try {
      take(Path.of(args[0]), Path.of(args[1]), System.out);
    } catch (IllegalStateException | UncheckedIOException e) {
      System.err.println("holdfast: " + e.getMessage());
      System.exit(1);
    }
  }

  /// Backs up a data folder whose database runs.
  ///
  /// @param to a folder that is not there yet
  /// @param out is told what is done
  /// @throws IllegalStateException if there is such a folder, or if it can't be done
  public static void take(Path data, Path to, PrintStream out) {
    var target = to.toAbsolutePath().normalize();
    var archive = EmbeddedPostgres.archive(data);
    try {
      if (Files.exists(target)) {
        throw new IllegalStateException(
            target + ": is there already (expected: a folder to be made)");
      }
      Files.createDirectories(target.resolve(LOG));
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
      var before = Files.isSymbolicLink(archive) ? Files.readSymbolicLink(archive) : null;
      try {
        Folders.link(archive, target.resolve(LOG));
        out.println("holdfast: copying the database to " + target);
        var consistent = EmbeddedPostgres.copyRunning(data, target.resolve(BASE));
        copyKeys(data, target);
        Commands.run(List.of("sync"), target, "");
        var first = consistent.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
        Files.writeString(target.resolve(FIRST_INSTANT), first + "\n");
        out.printf(
            "holdfast: done. It can be restored as of %s or later: the log goes there, too, until the"
                + " next backup%n",
            first);
      } catch (IOException | SQLException e) {
        // The backup before this one goes on.
        if (before == null) {
          Files.deleteIfExists(archive);
        } else {
          Folders.link(archive, before);
        }
        Folders.delete(target);
        throw e;
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("%s: no backup (%s)".formatted(target, e), e);
    }
  }

  static void copyKeys(Path from, Path to) throws IOException {
    for (var key : KEYS) {
      if (Files.exists(from.resolve(key))) {
        // With its rights.
        Files.copy(from.resolve(key), to.resolve(key), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /// The first instant as of which a backup can be restored.
  ///
  /// @throws IllegalStateException if this is no backup, or not a whole one
  static Instant firstInstant(Path backup) {
    try {
      return Instant.parse(Files.readString(backup.resolve(FIRST_INSTANT)).strip());
    } catch (IOException e) {
      throw new IllegalStateException(
          backup + ": no whole backup (expected: a folder that ./holdfast backup made)", e);
    }
  }
}
