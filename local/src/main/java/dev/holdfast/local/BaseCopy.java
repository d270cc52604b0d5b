package dev.holdfast.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;

/// A copy of a cluster's files that is made while its server runs. With the write-ahead log from
/// the copy's beginning on, a server can start from it. The embedded programs have no
/// `pg_basebackup`, so this makes a base backup with the low-level API, as the PostgreSQL manual
/// [describes it](https://www.postgresql.org/docs/current/continuous-archiving.html).
final class BaseCopy {
  /// Folders whose files belong to the running server.
  private static final Set<String> EMPTIED =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");

  private static final String TEMPORARY = "pgsql_tmp";
  private static final Path CONTROL = Path.of("global", "pg_control");

  private BaseCopy() {}

  /// Copies the cluster of a running server.
  ///
  /// @param user a superuser of the server
  /// @param to a folder that is not there yet
  /// @return the instant from which on a server that starts from the copy is consistent, by the
  /// server's clock
  static Instant make(String jdbcUrl, String user, String password, Path cluster, Path to)
      throws IOException, SQLException {
    try (var connection = DriverManager.getConnection(jdbcUrl, user, password)) {
      // It ends with the connection, if the copy fails.
      query(connection, "SELECT pg_backup_start('holdfast', fast => true)::text", String.class);
      copy(cluster, to);
      // Waits until the log up to here is in the archive, if there is one.
      var label = query(connection, "SELECT labelfile FROM pg_backup_stop()", String.class);
      Files.writeString(to.resolve("backup_label"), label);
      return query(connection, "SELECT clock_timestamp()", OffsetDateTime.class).toInstant();
    }
  }

  private static <T> T query(Connection connection, String sql, Class<T> type) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getObject(1, type);
    }
  }

  private static void copy(Path cluster, Path to) throws IOException {
    Files.walkFileTree(
        cluster,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (folder.getFileName().toString().startsWith(TEMPORARY)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            var copied = to.resolve(cluster.relativize(folder));
            Files.createDirectory(copied);
            Files.setPosixFilePermissions(copied, Files.getPosixFilePermissions(folder));
            return EMPTIED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var name = file.getFileName().toString();
            var path = cluster.relativize(file);
            if (!LEFT_OUT.contains(name) && !name.startsWith(TEMPORARY) && !path.equals(CONTROL)) {
              copyUnlessGone(file, to.resolve(path));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    // The last of all, so that it is not older than what it is about.
    Files.copy(cluster.resolve(CONTROL), to.resolve(CONTROL), StandardCopyOption.COPY_ATTRIBUTES);
  }

  /// The server deletes files meanwhile. The log tells that, too.
  private static void copyUnlessGone(Path file, Path to) throws IOException {
    try {
      Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException _) {
      Files.deleteIfExists(to);
    }
  }
}
