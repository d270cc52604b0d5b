package dev.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.local.EmbeddedRedis.Persistence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedRedisTest {
  @TempDir private static Path parent;
  private static Path data;
  private static EmbeddedRedis shared;

  @BeforeAll
  static void start() {
    data = parent.resolve("a folder with spaces");
    shared = EmbeddedRedis.start(data);
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Test
  void itForgetsNothingToMakeRoom() throws IOException {
    assertThat(shared.ask("CONFIG GET maxmemory-policy")).endsWith("\r\nnoeviction");
    assertThat(shared.ask("INFO server")).contains("redis_version:6.2.");
  }

  @Test
  void dataSurvivesARestartOfTheWhole() throws IOException {
    shared.ask("SET kept-over-restart 42");
    shared.close();
    shared = EmbeddedRedis.start(data);
    assertThat(shared.ask("INCR kept-over-restart")).isEqualTo(":43");
  }

  @Test
  void whatWasSyncedSurvivesTheDeathOfTheServer() throws Exception {
    var url = shared.url();
    shared.ask("CONFIG SET appendfsync always");
    shared.ask("SET kept-over-death 42");

    shared.kill();
    assertThatThrownBy(() -> shared.ask("PING")).isInstanceOf(IOException.class);
    shared.restart();

    assertThat(shared.url()).isEqualTo(url);
    assertThat(shared.ask("INCR kept-over-death")).isEqualTo(":43");
  }

  @Test
  void withoutPersistenceItComesBackEmpty() throws IOException {
    try (var redis = EmbeddedRedis.temporary(Persistence.NONE)) {
      redis.ask("SET forgotten 42");
      redis.kill();
      redis.restart();
      assertThat(redis.ask("DBSIZE")).isEqualTo(":0");
    }
  }

  /// Those who know the server know its port, and would look for it in vain on another one.
  @Test
  void aRestartTakesNoOtherPort() throws Exception {
    int port = shared.port();

    shared.kill();
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(shared::restart)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Redis does not start, see " + data.resolve("redis.log"));
    }
    assertThat(Files.readString(data.resolve("redis.log"))).contains("Address already in use");
    shared.restart();

    assertThat(shared.port()).isEqualTo(port);
    assertThat(shared.ask("PING")).isEqualTo("+PONG");
  }

  @Test
  void aStalePidFileThatNamesAnotherProgramIsNoHindrance() throws Exception {
    shared.close();
    Files.writeString(data.resolve("redis/redis.pid"), ProcessHandle.current().pid() + "\n");
    shared = EmbeddedRedis.start(data);
    assertThat(shared.ask("PING")).isEqualTo("+PONG");
  }

  @Test
  void theServerEndsWithTheProcessThatStartedIt(@TempDir Path folder) throws Exception {
    Starter.startAndDie(Starter.Server.REDIS, folder);
  }

  @Test
  void aSecondInstanceOnTheSameFolderIsRefused() {
    assertThatThrownBy(() -> EmbeddedRedis.start(data))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "%s: in use by another Holdfast (process %d)", data, ProcessHandle.current().pid());
  }

  @Test
  void itWantsThePasswordWhichIsInItsUrl() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), shared.port())) {
      socket.getOutputStream().write("PING\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("-NOAUTH ");
    }
    var url = URI.create(shared.url());
    assertThat(url.getUserInfo()).isEqualTo(":" + shared.password());
    assertThat(url.getPort()).isEqualTo(shared.port());
  }

  @Test
  void closingLeavesNeitherProcessNorTemporaryFolder() throws IOException {
    var redis = EmbeddedRedis.temporary(Persistence.EVERY_SECOND);
    var process = ProcessHandle.of(redis.pid()).orElseThrow();
    var folder = Path.of(redis.ask("CONFIG GET dir").lines().toList().getLast()).getParent();
    assertThat(folder).isDirectory();
    redis.close();
    assertThat(ServerProcess.isRunning(process)).isFalse();
    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-amd64",
    "Linux, aarch64, linux-arm64",
    "Mac OS X, x86_64, darwin-amd64",
    "Mac OS X, aarch64, darwin-arm64",
  })
  void everyMachineHasItsProgram(String system, String machine, String ending) {
    var name = EmbeddedRedis.resourceName(system, machine);
    assertThat(name).startsWith("redis-server-6.2.").endsWith(ending);
    assertThat(EmbeddedRedis.class.getResource("/" + name)).isNotNull();
  }
}
