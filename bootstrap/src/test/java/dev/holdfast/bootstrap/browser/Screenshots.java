package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.holdfast.bootstrap.Api;
import dev.holdfast.bootstrap.PackagedService;
import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Takes the pictures of the docs, over the sample events. It is no test: `./holdfast screenshots`
/// runs it.
@InBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Screenshots {
  private static final Path FOLDER =
      Path.of(System.getProperty("holdfast.screenshots", "target/screenshots"));

  private static final int MOST_BYTES = 150_000;

  private PackagedService service;
  private Api api;
  private String theatre;
  private String arena;

  @BeforeAll
  void open(EmbeddedPostgres postgres) {
    service = PackagedService.start(postgres, Map.of("HOLDFAST_SAMPLES", "true"));
    api = new Api(service.uri());
    theatre = event("sample-theatre");
    arena = event("sample-arena");
    sellSome(theatre, 40, 1);
    sellSome(arena, 150, 2);
  }

  @AfterAll
  void close() {
    service.close();
  }

  private String event(String externalId) {
    return api.open()
        .get("/api/v1/events")
        .path("items.find { it.externalId == '" + externalId + "' }.id");
  }

  /// The same event once more, whose holds visitors may confirm.
  private String confirmedByVisitors(String event) {
    Map<String, Object> told = api.open().get("/api/v1/events/" + event).path("$");
    Map<String, Object> body = new HashMap<>(told);
    body.keySet()
        .retainAll(
            Set.of(
                "name",
                "seatMapId",
                "startsAt",
                "endsAt",
                "doorsAt",
                "timeZone",
                "currency",
                "ticketTypes",
                "prices"));
    body.put("browserConfirm", true);
    String made =
        api.asAdmin()
            .contentType(Api.JSON)
            .body(body)
            .post("/api/v1/events")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    sellSome(made, 40, 1);
    return made;
  }

  /// Other people have been there: in groups of neighbours, some of which have not paid yet.
  private void sellSome(String event, int groups, int seed) {
    String map = api.open().get("/api/v1/events/" + event).path("seatMapId");
    List<List<String>> rows =
        api.open().get("/api/v1/seat-maps/" + map).path("sections.rows.flatten().seats.id");
    Random random = new Random(seed);
    for (int i = 0; i < groups; i++) {
      List<String> row = rows.get(random.nextInt(rows.size()));
      int first = random.nextInt(row.size());
      List<String> group = row.subList(first, Math.min(first + 2 + random.nextInt(4), row.size()));
      // Groups that overlap are refused, which is as good.
      var placed = api.place(event, group.toArray(String[]::new));
      if (placed.statusCode() == 201 && random.nextInt(5) > 0) {
        api.asAdmin()
            .post("/api/v1/holds/" + placed.path("id") + "/confirm")
            .then()
            .statusCode(201);
      }
    }
  }

  @Test
  void atADesk(Visitors visitors) {
    Visitor visitor =
        visitors.someone(with -> with.setViewportSize(1200, 750)).opens(service.uri().resolve("/"));
    visitor.heading("The Tempest").waitFor();
    take(visitor, "events");

    visitor.opensEvent(service.uri(), confirmedByVisitors(theatre));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    drawing.pitch();
    take(visitor, "room");

    List<Integer> free = drawing.neighboursThatAreFree(4);
    drawing.goTo(free.get(0));
    free.subList(0, 3).forEach(drawing::click);
    drawing.hover(free.get(3));
    take(visitor, "chosen");

    visitor.page().mouse().move(0, 0);
    visitor.holdButton().click();
    visitor.heading("Your seats are held").waitFor();
    take(visitor, "held");

    visitor.button("Confirm reservation").click();
    visitor.code().waitFor();
    take(visitor, "confirmed");
  }

  @Test
  void whenSomebodyWasFaster(Visitors visitors) {
    Visitor visitor = visitors.someone(with -> with.setViewportSize(1200, 750));
    visitor.hearsNothingOfOthers();
    visitor.opensEvent(service.uri(), theatre);
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    List<Integer> free = drawing.neighboursThatAreFree(6);
    drawing.goTo(free.get(0));
    free.subList(1, 4).forEach(drawing::click);
    api.placed(theatre, drawing.id(free.get(2)));
    visitor.page().mouse().move(0, 0);
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("Nearest available");
    take(visitor, "conflict");
  }

  @Test
  void onAPhone(Visitors visitors) {
    Visitor visitor =
        visitors.someone(
            with -> with.setViewportSize(390, 780).setHasTouch(true).setIsMobile(true));
    visitor.opensEvent(service.uri(), theatre);
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    List<Integer> free = drawing.neighboursThatAreFree(3);
    drawing.goTo(free.get(1));
    free.subList(0, 2).forEach(drawing::tap);
    assertThat(visitor.holdButton()).isEnabled();
    take(visitor, "phone");
  }

  @Test
  void asAList(Visitors visitors) {
    Visitor visitor =
        visitors
            .someone(with -> with.setViewportSize(1200, 750))
            .opensEvent(service.uri(), theatre);
    visitor.lists("Stalls", "Row D");
    visitor.page().locator(".item:not(.unavailable)").first().click();
    visitor.page().mouse().move(0, 0);
    take(visitor, "list");
  }

  @Test
  void inTheDark(Visitors visitors) {
    Visitor visitor =
        visitors.someone(with -> with.setViewportSize(1000, 640).setColorScheme(ColorScheme.DARK));
    visitor.opensEvent(service.uri(), arena);
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    List<Integer> free = drawing.neighboursThatAreFree(2);
    drawing.goTo(free.get(0));
    free.forEach(drawing::click);
    visitor.page().mouse().move(0, 0);
    visitor.holdButton().click();
    visitor.heading("Your seats are held").waitFor();
    visitor.button("Show the whole room").click();
    visitor.heading("Your seats are held").click();
    drawing.pitch();
    take(visitor, "dark");
  }

  private static void take(Visitor visitor, String name) {
    // Tiles of the room are painted in the frames after the last movement.
    visitor.page().waitForTimeout(700);
    byte[] picture = Palette.reduced(visitor.page().screenshot());
    assertThat(picture.length).as(name).isLessThanOrEqualTo(MOST_BYTES);
    try {
      Files.createDirectories(FOLDER);
      Files.write(FOLDER.resolve("picker-" + name + ".png"), picture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
