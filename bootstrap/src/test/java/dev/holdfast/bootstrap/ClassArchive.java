package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// The JVM's archive of the packaged application's classes, as they are once they are loaded. With
/// it, a start takes half the processor time. The first service of a build makes it: it starts and
/// stops.
final class ClassArchive {
  private static final Path FILE = Path.of("target", "classes.jsa");
  private static final Path LOCK = Path.of("target", "classes.jsa.lock");

  private ClassArchive() {}

  /// The options of a JVM that runs the application: with the archive if it has been made.
  static List<String> options() {
    return Files.exists(FILE) ? List.of("-XX:SharedArchiveFile=" + FILE) : List.of();
  }

  /// Makes it, unless it is there. Whoever else wants to make it waits meanwhile.
  ///
  /// @param application what is run; an archive that is older is of another build
  static synchronized void make(Path application, EmbeddedPostgres postgres) {
    try (FileChannel channel =
            FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (Files.exists(FILE)
          && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(application))
              > 0) {
        return;
      }
      Files.deleteIfExists(FILE);
      Path made = Path.of(FILE + ".made");
      try (PackagedService service =
          PackagedService.start(postgres, Map.of(), List.of("-XX:ArchiveClassesAtExit=" + made))) {
        service.stop();
      }
      Files.move(made, FILE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
