package dev.holdfast.local;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  private static final int LOOKS = 2_000;

  @Test
  void aPidFileThatComesAndGoesIsNoFailure(@TempDir Path folder) {
    var pidFile = folder.resolve("server.pid");
    var server = new ServerProcess(pidFile, "server", "argument", Optional.empty());
    var goesOn = new AtomicBoolean(true);
    var writer = CompletableFuture.runAsync(() -> comeAndGo(pidFile, goesOn));

    assertThatCode(
            () -> {
              for (int i = 0; i < LOOKS; i++) {
                server.running();
              }
            })
        .doesNotThrowAnyException();

    goesOn.set(false);
    writer.join();
  }

  private static void comeAndGo(Path pidFile, AtomicBoolean goesOn) {
    try {
      while (goesOn.get()) {
        Files.writeString(pidFile, "1\n");
        Files.delete(pidFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
