package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mvnpm.esbuild.Bundler;
import io.mvnpm.esbuild.model.BundleOptions;
import io.mvnpm.esbuild.model.BundleOptionsBuilder;
import io.mvnpm.esbuild.model.EsBuildConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs programs in TypeScript with the Node that is on the machine. They import the client in
/// `sdk/typescript` as `@holdfast/client`.
final class TypeScript {
  private static final Path CLIENT = Path.of("../sdk/typescript");
  private static final int OLDEST_NODE = 20;

  private TypeScript() {}

  /// Skips a test where there is no Node that could run it.
  static void assumeNode() throws IOException, InterruptedException {
    assumeTrue(
        nodeVersion() >= OLDEST_NODE,
        "no Node %d or newer on the path: what is in TypeScript is not run".formatted(OLDEST_NODE));
  }

  private static int nodeVersion() throws InterruptedException {
    try {
      Process node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
      String version = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      node.waitFor();
      return Integer.parseInt(version.strip().replaceAll("^v|\\..*", ""));
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }

  /// Runs all tests of the client.
  static String test(Path work, Map<String, String> environment)
      throws IOException, InterruptedException {
    copy(CLIENT.resolve("src"), work.resolve("src"));
    copy(CLIENT.resolve("test"), work.resolve("test"));
    List<String> command = new ArrayList<>(List.of("node", "--test"));
    command.addAll(bundled(work, testsIn(work)));
    return run(work, command, environment);
  }

  private static List<String> testsIn(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work.resolve("test"))) {
      return files
          .filter(file -> file.toString().endsWith(".test.ts"))
          .map(file -> work.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /// Runs a program and returns what it has printed.
  static String run(Path work, String source, Map<String, String> environment)
      throws IOException, InterruptedException {
    copy(CLIENT.resolve("src"), work.resolve("src"));
    Files.writeString(work.resolve("program.ts"), source);
    Files.writeString(
        work.resolve("tsconfig.json"),
        "{\"compilerOptions\": {\"paths\": {\"@holdfast/client\": [\"./src/index.ts\"]}}}");
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(bundled(work, List.of("program.ts")));
    return run(work, command, environment);
  }

  private static List<String> bundled(Path work, List<String> sources) throws IOException {
    EsBuildConfig config =
        EsBuildConfig.builder()
            .bundle(true)
            .splitting(false)
            .minify(false)
            .format(EsBuildConfig.Format.ESM)
            .platform(EsBuildConfig.Platform.NODE)
            .entryNames("[name]")
            .build();
    BundleOptionsBuilder options = BundleOptions.builder().withWorkDir(work).withEsConfig(config);
    for (String source : sources) {
      options.addEntryPoint(work, source);
    }
    Path dist = Bundler.bundle(options.build(), true).dist();
    // Node takes them for modules by this.
    Files.writeString(dist.resolve("package.json"), "{\"type\": \"module\"}");
    return sources.stream()
        .map(source -> Path.of(source).getFileName().toString().replaceAll("ts$", "js"))
        .map(name -> dist.resolve(name).toString())
        .toList();
  }

  private static String run(Path work, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }
}
