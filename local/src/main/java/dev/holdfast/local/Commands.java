package dev.holdfast.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the programs of the embedded servers.
final class Commands {
  /// Gives a command a process group of its own. A terminal's Ctrl-C goes to the launcher's whole
  /// group, and a server cut off in the middle of its start would be harder to end well than one
  /// that the launcher stops.
  private static final List<String> OUT_OF_REACH =
      List.of("bash", "-c", "trap '' INT; set -m; \"$@\" & wait $!", "bash");

  /// Likewise, but leaves the command running, says its process id, and appends to a log.
  private static final List<String> LEFT_RUNNING =
      List.of(
          "bash",
          "-c",
          "trap '' INT; set -m; log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & echo $!",
          "bash");

  private Commands() {}

  /// Starts a command that outlives this process, with its output appended to a log.
  static ProcessHandle start(List<String> command, Path folder, Path log) throws IOException {
    return start(command, builder(List.of(), folder), log);
  }

  /// Likewise, with further variables in its environment.
  static ProcessHandle start(
      List<String> command, Map<String, String> environment, Path folder, Path log)
      throws IOException {
    var builder = new ProcessBuilder().directory(folder.toFile());
    builder.environment().putAll(environment);
    return start(command, builder, log);
  }

  private static ProcessHandle start(List<String> command, ProcessBuilder builder, Path log)
      throws IOException {
    var sheltered = new ArrayList<>(LEFT_RUNNING);
    sheltered.add(log.toString());
    sheltered.addAll(command);
    var said = finish(builder.command(sheltered).redirectErrorStream(true).start(), command);
    return ProcessHandle.of(Long.parseLong(said.strip()))
        .orElseThrow(() -> new IllegalStateException(command.getFirst() + " ended at once"));
  }

  /// Runs a command, feeding it `input` and then the end of the input.
  ///
  /// @throws IllegalStateException with the command's output, if it exits with anything but 0
  static void run(List<String> command, Path folder, String input) {
    try {
      var sheltered = new ArrayList<>(OUT_OF_REACH);
      sheltered.addAll(command);
      var process = builder(sheltered, folder).redirectErrorStream(true).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      finish(process, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Like [#run], with all of `input` copied to the command's standard input.
  static void pipe(List<String> command, Path folder, InputStream input) throws IOException {
    var process = builder(command, folder).redirectErrorStream(true).start();
    try (OutputStream stdin = process.getOutputStream()) {
      input.transferTo(stdin);
    }
    finish(process, command);
  }

  /// A process builder without the variables by which a user's own PostgreSQL settings would leak
  /// in.
  static ProcessBuilder builder(List<String> command, Path folder) {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.put("LC_ALL", "C");
    return builder;
  }

  private static String finish(Process process, List<String> command) throws IOException {
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "%s: exit status %d (expected: 0)%n%s"
                .formatted(String.join(" ", command), status, output.strip()));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
    }
  }
}
