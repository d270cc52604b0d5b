package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked once per version into the user's cache folder.
///
/// @param home the folder with `bin`, `lib` and `share`
record PostgresBinaries(Path home) {

  /// Unpacks the programs for this machine from the class path, unless they are there already.
  ///
  /// @throws IllegalStateException if the class path has none for this machine
  static PostgresBinaries unpacked() {
    var archive = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
    var url = PostgresBinaries.class.getResource("/" + archive);
    if (url == null) {
      throw new IllegalStateException(
          archive + ": no such embedded PostgreSQL (expected: Linux or macOS on x86_64 or arm64)");
    }
    try {
      var home = cacheFolder().resolve(versionOf(url));
      if (!Files.isDirectory(home)) {
        unpack(url, home);
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The command line of one of the programs. PostgreSQL refuses to run as root, so root starts it
  /// in a user namespace in which nobody is root.
  List<String> command(String program) {
    var path = home.resolve("bin").resolve(program).toString();
    return isRoot() ? List.of("unshare", "-U", path) : List.of(path);
  }

  static String archiveName(String osName, String osArch) {
    var system = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    var machine = osArch.equals("aarch64") ? "arm_64" : "x86_64";
    return "postgres-%s-%s.txz".formatted(system, machine);
  }

  /// Unpacks beside the target and renames, so that an interrupted or a simultaneous start never
  /// leaves half a server.
  private static void unpack(URL url, Path home) throws IOException {
    var parent = Files.createDirectories(home.resolveSibling("."));
    var unpacking = Files.createTempDirectory(parent, "unpacking-");
    try (var archive = new XZInputStream(url.openStream())) {
      Commands.pipe(List.of("tar", "-xof", "-"), unpacking, archive);
      Files.move(unpacking, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
      // Another process was first; its copy is the same.
    } finally {
      Folders.delete(unpacking);
    }
  }

  private static String versionOf(URL url) throws IOException {
    if (url.openConnection() instanceof JarURLConnection jar) {
      var name = Path.of(jar.getJarFileURL().getPath()).getFileName().toString();
      return name.replaceFirst("\\.jar$", "");
    }
    throw new IllegalStateException(url + ": not in a jar");
  }

  private static Path cacheFolder() {
    var caches = System.getenv("XDG_CACHE_HOME");
    var home = System.getenv("HOME");
    return (caches != null && caches.startsWith("/")
            ? Path.of(caches)
            : Path.of(home != null ? home : System.getProperty("user.home"), ".cache"))
        .resolve("holdfast");
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
