package dev.holdfast.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A program that runs beside this one, with a log of its own in the data folder, and ends with it.
///
/// It ends even after a `kill -9` of this process: a small guard stops it. Should the guard be
/// killed as well, the next start on the same folder stops the stray first.
final class Program {
  private static final Duration STRAY_TIMEOUT = Duration.ofSeconds(30);

  private final DataFolder folder;
  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path pidFile;
  private final ServerProcess process;

  /// @param name of its log and pid file
  /// @param mark what its command line has and that of no other program
  /// @param environment what it gets besides that of this process
  Program(
      DataFolder folder,
      String name,
      List<String> command,
      String mark,
      Map<String, String> environment) {
    this.folder = folder;
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.pidFile = folder.resolve(name + ".pid");
    this.process =
        new ServerProcess(
            pidFile,
            Path.of(command.getFirst()).getFileName().toString(),
            mark,
            Optional.empty(),
            // The shell that starts it has Ctrl-C ignored, and Java goes on ignoring that.
            "TERM");
  }

  /// Where a program is that the user has installed; empty if nowhere.
  static Optional<Path> find(String program) {
    var path = Servers.environment("PATH").orElse("");
    // Not on everybody's path.
    return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  String name() {
    return name;
  }

  Path log() {
    return folder.resolve(name + ".log");
  }

  /// The id of the process that was started last.
  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return process.running().filter(ServerProcess::isRunning).isPresent();
  }

  /// Starts it, after a stray from an earlier start has been stopped.
  ///
  /// @throws IllegalStateException if it ends at once
  void start() {
    try {
      stop(STRAY_TIMEOUT);
      var started = Commands.start(command, environment, folder.path(), folder.log(name + ".log"));
      Files.writeString(pidFile, started.pid() + "\n");
      // Until the shell has become the program.
      while (process.running().isEmpty()) {
        if (!ServerProcess.isRunning(started)) {
          throw new IllegalStateException("%s does not start, see %s".formatted(name, log()));
        }
        ServerProcess.pause(5);
      }
      process.guard();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends it a signal, such as `TERM`, if it runs.
  void signal(String signal) {
    process
        .running()
        .ifPresent(
            running ->
                Commands.run(
                    List.of("kill", "-" + signal, Long.toString(running.pid())),
                    folder.path(),
                    ""));
  }

  /// Asks it to end (SIGTERM), and ends it (SIGKILL) if it takes longer.
  void stop(Duration patience) {
    process.running().ifPresent(ProcessHandle::destroy);
    awaitEnd(patience);
  }

  /// Waits until it has ended, and ends it (SIGKILL) if it takes longer.
  void awaitEnd(Duration patience) {
    var deadline = System.nanoTime() + patience.toNanos();
    while (isRunning() && System.nanoTime() < deadline) {
      ServerProcess.pause(20);
    }
    process
        .running()
        .ifPresent(
            running -> {
              running.destroyForcibly();
              ServerProcess.awaitEnd(running);
            });
    process.dismissGuard();
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
