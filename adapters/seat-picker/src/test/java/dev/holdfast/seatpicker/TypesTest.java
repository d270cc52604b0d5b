package dev.holdfast.seatpicker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mvnpm.esbuild.install.WebDepsInstaller;
import io.mvnpm.esbuild.model.WebDependency;
import io.mvnpm.esbuild.model.WebDependency.WebDependencyType;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The TypeScript of the pages and the seat picker by its compiler, for the bundler ignores types:
/// the element has what its declarations for web shops say, and the example for React goes with
/// them. So do the types of the client in TypeScript, which has a method for each operation of the
/// contract, with all parameters of its query and a type of what it answers. The compiler needs a
/// Node.
class TypesTest {
  private static final Path WEB = Path.of("src", "main", "resources", "web");
  private static final Path DECLARATIONS = Path.of("web", "public", "picker", "1");
  private static final Path EXAMPLE =
      Path.of("..", "..", "docs", "integrating", "example", "Tickets.tsx");

  private static final Path CLIENT = Path.of("..", "..", "sdk", "typescript", "src");

  /// Where a library of npm is in a local Maven repository.
  private static final Pattern LIBRARY =
      Pattern.compile(
          ".*[/\\\\](org[/\\\\]mvnpm.*?)[/\\\\]([^/\\\\]+)[/\\\\]([^/\\\\]+)[/\\\\][^/\\\\]+\\.jar");

  @Test
  void allTypesAgree(@TempDir Path work) throws IOException, InterruptedException {
    assumeTrue(said("node", "--version").startsWith("v"), "no Node on the path");
    copy(WEB, work.resolve("web"));
    Files.copy(EXAMPLE, work.resolve(DECLARATIONS).resolve("Tickets.tsx"));
    copy(CLIENT, work.resolve("client"));
    Files.writeString(
        work.resolve("client/operations.ts"),
        """
        import { Holdfast, type operations } from '@holdfast/client';
        export const everyOperation: Record<keyof operations, unknown> = Holdfast.prototype;

        type Operation = keyof operations;
        type Query<K extends Operation> = NonNullable<operations[K]['parameters']['query']>;
        type Names<T> = [T] extends [never] ? never : keyof T;
        type Members<T> = T extends object ? keyof T : never;
        /** Methods page by themselves, and take these by other names. */
        type Others = { getAvailability: 'encoding'; getChanges: 'since' };
        type Other<K extends Operation> = K extends keyof Others ? Others[K] : 'cursor' | 'limit';
        type Forgotten = {
          [K in Operation]: Exclude<
            Names<Query<K>>,
            Members<Parameters<Holdfast[K]>[number]> | Other<K>
          >;
        }[Operation];
        type Check<T extends never> = T;
        export type Nothing = Check<Forgotten>;

        type Untyped = {
          [K in Operation]: unknown extends Awaited<ReturnType<Holdfast[K]>> ? K : never;
        }[Operation];
        export type AllIsTyped = Check<Untyped>;
        """);
    Files.writeString(
        work.resolve("tsconfig.json"),
        """
        {"extends": "./web/tsconfig.json", "include": ["web", "client"], "compilerOptions":
          {"jsx": "react-jsx", "paths": {"@holdfast/client": ["./client/index.ts"]}}}
        """);
    Path libraries = work.resolve("node_modules");
    WebDepsInstaller.install(libraries, libraries());
    String compiler = libraries.resolve("typescript/lib/tsc.js").toString();
    assertEquals("", said("node", compiler, "-p", work.toString()));
  }

  private static List<WebDependency> libraries() {
    List<WebDependency> libraries = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Matcher library = LIBRARY.matcher(path);
      if (library.matches()) {
        String group = library.group(1).replaceAll("[/\\\\]", ".");
        String id = String.join(":", group, library.group(2), library.group(3));
        libraries.add(WebDependency.of(id, Path.of(path), WebDependencyType.MVNPM));
      }
    }
    return libraries;
  }

  private static String said(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException _) {
      return "";
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
