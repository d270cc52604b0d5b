package dev.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A process that starts a server and dies without a chance to stop it.
final class Starter {

  enum Server {
    POSTGRES,
    REDIS
  }

  private Starter() {}

  static void startAndDie(Server server, Path folder) throws IOException {
    var starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                server.name(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var answer = starter.inputReader()) {
      var process = ProcessHandle.of(Long.parseLong(answer.readLine())).orElseThrow();
      assertThat(process.isAlive()).isTrue();
      starter.destroyForcibly();
      assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  public static void main(String[] args) throws InterruptedException {
    var folder = Path.of(args[1]);
    System.out.println(
        switch (Server.valueOf(args[0])) {
          case POSTGRES -> EmbeddedPostgres.start(folder).pid();
          case REDIS -> EmbeddedRedis.start(folder).pid();
        });
    Thread.sleep(Duration.ofMinutes(1));
  }
}
