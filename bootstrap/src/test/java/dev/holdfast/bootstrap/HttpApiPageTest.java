package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.testkit.api.Contract;
import dev.holdfast.testkit.api.Contract.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The page about the HTTP API lists each call with its scopes, as `openapi.yaml` does.
class HttpApiPageTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "http-api.md");

  /// The calls and the scopes.
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (`[A-Z].*?) \\| .*? \\| (.*?) ?\\|$");

  /// A method, maybe with an address, which is that of the methods before it, too.
  private static final Pattern CALL = Pattern.compile("`([A-Z]+)(?: ([^`?]+)[^`]*)?`");

  private static final Pattern SCOPE = Pattern.compile("`([^`]+)`");

  @Test
  void everyCallIsInTheTableWithItsScopes() throws IOException {
    Map<String, Set<String>> expected = new TreeMap<>();
    for (Operation operation : Contract.read().operations()) {
      Set<String> scopes = new TreeSet<>();
      for (JsonNode way : operation.node().path("security")) {
        way.path("key").forEach(scope -> scopes.add(scope.asText()));
      }
      expected.put(named(operation.method(), operation.path()), scopes);
    }
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf("\n## Calls\n"), page.indexOf("\n## Keys\n"));
    Map<String, Set<String>> found = new TreeMap<>();
    for (MatchResult row : ROW.matcher(table).results().toList()) {
      Set<String> scopes =
          SCOPE
              .matcher(row.group(2))
              .results()
              .map(scope -> scope.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      List<String> methods = new ArrayList<>();
      for (MatchResult call : CALL.matcher(row.group(1)).results().toList()) {
        methods.add(call.group(1));
        String address = call.group(2);
        if (address != null) {
          methods.forEach(method -> found.put(named(method, address), scopes));
          methods.clear();
          if (row.group(1).endsWith(" and all calls below it")) {
            expected.keySet().stream()
                .filter(name -> name.contains(" " + address + "/"))
                .forEach(name -> found.put(name, scopes));
          }
        }
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  /// Names of ids are shorter on the page.
  private static String named(String method, String address) {
    return method + " " + address.replaceAll("\\{\\w+}", "{}");
  }
}
