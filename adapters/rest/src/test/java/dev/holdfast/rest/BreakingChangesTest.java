package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.holdfast.testkit.api.AsyncContract;
import dev.holdfast.testkit.api.BreakingChanges;
import dev.holdfast.testkit.api.Contract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What would break clients of the last release is declared in the changelog.
class BreakingChangesTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final String FOLDER = "adapters/rest/src/main/resources/";
  private static final Path CHANGELOG = ROOT.resolve("CHANGELOG.md");

  @Test
  void whatBreaksClientsOfTheLastReleaseIsDeclared() throws IOException, InterruptedException {
    String tag = git("describe", "--tags", "--abbrev=0", "--match", "v*");
    assumeTrue(!tag.isEmpty(), "no version has been released: there is no tag v*");
    Contract old = Contract.of(git("show", tag + ":" + FOLDER + "openapi.yaml"));
    AsyncContract oldAsync =
        AsyncContract.of(git("show", tag + ":" + FOLDER + "asyncapi.yaml"), old);
    Set<String> changes = new TreeSet<>(BreakingChanges.between(old, Contract.read()));
    changes.addAll(BreakingChanges.between(oldAsync, AsyncContract.read()));
    assertThat(undeclared(changes, Files.readString(CHANGELOG)))
        .as("breaking changes since %s that %s does not declare", tag, CHANGELOG)
        .isEmpty();
  }

  /// @return what it said; empty if it failed
  private static String git(String... arguments) throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git")
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .command(Stream.concat(Stream.of("git"), List.of(arguments).stream()).toList())
            .start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return git.waitFor() == 0 ? said : "";
  }

  /// A change is declared if the part about what is not released has a line that begins with `-
  /// **Breaking**` and names the call, such as `placeHold`.
  private static List<String> undeclared(Set<String> changes, String changelog) {
    String unreleased = changelog.replaceFirst("(?s)\n## (?!Unreleased).*", "");
    Set<String> lines =
        unreleased
            .lines()
            .filter(line -> line.startsWith("- **Breaking**"))
            .collect(Collectors.toSet());
    return changes.stream()
        .filter(
            change -> {
              String call = "`" + change.replaceFirst("\\W.*", "") + "`";
              return lines.stream().noneMatch(line -> line.contains(call));
            })
        .toList();
  }

  private static Contract with(String old, String other) throws IOException {
    return Contract.of(changed("/openapi.yaml", old, other));
  }

  private static String changed(String name, String old, String other) throws IOException {
    try (InputStream file = Contract.class.getResourceAsStream(name)) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).contains(old);
      return text.replace(old, other);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /pause: | /stop: | pauseEvent: POST /api/v1/events/{eventId}/pause is gone
          [id, label, category, price] | [id, label, category] | getHold response 200/seats/*/price is not always there
          expiresIn: | secondsLeft: | getHold response 200/expiresIn is gone
          [held, confirmed, released, expired] | [held, confirmed, released, expired, moved] | getHold response 200/status: the values
          maxLength: 128 | maxLength: 64 | placeHold request/customer: maxLength is 64
          required: [name, seatMapId, | required: [name, endsAt, seatMapId, | createEvent request/endsAt is required
          expectedTotal: | total: | confirmHold request/expectedTotal is gone
          {key: [box-office]} | {key: [admin]} | listBlocks: {"key":["box-office"]} is not enough any more
          name: repair | name: mend | importSeatMap: the query parameter repair is gone
          ETag: {$ref: '#/components/headers/ViewTag'} | X-Tag: {$ref: '#/components/headers/ViewTag'} | getAvailability response 200: the header ETag is gone
          currencyDigits: | currencyDecimals: | getEvent response 200/currencyDigits is gone
          const: /problems/sales-closed | const: /problems/closed | placeHold response 409: /problems/sales-closed is gone
          required: [limit] | required: [] | placeHold response 413 /problems/payload-too-large/limit is not always there
          "status: {const: 413}" | "status: {const: 400}" | placeHold response 413 /problems/payload-too-large/status: the values
          "'410': {$ref: '#/components/responses/FeedResync'}" | "'409': {$ref: '#/components/responses/FeedResync'}" | readFeed response 410 is gone
          WWW-Authenticate: | Authenticate: | readFeed response 401: the header WWW-Authenticate is gone
          X-Request-Id: {$ref: '#/components/headers/RequestId'} | X-Request-Id: {schema: {type: string}} | getApi response 200: the header X-Request-Id is not always there
          """)
  void aBreakingChangeIsFound(String old, String other, String change) throws IOException {
    assertThat(BreakingChanges.between(Contract.read(), with(old, other)))
        .anySatisfy(found -> assertThat(found).startsWith(change));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [epoch, version] | [epoch] | sendChanges resync/version is not always there
          "name: resync" | "name: again" | sendFeed resync is gone
          address: /api/v1/feed | address: /api/v1/notifications | feed: its address is not /api/v1/feed
          [webhook-id, webhook-timestamp, webhook-signature] | [webhook-id, webhook-timestamp] | sendWebhook webhook headers/webhook-signature is not always there
          sendChanges: | tellChanges: | sendChanges message is gone
          """)
  void aBreakingChangeOfWhatIsSentByItselfIsFound(String old, String other, String change)
      throws IOException {
    AsyncContract before = AsyncContract.read();
    AsyncContract after =
        AsyncContract.of(changed("/asyncapi.yaml", old, other), before.contract());
    assertThat(BreakingChanges.between(before, after))
        .anySatisfy(found -> assertThat(found).startsWith(change));
  }

  @Test
  void aBreakingChangeOfTheDataOfNotificationsIsFound() throws IOException {
    AsyncContract before = AsyncContract.read();
    String same = changed("/asyncapi.yaml", "", "");
    Contract after = with("required: [hold, removed]", "required: [hold]");
    assertThat(BreakingChanges.between(before, AsyncContract.of(same, after)))
        .containsExactly(
            "sendFeed message/1/data/removed is not always there",
            "sendWebhook webhook/1/data/removed is not always there");
  }

  @Test
  void whatClientsHaveToBearBreaksNothing() throws IOException {
    Contract before = Contract.read();
    assertThat(BreakingChanges.between(before, before)).isEmpty();
    Contract moreForms =
        with(
            "        - {$ref: '#/components/schemas/PingNotification'}",
            """
                    - {$ref: '#/components/schemas/PingNotification'}
                    - {$ref: '#/components/schemas/Quote'}\
            """);
    assertThat(BreakingChanges.between(before, moreForms)).isEmpty();
    String one = "{$ref: '#/components/schemas/TooManyKeysProblem'}";
    String more = "{oneOf: [%s, {$ref: '#/components/schemas/NotFoundProblem'}]}".formatted(one);
    assertThat(BreakingChanges.between(before, with("schema: " + one, "schema: " + more)))
        .isEmpty();
    Contract after =
        with(
            "        expiresIn:\n",
            """
                    colour: {type: string}
                    expiresIn:
            """);
    assertThat(BreakingChanges.between(before, after)).isEmpty();
  }

  @Test
  void aChangeIsDeclaredByTheIdOfItsCall() throws JsonProcessingException {
    Set<String> changes = Set.of("placeHold request/seats is gone", "getHold response 200 is gone");
    String changelog =
        """
        # Changelog

        ## Unreleased

        - **Breaking** `placeHold`: seats are objects.

        ## 1.0.0

        - **Breaking** `getHold`: gone.
        """;
    assertThat(undeclared(changes, changelog)).containsExactly("getHold response 200 is gone");
  }
}
