package dev.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @Test
  void aSecretIsMadeOnceAndForItsOwnerOnly(@TempDir Path data) throws IOException {
    String made;
    try (var folder = DataFolder.open(data)) {
      made = folder.secret("secret-key");
      assertThat(Base64.getDecoder().decode(made)).hasSize(32);
      assertThat(folder.secret("another-key")).isNotEqualTo(made);
    }
    assertThat(Files.getPosixFilePermissions(data.resolve("secret-key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var folder = DataFolder.open(data)) {
      assertThat(folder.secret("secret-key")).isEqualTo(made);
    }
  }

  @Test
  void discardingDeletesOnlyWhatOpeningMade(@TempDir Path parent) {
    var data = parent.resolve("data");
    DataFolder.open(data).discard();
    assertThat(data).doesNotExist();

    DataFolder.open(data).close();
    DataFolder.open(data).discard();
    assertThat(data).exists();
  }

  @Test
  void aFileInItsPlaceIsRefused(@TempDir Path parent) throws IOException {
    var file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(file + ": no folder to keep data in");
  }
}
