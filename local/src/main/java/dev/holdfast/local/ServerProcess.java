package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The process of a server that was started by this one or by an earlier one, known by its pid
/// file. While it is guarded it ends with this process, however this one ends.
final class ServerProcess {
  /// Waits for the end of its input, which is the end of the process that holds the other end of
  /// the pipe, and then stops the server that it was told of, if that is still the one running.
  /// PostgreSQL would wait for its clients at a TERM alone, and a JVM ignores an INT that its
  /// parent ignored, as a shell's background jobs do.
  private static final String GUARD =
      """
      trap '' INT TERM HUP
      read -r _ && exit
      if [ "$(head -n 1 "$1")" = "$2" ]; then kill -INT "$2"; kill -TERM "$2"; fi
      if [ -n "$3" ]; then
        while kill -0 "$2"; do sleep 0.1; done
        rm -rf "$3"
      fi
      """;

  private final Path pidFile;
  private final String program;
  private final String argument;
  private final Optional<Path> deletedAfter;
  private final String signal;
  private Optional<Process> guard = Optional.empty();
  private long pid;

  /// @param pidFile the file whose first line is the process id
  /// @param program the file name of the server's program
  /// @param argument what its command line has and that of no other server
  /// @param deletedAfter the folder that the guard deletes when it has stopped the server
  ServerProcess(Path pidFile, String program, String argument, Optional<Path> deletedAfter) {
    this(pidFile, program, argument, deletedAfter, "INT");
  }

  /// @param signal by which the guard stops the server
  ServerProcess(
      Path pidFile, String program, String argument, Optional<Path> deletedAfter, String signal) {
    this.pidFile = pidFile;
    this.program = program;
    this.argument = argument;
    this.deletedAfter = deletedAfter;
    this.signal = signal;
  }

  /// The live process that the pid file names, if it is indeed this server. After a reboot the
  /// number in a stale file may be another program's.
  Optional<ProcessHandle> running() {
    try {
      var lines = Files.readAllLines(pidFile);
      return lines.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
              .filter(process -> process.isAlive() && isThisServer(process));
    } catch (NoSuchFileException _) {
      // A server that stops takes it away, if need be between two looks of ours.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isThisServer(ProcessHandle process) {
    var arguments = process.info().arguments().map(Arrays::asList).orElse(List.of());
    return process.info().command().orElse("").endsWith("/" + program)
        && (arguments.contains(argument) || title(process).contains(argument));
  }

  /// What a program shows instead of its arguments. Nginx puts them in one piece there.
  private static String title(ProcessHandle process) {
    try {
      var file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException _) {
      // It has ended.
      return "";
    }
  }

  /// Notes the process that runs now, and has a guard see to it that it ends with this one.
  void guard() {
    pid = running().orElseThrow().pid();
    var command =
        List.of(
            "sh",
            "-c",
            GUARD,
            "guard",
            pidFile.toString(),
            Long.toString(pid),
            deletedAfter.map(Path::toString).orElse(""),
            signal);
    try {
      guard =
          Optional.of(
              Commands.builder(command, Path.of("/"))
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void dismissGuard() {
    guard.ifPresent(
        process -> {
          try (var stdin = process.getOutputStream()) {
            stdin.write("done\n".getBytes(StandardCharsets.UTF_8));
          } catch (IOException _) {
            // It is gone already, which is all that is wanted.
          }
        });
    guard = Optional.empty();
  }

  /// The id of the process that was guarded last.
  long pid() {
    return pid;
  }

  /// Kills the guarded process (SIGKILL), as a crash would.
  void kill() {
    var process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    awaitEnd(process);
    dismissGuard();
  }

  /// Whether a process has not ended. One that has stays listed until its parent looks, which may
  /// take seconds; Linux says so. Until its last thread has ended, it may still have its port.
  static boolean isRunning(ProcessHandle process) {
    try {
      var file = Path.of("/proc", Long.toString(process.pid()), "status");
      var status = Files.exists(file) ? Files.readString(file) : "";
      return process.isAlive()
          && !(status.contains("State:\tZ") && status.contains("Threads:\t1\n"));
    } catch (IOException _) {
      // It was just taken off the list.
      return false;
    }
  }

  /// Waits until a process has ended, but not for long.
  static void awaitEnd(ProcessHandle process) {
    for (int i = 0; i < 200 && isRunning(process); i++) {
      pause(10);
    }
  }

  static void pause(int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a server", e);
    }
  }

  /// A port of the loopback interface that nobody listens on at the moment.
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
