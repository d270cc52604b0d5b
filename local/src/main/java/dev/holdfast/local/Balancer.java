package dev.holdfast.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The nginx in front of the nodes, with the configuration that containers have as well.
final class Balancer {
  private static final List<String> SHARED = List.of("nginx.conf", "limits.conf");

  private final Path home;
  private final Program nginx;

  private Balancer(Path home, Program nginx) {
    this.home = home;
    this.nginx = nginx;
  }

  /// Starts it on a port of the loopback interface, with all nodes in.
  ///
  /// @param shared the folder of the configuration that containers have as well
  static Balancer start(DataFolder folder, Path shared, int port, List<Node> nodes)
      throws IOException {
    var program =
        Program.find("nginx")
            .orElseThrow(
                () -> new IllegalStateException("no nginx on the path (Debian's package: nginx)"));
    var home = Files.createDirectories(folder.resolve("nginx"));
    // It looks for further files beside this one, so these are here for it, and what is edited
    // there
    // counts here.
    for (var file : SHARED) {
      Folders.link(home.resolve(file), shared.resolve(file));
    }
    Files.writeString(
        home.resolve("listen.conf"),
        """
        # Written at each start.
        listen 127.0.0.1:%d backlog=4096;
        """
            .formatted(port));
    Files.writeString(home.resolve("nodes.conf"), nodes(home, nodes));
    Files.createDirectories(home.resolve("out"));
    for (var node : nodes) {
      Files.deleteIfExists(home.resolve("out").resolve(node.name()));
    }
    var nginx =
        new Program(
            folder,
            "nginx",
            List.of(
                program.toString(),
                "-p",
                home + "/",
                "-e",
                "stderr",
                "-c",
                home.resolve("nginx.conf").toString(),
                "-g",
                // Root's workers would become somebody who may not read the data folder.
                "daemon off;" + (PostgresBinaries.isRoot() ? " user root;" : "")),
            home.resolve("nginx.conf").toString(),
            Map.of());
    nginx.start();
    return new Balancer(home, nginx);
  }

  private static String nodes(Path home, List<Node> nodes) {
    return """
        # Written at each start.
        upstream holdfast {
          hash $by_event consistent;
          server 127.0.0.1:%1$d max_fails=3 fail_timeout=5s;
          server 127.0.0.1:%2$d max_fails=3 fail_timeout=5s;
          keepalive 128;
        }
        upstream holdfast_without_node1 {
          server 127.0.0.1:%2$d max_fails=0;
          keepalive 128;
        }
        upstream holdfast_without_node2 {
          server 127.0.0.1:%1$d max_fails=0;
          keepalive 128;
        }
        map "" $out {
          default "%3$s/out";
        }
        """
        .formatted(nodes.getFirst().port(), nodes.getLast().port(), home);
  }

  Program program() {
    return nginx;
  }

  /// Passes no further requests on to a node.
  void takeOut(Node node) throws IOException {
    Files.writeString(home.resolve("out").resolve(node.name()), "");
  }

  void putBack(Node node) throws IOException {
    Files.deleteIfExists(home.resolve("out").resolve(node.name()));
  }
}
