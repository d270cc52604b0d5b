package dev.holdfast.rest.seatmap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Seat maps that others published. They lie beside the project, not in it: a test that needs one
/// is skipped where it is not.
final class SharedData {
  private SharedData() {}

  /// Looks in the folder that the system property `holdfast.shared.data` names, or in the
  /// `shared/data` next to the working directory or to a folder above it.
  static byte[] read(String name) {
    Path file = find(name);
    assumeTrue(file != null, name + " is in no folder shared/data next to this project");
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError("can't read " + file, e);
    }
  }

  private static @Nullable Path find(String name) {
    String folder = System.getProperty("holdfast.shared.data");
    if (folder != null) {
      Path file = Path.of(folder, name);
      return Files.isReadable(file) ? file : null;
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared/data").resolve(name);
      if (Files.isReadable(file)) {
        return file;
      }
    }
    return null;
  }
}
