package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The folder that holds all that a local Holdfast keeps, locked for as long as it is open.
final class DataFolder implements AutoCloseable {
  private static final long LOG_LIMIT = 10_000_000;

  private final Path path;
  private final FileChannel channel;
  private final boolean isNew;
  private final boolean temporary;

  private DataFolder(Path path, FileChannel channel, boolean isNew, boolean temporary) {
    this.path = path;
    this.channel = channel;
    this.isNew = isNew;
    this.temporary = temporary;
  }

  /// Makes the folder if need be, readable by its owner only, and locks it. The operating system
  /// drops the lock when the process ends, however it ends.
  ///
  /// @throws IllegalStateException if another instance has it open, or it cannot be made
  static DataFolder open(Path folder) {
    return open(folder, false);
  }

  /// Makes a folder that is deleted on [#close].
  ///
  /// @param prefix what its name begins with
  static DataFolder temporary(String prefix) {
    try {
      return open(Files.createTempDirectory(prefix), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataFolder open(Path folder, boolean temporary) {
    try {
      var path = folder.toAbsolutePath().normalize();
      boolean isNew = !Files.isDirectory(path);
      if (isNew) {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      var lockFile = path.resolve("lock");
      var channel =
          FileChannel.open(
              lockFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new IllegalStateException(
            "%s: in use by another Holdfast (process %s)"
                .formatted(path, Files.readString(lockFile).strip()));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
      return new DataFolder(path, channel, isNew, temporary);
    } catch (IOException e) {
      throw new IllegalStateException("%s: no folder to keep data in (%s)".formatted(folder, e), e);
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /// The folder itself, if it is a temporary one.
  Optional<Path> temporary() {
    return temporary ? Optional.of(path) : Optional.empty();
  }

  /// The log of that name to append to. One that has grown beyond 10 MB is put aside first.
  Path log(String name) {
    var log = resolve(name);
    try {
      if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
        Files.move(log, resolve(name + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return log;
  }

  /// The secret kept in the named file, readable by its owner only; made of 32 random bytes, in
  /// Base64, if there is none.
  String secret(String name) {
    var file = resolve(name);
    try {
      if (!Files.exists(file)) {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        // Written beside and renamed, so that a crash never leaves an empty secret.
        var making = resolve(name + ".new");
        Files.deleteIfExists(making);
        Files.createFile(
            making,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(making, Base64.getEncoder().encodeToString(bytes) + "\n");
        try (var written = FileChannel.open(making, StandardOpenOption.WRITE)) {
          written.force(true);
        }
        Files.move(making, file);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      if (temporary) {
        Folders.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Closes it, and deletes it if it was made when it was opened.
  void discard() {
    try {
      if (isNew) {
        Folders.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      close();
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }
}
