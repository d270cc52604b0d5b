package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class NpmTest {
  @TempDir private Path folder;

  private void assumeNpm() throws InterruptedException {
    assumeTrue(Npm.run(folder, "npm", "--version").status() == 0, "no npm");
  }

  @Test
  void aTestIsSkippedWhereNothingCanBeFetched() throws Exception {
    assumeNpm();
    assertThatThrownBy(
            () ->
                Npm.install(
                    folder, "install", "--offline", "--cache", folder + "/none", "is-odd@3.0.1"))
        .isInstanceOf(TestAbortedException.class);
  }

  @Test
  void aTestFailsWhereNpmDoes() throws Exception {
    assumeNpm();
    Files.writeString(folder.resolve("package.json"), "{");
    assertThatThrownBy(() -> Npm.install(folder, "install")).isInstanceOf(AssertionError.class);
  }

  @Test
  void aProgramThatIsMissingFails() throws InterruptedException {
    assertThat(Npm.run(folder, "no-such-program").status()).isPositive();
  }
}
