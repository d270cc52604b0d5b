package dev.holdfast.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/// What a problem means, for people.
final class ProblemPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2430; --soft: #586374; --line: #d7dde5;
              --paper: #fff; --code: #f3f5f8; --accent: #0b57d0; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e8ecf1; --soft: #a5b0be; --line: #37404d;
                --paper: #14181e; --code: #1f252e; --accent: #8ab4f8; }
      }
      body { margin: 0; background: var(--paper); color: var(--ink);
             font: 1.0625rem/1.6 system-ui, sans-serif; }
      main, header { max-width: 44rem; margin: 0 auto; padding: 0 1.25rem; }
      header { padding-top: 1.5rem; color: var(--soft); }
      main { padding-bottom: 3rem; }
      h1 { margin: 1rem 0 .25rem; font-size: 2rem; line-height: 1.2; }
      h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
      a { color: var(--accent); }
      code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; }
      pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--code);
            border: 1px solid var(--line); border-radius: .5rem; }
      .status { margin: 0; color: var(--soft); }
      dt { margin-top: .75rem; }
      dd { margin: 0; color: var(--soft); }
      table { width: 100%; border-collapse: collapse; }
      th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top;
               border-bottom: 1px solid var(--line); }
      """;

  /// Nothing but the pages' own style may load.
  static final String SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; frame-ancestors 'none'"
          .formatted(sha256(STYLE));

  private ProblemPage() {}

  /// @param base see {@link BasePath#of}
  static String of(Problem problem, String base) {
    String members =
        problem.members().stream()
            .map(
                member ->
                    "<dt><code>%s</code></dt><dd>%s</dd>"
                        .formatted(member.name(), escaped(member.meaning())))
            .collect(Collectors.joining("\n"));
    return page(
        problem.title(),
        """
        <header><a href="%s/problems">All problems</a></header>
        <main>
        <h1>%s</h1>
        <p class="status">HTTP status %d, type <code>%s</code></p>
        <h2>Meaning</h2>
        <p>%s</p>
        <h2>Remedy</h2>
        <p>%s</p>
        %s
        <h2>Example</h2>
        <pre><code>%s</code></pre>
        </main>"""
            .formatted(
                escaped(base),
                escaped(problem.title()),
                problem.status(),
                escaped(problem.type()),
                escaped(problem.meaning()),
                escaped(problem.remedy()),
                members.isEmpty() ? "" : "<h2>Members</h2>\n<dl>" + members + "</dl>",
                escaped(problem.example())));
  }

  /// @param base see {@link BasePath#of}
  static String index(String base) {
    String rows =
        Arrays.stream(Problem.values())
            .map(
                problem ->
                    "<tr><td><a href=\"%s\">%s</a></td><td>%d</td><td>%s</td></tr>"
                        .formatted(
                            escaped(base + problem.type()),
                            problem.slug(),
                            problem.status(),
                            escaped(problem.title())))
            .collect(Collectors.joining("\n"));
    return page(
        "Problems",
        """
        <main>
        <h1>Problems</h1>
        <p>Holdfast can return these errors. The <code>type</code> of an error is the address of its
        page.</p>
        <table>
        <thead><tr><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Title</th>\
        </tr></thead>
        <tbody>
        %s
        </tbody>
        </table>
        </main>"""
            .formatted(rows));
  }

  private static String page(String title, String body) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s · Holdfast</title>
        <style>%s</style>
        </head>
        <body>
        %s
        </body>
        </html>
        """
        .formatted(escaped(title), STYLE, body);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
