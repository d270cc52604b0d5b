package dev.holdfast.benchmarks.generator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// The program: reads jobs from standard input, one line of JSON each, and answers each with three
/// lines: [#STARTED] and [#ENDED] at the instants between which it measures, then what it measured.
/// The line [#STOP] ends measuring early. Ends with its input.
public final class Generator {
  public static final String STARTED = "started";
  public static final String ENDED = "ended";
  public static final String STOP = "stop";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sockets sockets;
  private final Bootstrap bootstrap;
  private final EventLoop loop;
  private final PrintStream out;
  private final List<Connection> pool = new ArrayList<>();
  private final String host;
  private final AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});

  private Generator(Sockets sockets, String host) {
    this.host = host;
    this.sockets = sockets;
    loop = sockets.group().next();
    bootstrap = sockets.bootstrap();
    out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  /// Serves jobs until the input ends.
  ///
  /// @param args the service's host and port
  public static void main(String[] args) throws IOException {
    Sockets sockets = Sockets.to(args[0], Integer.parseInt(args[1]));
    try {
      new Generator(sockets, args[0]).serve();
    } finally {
      var _ = sockets.group().shutdownGracefully();
    }
  }

  private void serve() throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(STOP)) {
          stop.get().run();
        } else {
          begin(JSON.readValue(line, Job.class));
        }
      }
    }
  }

  private void begin(Job job) {
    CompletableFuture<Measured> measured =
        switch (job.load()) {
          case Job.Repeat repeat -> run(job, new Works.Repeating(repeat));
          case Job.Place(Job.Seats seats) -> run(job, new Works.Placing(seats));
          case Job.Rounds rounds -> run(job, new Works.PlacingAndEnding(rounds));
          case Job.Watch watch -> watch(job, watch);
          case Job.Notify notify -> notify(job, notify);
        };
    var _ =
        measured
            .thenAccept(result -> out.println(write(result)))
            .exceptionally(
                e -> {
                  e.printStackTrace();
                  System.exit(1);
                  return null;
                });
  }

  private CompletableFuture<Measured> watch(Job job, Job.Watch watch) {
    List<Connection> buyers = connections(job.connections());
    List<Bootstrap> nodes =
        watch.ports().isEmpty()
            ? List.of(bootstrap)
            : watch.ports().stream()
                .map(port -> bootstrap.clone().remoteAddress(host, port))
                .toList();
    CompletableFuture<Measured> measured = new CompletableFuture<>();
    loop.execute(
        () -> {
          Watchers watchers =
              new Watchers(
                  loop,
                  nodes,
                  job,
                  watch,
                  buyers,
                  () -> out.println(STARTED),
                  () -> out.println(ENDED));
          var _ = watchers.start().thenAccept(measured::complete);
        });
    return measured;
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<Measured> notify(Job job, Job.Notify notify) {
    Receivers receivers = new Receivers(sockets, host, notify.port());
    return run(
            job,
            receivers.expecting(new Works.Placing(notify.seats())),
            receivers::start,
            receivers::end)
        .thenCompose(receivers::awaitAll);
  }

  private CompletableFuture<Measured> run(Job job, Work work) {
    return run(job, work, () -> {}, () -> {});
  }

  /// @param onStart is done on the loop before anybody is told that measuring starts
  /// @param onEnd likewise that it ends
  private CompletableFuture<Measured> run(Job job, Work work, Runnable onStart, Runnable onEnd) {
    List<Connection> connections = connections(job.connections());
    CompletableFuture<Measured> measured = new CompletableFuture<>();
    loop.execute(
        () -> {
          Run run =
              new Run(
                  loop,
                  job,
                  work,
                  connections,
                  () -> {
                    onStart.run();
                    out.println(STARTED);
                  },
                  () -> {
                    onEnd.run();
                    out.println(ENDED);
                  });
          stop.set(() -> loop.execute(run::end));
          var _ = run.start().thenAccept(measured::complete);
        });
    return measured;
  }

  /// Connections that are kept from job to job. More are opened where there are too few.
  private List<Connection> connections(int count) {
    pool.removeIf(connection -> !connection.isOpen());
    while (pool.size() < count) {
      Channel channel = sockets.open().syncUninterruptibly().channel();
      pool.add(channel.pipeline().get(Connection.class));
    }
    return List.copyOf(pool.subList(0, count));
  }
}
