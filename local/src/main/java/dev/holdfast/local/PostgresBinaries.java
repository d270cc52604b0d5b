package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
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
    var name = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
    var url = PostgresBinaries.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalStateException(
          name + ": no such embedded PostgreSQL (expected: Linux or macOS on x86_64 or arm64)");
    }
    try {
      return new PostgresBinaries(
          ProgramCache.unpacked(
              versionOf(url),
              url,
              (archive, folder) -> {
                try (var tar = new XZInputStream(archive)) {
                  Commands.pipe(List.of("tar", "-xof", "-"), folder, tar);
                }
              }));
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

  private static String versionOf(URL url) throws IOException {
    if (url.openConnection() instanceof JarURLConnection jar) {
      var name = Path.of(jar.getJarFileURL().getPath()).getFileName().toString();
      return name.replaceFirst("\\.jar$", "");
    }
    throw new IllegalStateException(url + ": not in a jar");
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
