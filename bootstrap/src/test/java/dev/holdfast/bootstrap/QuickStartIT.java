package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The programs of the quick start do what its page says, as they stand there.
@ExtendWith(RunningService.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuickStartIT {
  private static final Path PAGE = Path.of("../docs/integrating/quick-start.md");
  private static final String ADDRESS = "http://127.0.0.1:8080";

  private final Api api;
  private final String page;

  private Path shop = Path.of("");
  private String key = "";

  QuickStartIT(Api api) throws IOException {
    this.api = api;
    this.page = Files.readString(PAGE).replace(ADDRESS, api.uri().toString());
  }

  /// The code blocks of a language below a heading.
  private String code(String heading, String language) {
    Matcher section = Pattern.compile("(?ms)^## " + heading + "$(.*?)(?=^## |\\z)").matcher(page);
    assertThat(section.find()).as(heading).isTrue();
    String code =
        Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
            .matcher(section.group(1))
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining("\n"));
    assertThat(code).isNotEmpty();
    return code;
  }

  /// What the page says that is printed; each run has another code, and may be late by seconds.
  private Pattern promised() {
    String lines = code("With curl", "text");
    return Pattern.compile(
        lines
            .strip()
            .replaceAll("for \\d+ s", "for (900|8\\\\d\\\\d) s")
            .replaceAll("[0-9A-Z]{5}-[0-9A-Z]{5}", "[0-9A-Z]{5}-[0-9A-Z]{5}"));
  }

  private void assertKept(String printed) {
    assertThat(printed.strip()).matches(promised());
  }

  @BeforeAll
  void theTempestIsOnSale(@TempDir Path folder) throws IOException {
    shop = folder;
    String seats =
        Stream.of("Stalls-A-1", "Stalls-A-2", "Stalls-A-3")
            .map("{\"id\": \"%s\", \"category\": \"stalls\"}"::formatted)
            .collect(Collectors.joining(", "));
    String map =
        """
        {"name": "Theatre", "categories": [{"id": "stalls", "name": "Stalls", "color": "#336699"}],
         "sections": [{"rows": [{"name": "A", "seats": [%s]}]}]}\
        """
            .formatted(seats);
    String seatMap = api.asAdmin(map).post("/api/v1/seat-maps").path("id");
    // The first of all events, for the shell does not turn pages.
    Instant soon = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    String event =
        """
        {"name": "The Tempest", "seatMapId": "%s", "startsAt": "%s", "timeZone": "Europe/Berlin",
         "currency": "EUR", "prices": {"stalls": 8900}}\
        """
            .formatted(seatMap, soon);
    api.asAdmin(event).post("/api/v1/events").then().statusCode(201);
    Files.createDirectory(shop.resolve(".holdfast"));
    Files.writeString(shop.resolve(".holdfast/admin-key"), PackagedService.ADMIN_KEY);
  }

  @BeforeEach
  void getAKey() throws IOException, InterruptedException {
    assumeTrue(
        Stream.of("bash", "curl", "jq").allMatch(QuickStartIT::isOnThePath),
        "no bash, curl or jq on the path: the quick start is not run");
    key = shell(code("Get a key", "sh") + "\nprintenv HOLDFAST_KEY\n").lines().toList().getLast();
    assertThat(key).startsWith("hf_sk_");
  }

  @Test
  void withCurl() throws IOException, InterruptedException {
    String printed = shell(code("Get a key", "sh") + "\n" + code("With curl", "sh"));
    assertThat(printed).startsWith("{\"name\":\"The Tempest\"");
    assertKept(printed.substring(printed.indexOf('\n')));
  }

  @Test
  void inJava() throws IOException, InterruptedException {
    Path program = shop.resolve("QuickStart.java");
    Files.writeString(program, code("With Java", "java"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertKept(
        run(List.of(java, "-cp", System.getProperty("java.class.path"), program.toString())));
  }

  @Test
  void inTypeScript(@TempDir Path work) throws IOException, InterruptedException {
    TypeScript.assumeNode();
    assertKept(TypeScript.run(work, code("With TypeScript", "ts"), Map.of("HOLDFAST_KEY", key)));
  }

  private String shell(String script) throws IOException, InterruptedException {
    return run(List.of("bash", "-euo", "pipefail", "-c", script));
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(shop.toFile()).redirectErrorStream(true);
    builder.environment().put("HOLDFAST_KEY", key);
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private static boolean isOnThePath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
