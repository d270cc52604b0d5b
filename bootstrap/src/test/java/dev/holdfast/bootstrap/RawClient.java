package dev.holdfast.bootstrap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A client that says just what it is told, byte by byte.
final class RawClient implements AutoCloseable {
  private static final int RECEIVED_UNREAD = 16 * 1024;
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();

  private RawClient() {}

  static RawClient to(URI service) throws IOException {
    RawClient client = new RawClient();
    client.socket.setReceiveBufferSize(RECEIVED_UNREAD);
    client.socket.setSoTimeout(TIMEOUT_MILLIS);
    client.socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
    return client;
  }

  /// Sends a text whose lines end as those of HTTP do.
  RawClient send(String lines) throws IOException {
    socket
        .getOutputStream()
        .write(lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\nHost: localhost\n\n");
  }

  /// What comes next, at least one byte; empty at the end.
  String read() throws IOException {
    byte[] bytes = new byte[64 * 1024];
    int length = socket.getInputStream().read(bytes);
    return new String(bytes, 0, Math.max(length, 0), StandardCharsets.ISO_8859_1);
  }

  /// All that comes until the service closes the connection, however it does.
  String readAll() {
    StringBuilder all = new StringBuilder();
    try {
      for (String next = read(); !next.isEmpty(); next = read()) {
        all.append(next);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new IllegalStateException("the connection stays open", e);
    } catch (IOException _) {
      // It was reset.
    }
    return all.toString();
  }

  /// Goes away with what has come unread.
  void breakOff() throws IOException {
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
