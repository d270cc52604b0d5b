package dev.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Stands between pgjdbc and PostgreSQL and lets one COMMIT go wrong at a time.
///
/// See [Message Formats](https://www.postgresql.org/docs/current/protocol-message-formats.html).
public final class CommitProxy implements AutoCloseable {
  /// What happens to a COMMIT.
  public enum Fault {
    /// It arrives, and the connection breaks before its answer is back.
    ANSWER_LOST,
    /// The connection breaks on both sides before it arrives.
    CONNECTION_LOST,
    /// The connection breaks on the client's side only, and it never arrives.
    COMMIT_LOST,
    /// The connection breaks on the client's side only, and it arrives a second later.
    COMMIT_LATE,
    /// It arrives a second later, and nothing breaks.
    COMMIT_PAUSED
  }

  private final URI target;
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();
  private final AtomicInteger roundTrips = new AtomicInteger();
  private volatile Runnable then = () -> {};
  private volatile boolean away;

  /// A proxy to the server of this JDBC URL.
  public CommitProxy(String jdbcUrl) {
    this.target = URI.create(jdbcUrl.substring("jdbc:".length()));
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// The URL of the same database through this proxy.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d%s?sslmode=disable"
        .formatted(server.getLocalPort(), target.getPath());
  }

  /// Lets the next COMMIT go wrong.
  ///
  /// @param done runs when it has, before the client knows
  public void breakNextCommit(Fault fault, Runnable done) {
    then = done;
    next.set(fault);
  }

  /// How often the clients have waited for an answer of the server, once they were connected.
  public int roundTrips() {
    return roundTrips.get();
  }

  /// Lets nobody else through any more.
  public void stayAway() {
    away = true;
  }

  /// Lets everybody through again.
  public void comeBack() {
    away = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        if (away) {
          client.close();
          continue;
        }
        var upstream = new Socket(target.getHost(), target.getPort());
        sockets.addAll(List.of(client, upstream));
        var connection = new Proxied(client, upstream);
        Thread.ofVirtual().start(connection::toServer);
        Thread.ofVirtual().start(connection::toClient);
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private final class Proxied {
    private final Socket client;
    private final Socket upstream;
    private final Set<String> namesOfCommit = new HashSet<>();
    private final CountDownLatch unheard = new CountDownLatch(1);

    /// Once a COMMIT goes wrong, the client hears no more and learns of it last.
    private volatile boolean muted;

    Proxied(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void toClient() {
      try {
        var in = upstream.getInputStream();
        byte[] buffer = new byte[8_192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (muted) {
            unheard.countDown();
          } else {
            client.getOutputStream().write(buffer, 0, n);
          }
        }
      } catch (IOException _) {
        // One of the two has gone.
      }
      // The answer of a server that has gone is lost as well.
      unheard.countDown();
      if (!muted) {
        close(client);
      }
    }

    void toServer() {
      try {
        var in = new DataInputStream(client.getInputStream());
        var out = upstream.getOutputStream();
        out.write(startup(in));
        while (true) {
          var message = new Message(in);
          if (message.endsARequest()) {
            roundTrips.incrementAndGet();
          }
          Fault fault = isCommit(message) ? next.getAndSet(null) : null;
          if (fault == Fault.COMMIT_PAUSED) {
            then.run();
            pause();
          }
          if (fault == null || fault == Fault.COMMIT_PAUSED) {
            out.write(message.bytes());
          } else {
            fail(fault, upToSync(message, in));
            return;
          }
        }
      } catch (IOException _) {
        close(upstream);
      }
    }

    private void fail(Fault fault, byte[] commit) throws IOException {
      muted = true;
      switch (fault) {
        case ANSWER_LOST -> {
          upstream.getOutputStream().write(commit);
          await(unheard);
          then.run();
          close(client);
          close(upstream);
        }
        case CONNECTION_LOST -> {
          close(upstream);
          then.run();
          close(client);
        }
        case COMMIT_LOST -> {
          then.run();
          close(client);
        }
        case COMMIT_LATE -> {
          then.run();
          close(client);
          pause();
          upstream.getOutputStream().write(commit);
        }
        case COMMIT_PAUSED -> throw new IllegalArgumentException(fault + " breaks nothing");
      }
    }

    /// Whether this prepares or binds a statement that commits.
    private boolean isCommit(Message message) {
      List<String> texts = message.texts();
      return switch (message.type()) {
        case 'P' -> {
          // A statement without a name is prepared anew each time.
          namesOfCommit.remove(texts.get(0));
          yield texts.get(1).equalsIgnoreCase("COMMIT") && namesOfCommit.add(texts.get(0));
        }
        case 'B' -> namesOfCommit.contains(texts.get(1));
        default -> false;
      };
    }
  }

  private static byte[] startup(DataInputStream in) throws IOException {
    int length = in.readInt();
    var bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeInt(length);
    bytes.write(in.readNBytes(length - 4));
    return bytes.toByteArray();
  }

  private static byte[] upToSync(Message first, DataInputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    Message message = first;
    bytes.write(message.bytes());
    while (message.type() != 'S') {
      message = new Message(in);
      bytes.write(message.bytes());
    }
    return bytes.toByteArray();
  }

  /// @param body each byte as one character
  private record Message(char type, String body) {
    Message(DataInputStream in) throws IOException {
      this(
          (char) in.readUnsignedByte(),
          new String(in.readNBytes(in.readInt() - 4), StandardCharsets.ISO_8859_1));
    }

    /// Whether it is a Sync or a Query, which the server answers by being ready for the next one.
    boolean endsARequest() {
      return type == 'S' || type == 'Q';
    }

    byte[] bytes() throws IOException {
      var bytes = new ByteArrayOutputStream();
      var out = new DataOutputStream(bytes);
      out.writeByte(type);
      out.writeInt(body.length() + 4);
      out.write(body.getBytes(StandardCharsets.ISO_8859_1));
      return bytes.toByteArray();
    }

    /// The body as texts that end with a zero byte; the first two of a Parse or Bind message are.
    List<String> texts() {
      return List.of(body.split("\0", -1));
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
