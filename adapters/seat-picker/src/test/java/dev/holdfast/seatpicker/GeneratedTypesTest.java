package dev.holdfast.seatpicker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The types of the client in TypeScript are those of the contract, and its package is whole and
/// can be installed. npm generates and packs them, and fetches the generator and the compiler.
class GeneratedTypesTest {
  private static final Path CLIENT = Path.of("..", "..", "sdk", "typescript");
  private static final Path CONTRACT = Path.of("..", "rest", "src", "main", "resources");
  private static final Path QUICK_START =
      Path.of("..", "..", "docs", "integrating", "quick-start.md");
  private static final String TYPES = "src/contract.ts";

  private static Path client;

  @BeforeAll
  static void install(@TempDir Path work) throws IOException, InterruptedException {
    client = work.resolve("sdk/typescript");
    Path contract = work.resolve("adapters/rest/src/main/resources");
    Files.createDirectories(client);
    Files.createDirectories(contract);
    for (String file : List.of("package.json", "package-lock.json", "tsconfig.json", "README.md")) {
      Files.copy(CLIENT.resolve(file), client.resolve(file));
    }
    try (Stream<Path> sources = Files.walk(CLIENT.resolve("src"))) {
      for (Path source : sources.toList()) {
        Files.copy(source, client.resolve(CLIENT.relativize(source).toString()));
      }
    }
    Files.copy(CONTRACT.resolve("openapi.yaml"), contract.resolve("openapi.yaml"));
    Npm.install(client, "ci", "--ignore-scripts");
  }

  @Test
  void thePackageNeedsNothingAndHasWhatItExports() throws IOException, InterruptedException {
    String description = Files.readString(client.resolve("package.json"));
    assertThat(description).doesNotContain("\"dependencies\"", "\"peerDependencies\"");
    List<String> exported =
        Pattern.compile("\"\\./(dist/[^\"]+)\"")
            .matcher(description)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(exported).containsExactlyInAnyOrder("dist/index.d.ts", "dist/index.js");
    Npm.Said packed = Npm.run(client, "npm", "pack", "--json", "--dry-run");
    assertThat(packed.status()).as(packed.text()).isZero();
    for (String file : exported) {
      assertThat(packed.text()).contains("\"path\": \"" + file + "\"");
    }
    assertThat(packed.text()).doesNotContain("\"path\": \"src/", "\"path\": \"test/");
  }

  /// As the quick start says, in a folder that has the client where the repository has it.
  @Test
  void aShopInstallsWhatIsPackedAndImportsItByItsName() throws IOException, InterruptedException {
    Path shop = client.resolve("../..").normalize();
    Matcher commands =
        Pattern.compile("(?s)\n## With TypeScript\n.*?```sh\n(.*?)```")
            .matcher(Files.readString(QUICK_START));
    assertThat(commands.find()).isTrue();
    Npm.Said installed = Npm.run(shop, "bash", "-euc", commands.group(1));
    assertThat(installed.status()).as(installed.text()).isZero();
    Files.writeString(
        shop.resolve("shop.mjs"),
        """
        import { Holdfast, NotFoundProblem } from '@holdfast/client';
        const answers = [
          new Response('{"name": "Holdfast"}'),
          new Response('{"type": "/problems/not-found"}', { status: 404 }),
        ];
        const fetch = () => Promise.resolve(answers.shift());
        const holdfast = new Holdfast({ url: 'https://tickets.example', fetch });
        console.log((await holdfast.getApi()).name);
        console.log(await holdfast.getEvent('e').catch((error) => error instanceof NotFoundProblem));
        """);
    assertThat(Npm.run(shop, "node", "shop.mjs")).isEqualTo(new Npm.Said(0, "Holdfast\ntrue\n"));
  }

  @Test
  void theyAreUpToDate() throws IOException, InterruptedException {
    Npm.Said generated = Npm.run(client, "npm", "run", "generate");
    assertThat(generated.status()).as(generated.text()).isZero();
    assertThat(Files.readString(CLIENT.resolve(TYPES)))
        .as("sdk/typescript/%s; npm run generate writes it anew", TYPES)
        .isEqualTo(Files.readString(client.resolve(TYPES)));
  }
}
