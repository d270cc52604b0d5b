package dev.holdfast.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.benchmarks.generator.Generator;
import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The load generator's process.
final class LoadProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final PrintWriter to;
  private final BufferedReader from;

  private LoadProcess(Process process) {
    this.process = process;
    to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    from = process.inputReader(StandardCharsets.UTF_8);
  }

  static LoadProcess start(int port, Path log) {
    try {
      return new LoadProcess(
          new ProcessBuilder(
                  List.of(
                      Service.java(),
                      "-Xmx512m",
                      "-XX:+UseSerialGC",
                      "--sun-misc-unsafe-memory-access=allow",
                      "--enable-native-access=ALL-UNNAMED",
                      "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                      "-classpath",
                      System.getProperty("java.class.path"),
                      Generator.class.getName(),
                      "127.0.0.1",
                      String.valueOf(port)))
              .redirectError(log.toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /// Does a job.
  ///
  /// @param onStart is run when measuring starts
  /// @param onEnd is run when measuring ends
  Measured run(Job job, Runnable onStart, Runnable onEnd) {
    try {
      to.println(JSON.writeValueAsString(job));
      expect(Generator.STARTED);
      onStart.run();
      expect(Generator.ENDED);
      onEnd.run();
      return JSON.readValue(line(), Measured.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ends measuring early; to be called by another thread than the one that runs the job.
  void stop() {
    to.println(Generator.STOP);
  }

  private void expect(String expected) {
    String line = line();
    if (!line.equals(expected)) {
      throw new IllegalStateException(line + " (expected: " + expected + ")");
    }
  }

  private String line() {
    try {
      String line = from.readLine();
      if (line == null) {
        throw new IllegalStateException("the load generator has ended, see its log");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    to.close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
