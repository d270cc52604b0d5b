package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The tests of the client in TypeScript, which are in `sdk/typescript/test`.
@ExtendWith(RunningService.class)
class TypeScriptClientIT {
  private final Api api;

  TypeScriptClientIT(Api api) {
    this.api = api;
  }

  @BeforeAll
  static void node() throws IOException, InterruptedException {
    TypeScript.assumeNode();
  }

  @Test
  void allTestsOfTheClientPass(@TempDir Path work) throws IOException, InterruptedException {
    String said =
        TypeScript.test(
            work,
            Map.of(
                "HOLDFAST_URL",
                api.uri().toString(),
                "HOLDFAST_ADMIN_KEY",
                PackagedService.ADMIN_KEY));
    assertThat(said).containsPattern("# pass [1-9]").contains("# fail 0", "# cancelled 0");
  }
}
