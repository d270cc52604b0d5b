package dev.holdfast.bootstrap.browser;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An nginx that is on the machine, as a proxy that shows the service below a path.
final class Nginx implements AutoCloseable {
  /// Says what to do where there is none.
  static final String HOW_TO_GET_ONE = "no nginx on the path (install Debian's package nginx)";

  private final Path folder;
  private final Process process;
  private final int port;

  private Nginx(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /// Where it is; empty if there is none.
  static Optional<Path> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    // Not on everybody's path.
    return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin"))
        .map(in -> Path.of(in, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Starts it: the service is below `/tickets/`, and below `/untold/` without being told so.
  static Nginx before(URI service) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("holdfast-nginx-");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, service));
    Process process =
        new ProcessBuilder(
                find().orElseThrow().toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString(),
                "-e",
                folder.resolve("error.log").toString())
            .inheritIO()
            .start();
    Nginx nginx = new Nginx(folder, process, port);
    while (!nginx.listens()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(folder.resolve("error.log")));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return nginx;
  }

  private static String configuration(Path folder, int port, URI service) {
    return """
        daemon off;
        master_process off;
        pid %1$s/pid;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d;
            location /tickets/ {
              proxy_pass %3$s/;
              proxy_set_header Host $http_host;
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Prefix /tickets;
            }
            location /untold/ {
              proxy_pass %3$s/;
              proxy_set_header Host $http_host;
            }
          }
        }
        """
        .formatted(folder, port, service);
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(folder)) {
      files.map(Path::toFile).sorted((one, two) -> two.compareTo(one)).forEach(File::delete);
    }
  }
}
