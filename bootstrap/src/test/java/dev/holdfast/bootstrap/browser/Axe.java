package dev.holdfast.bootstrap.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Looks over a page with axe-core.
final class Axe {
  private static final String SCRIPT = script();

  private Axe() {}

  /// What it finds that is serious or critical, as sentences.
  static List<String> findings(Page page) {
    if (Boolean.FALSE.equals(page.evaluate("'axe' in globalThis"))) {
      page.evaluate(SCRIPT);
    }
    @SuppressWarnings("unchecked")
    List<String> found =
        (List<String>)
            page.evaluate(
                """
                async () => {
                  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                  return violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .flatMap(({ id, impact, help, nodes }) =>
                      nodes.map(({ target, failureSummary }) =>
                        `${impact} ${id}: ${help}: ${target.flat().join(' ')}: ${failureSummary}`));
                }""");
    return found;
  }

  private static String script() {
    try (InputStream script =
        Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"), "no axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
