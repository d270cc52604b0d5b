package dev.holdfast.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An nginx in front of nodes, with the configuration of production but without its limits for each
/// address: the load generator has one address only.
final class Balancer implements AutoCloseable {
  private static final String CONFIGURATION = "nginx.conf";

  private final Process process;
  private final int port;

  private Balancer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one, and waits until it listens.
  ///
  /// @param folder for its files; made by this
  /// @param nodes the ports of one or two nodes
  /// @throws Row.Skipped if there is no nginx
  static Balancer start(Path folder, List<Integer> nodes) throws Row.Skipped {
    // Not on everybody's path.
    Path nginx =
        Programs.find(
                "nginx",
                Stream.concat(Programs.folders().stream(), Stream.of(Path.of("/usr/sbin")))
                    .toList())
            .orElseThrow(() -> new Row.Skipped("nginx is not on this machine"));
    int port = Service.freePort();
    try {
      Files.createDirectories(folder);
      Path configuration = Programs.file(CONFIGURATION, folder);
      // The load generator takes it for a fault if its connection is closed.
      Files.writeString(
          folder.resolve("listen.conf"),
          "listen 127.0.0.1:%d; keepalive_requests 1000000000;".formatted(port));
      Files.writeString(folder.resolve("limits.conf"), "");
      Files.writeString(folder.resolve("nodes.conf"), upstreams(nodes));
      Process process =
          new ProcessBuilder(
                  nginx.toString(),
                  "-p",
                  folder.toAbsolutePath() + "/",
                  "-e",
                  "stderr",
                  "-c",
                  configuration.toAbsolutePath().toString(),
                  "-g",
                  "daemon off;")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      Balancer balancer = new Balancer(process, port);
      while (!balancer.listens()) {
        if (!process.isAlive()) {
          throw new IllegalStateException(Files.readString(folder.resolve("log")));
        }
        Pause.millis(20);
      }
      return balancer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// No node is ever taken out here, so the upstreams without one of them are never asked.
  private static String upstreams(List<Integer> nodes) {
    String servers =
        nodes.stream()
            .map("server 127.0.0.1:%d max_fails=0;"::formatted)
            .collect(Collectors.joining(" "));
    return """
        upstream holdfast { hash $by_event consistent; %1$s keepalive 128; }
        upstream holdfast_without_node1 { %1$s }
        upstream holdfast_without_node2 { %1$s }
        map "" $out { default none; }
        """
        .formatted(servers);
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
