package dev.holdfast.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The user's cache folder, into which the servers' programs are unpacked, once per version.
final class ProgramCache {
  private ProgramCache() {}

  /// Puts what is in an archive into a folder.
  interface Unpacking {
    void unpack(InputStream archive, Path folder) throws IOException;
  }

  /// The cache's folder of that name, filled from the archive unless it is there already. It is
  /// filled beside its place and renamed, so that an interrupted or a simultaneous start never
  /// leaves half a server.
  static Path unpacked(String name, URL archive, Unpacking unpacking) throws IOException {
    var home = cacheFolder().resolve(name);
    if (Files.isDirectory(home)) {
      return home;
    }
    var parent = Files.createDirectories(home.resolveSibling("."));
    var filling = Files.createTempDirectory(parent, "unpacking-");
    try (var stream = archive.openStream()) {
      unpacking.unpack(stream, filling);
      Files.move(filling, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
      // Another process was first; its copy is the same.
    } finally {
      Folders.delete(filling);
    }
    return home;
  }

  private static Path cacheFolder() {
    var caches = System.getenv("XDG_CACHE_HOME");
    var home = System.getenv("HOME");
    return (caches != null && caches.startsWith("/")
            ? Path.of(caches)
            : Path.of(home != null ? home : System.getProperty("user.home"), ".cache"))
        .resolve("holdfast");
  }
}
