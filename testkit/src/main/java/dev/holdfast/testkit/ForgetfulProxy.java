package dev.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands between clients and a server, as a firewall does that may forget connections: both ends
/// believe in them, and nothing comes through any more. New ones work.
public final class ForgetfulProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket server;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private volatile boolean isCutOff;

  /// A proxy to a port of the loopback interface.
  public ForgetfulProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// Where it listens.
  public int port() {
    return server.getLocalPort();
  }

  /// Forgets the connections that there are.
  public void forget() {
    connections.forEach(connection -> connection.forgotten = true);
  }

  /// Forgets them, and lets nothing through on new ones either, as in a network that has come
  // apart.
  public void cutOff() {
    isCutOff = true;
    forget();
  }

  /// Lets new connections through again.
  public void comeBack() {
    isCutOff = false;
  }

  private static final class Connection {
    final Socket client;
    final Socket server;
    volatile boolean forgotten;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void carry(Socket from, Socket to) {
      byte[] bytes = new byte[8_192];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          if (!forgotten) {
            out.write(bytes, 0, read);
          }
        }
      } catch (IOException _) {
        // One of the two ends is gone.
      }
      if (!forgotten) {
        close();
      }
    }

    void close() {
      try (client;
          server) {
        forgotten = true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        try {
          var connection =
              new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target));
          connection.forgotten = isCutOff;
          connections.add(connection);
          Thread.ofVirtual().start(() -> connection.carry(connection.client, connection.server));
          Thread.ofVirtual().start(() -> connection.carry(connection.server, connection.client));
        } catch (IOException _) {
          // The server is away.
          client.close();
        }
      } catch (IOException _) {
        // The proxy is closed, or the client is gone.
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(Connection::close);
  }
}
