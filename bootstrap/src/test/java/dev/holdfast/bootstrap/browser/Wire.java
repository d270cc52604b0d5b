package dev.holdfast.bootstrap.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The way to the service, which can be cut. Remembers what was sent to the service.
final class Wire implements AutoCloseable {
  private final URI service;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private volatile boolean cut;
  private volatile @Nullable String fatal;

  Wire(URI service) {
    this.service = service;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// All that was sent to the service so far.
  String requests() {
    return sent.toString(StandardCharsets.ISO_8859_1);
  }

  boolean isCut() {
    return cut;
  }

  /// Ends all connections, and those to come as soon as they come.
  void cut() {
    cut = true;
    open.forEach(Wire::close);
  }

  /// Cuts when the service answers the next request that begins so: what it has done is done, and
  /// nobody hears of it.
  void cutAtNextAnswerTo(String request) {
    fatal = request;
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (cut) {
          close(client);
          continue;
        }
        Socket target = new Socket(service.getHost(), service.getPort());
        Connection connection = new Connection();
        open.add(client);
        open.add(target);
        Thread.ofVirtual().start(() -> pump(client, target, connection, true));
        Thread.ofVirtual().start(() -> pump(target, client, connection, false));
      } catch (IOException e) {
        // The server socket was closed, or the service has ended; the browser notices.
        return;
      }
    }
  }

  /// One connection; what was asked on it decides whether its answer is the fatal one.
  private static final class Connection {
    private volatile boolean doomed;
  }

  private void pump(Socket from, Socket to, Connection connection, boolean isRequest) {
    byte[] buffer = new byte[16_384];
    try (from;
        to) {
      while (true) {
        int read = from.getInputStream().read(buffer);
        if (read < 0) {
          return;
        }
        if (isRequest) {
          note(new String(buffer, 0, read, StandardCharsets.ISO_8859_1), connection);
        } else if (connection.doomed) {
          cut();
          return;
        }
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // Cut, or ended by the other side: so is this side.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void note(String request, Connection connection) {
    synchronized (sent) {
      sent.writeBytes(request.getBytes(StandardCharsets.ISO_8859_1));
    }
    String wanted = fatal;
    if (wanted != null && request.startsWith(wanted)) {
      fatal = null;
      connection.doomed = true;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      cut();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
