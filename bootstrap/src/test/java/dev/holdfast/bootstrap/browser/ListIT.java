package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.ClickOptions;
import dev.holdfast.bootstrap.Api;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The list of seats.
@InBrowser
class ListIT {
  /// Also what cannot be chosen, which says why.
  private static final ClickOptions ANYHOW = new ClickOptions().setForce(true);

  private final Api api;
  private final Visitors visitors;

  ListIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void partsOfARowAndSectionsWithOneNameAreToldApart() {
    String map =
        """
        {"name": "Theatre", "categories": [{"id": "all", "name": "All"}],
         "sections": [
           {"name": "Circle", "rows": [%s, %s, %s, %s]},
           {"name": "Box", "rows": [%s, %s]},
           {"name": "Box", "rows": [%s]}]}"""
            .formatted(
                row("R", 1, 6),
                row("R", 7, 12),
                row("R", 13, 13),
                row("S", 21, 22),
                row("A", 31, 32),
                row("B", 33, 34),
                row("C", 35, 36));
    Visitor visitor =
        visitors.someone().opensEvent(api.uri(), Hall.newEvent(api, map, List.of("all")));
    assertThat(visitor.item("Box, rows A to B 4 of 4 seats available")).isVisible();
    assertThat(visitor.item("Box, row C 2 of 2 seats available")).isVisible();
    visitor.item("Circle").click();
    assertThat(visitor.item("Row R, seats 1 to 6 6 of 6 seats available")).isVisible();
    assertThat(visitor.item("Row R, seats 7 to 12 ")).isVisible();
    assertThat(visitor.item("Row R, seat 13 ")).isVisible();
    assertThat(visitor.item("Row S 2 of 2")).isVisible();
    visitor.item("Row R, seats 7 to 12").click();
    assertThat(visitor.heading("Circle, Row R, seats 7 to 12")).isVisible();
  }

  @Test
  void rowsAndSeatsAreCalledWhatTheMapCallsThem() {
    String map =
        """
        {"name": "Gala", "categories": [{"id": "all", "name": "All"}],
         "sections": [{"name": "Hall", "rows": [
           {"name": "3", "label": "VIP table 3", "seats": [
             {"id": "1", "name": "1", "label": "Chair 1", "category": "all"},
             {"id": "2", "name": "2", "category": "all"}]},
           %s]}]}"""
            .formatted(row("4", 3, 4));
    Visitor visitor =
        visitors.someone().opensEvent(api.uri(), Hall.newEvent(api, map, List.of("all")));
    assertThat(visitor.item("Row 4 2 of 2 seats available")).isVisible();
    visitor.item("VIP table 3 2 of 2 seats available").click();
    visitor.item("Hall, VIP table 3, Chair 1 available").click();
    visitor.item("Hall, VIP table 3, Seat 2 available").click();
    assertThat(visitor.choice()).containsText("Hall, VIP table 3, Chair 1");
    assertThat(visitor.choice()).containsText("Hall, VIP table 3, Seat 2");
  }

  @Test
  void whatIsNotForSaleIsShownAsSuchEverywhere() {
    String event = Hall.newEvent(api, "EUR", "\"stalls\": 5000, \"standing\": null");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    Locator legend = visitor.page().locator("[part=legend]");
    assertThat(legend).containsText("Stalls €50");
    assertThat(legend).containsText("Balcony not for sale");
    assertThat(legend).containsText("Standing not for sale");
    assertThat(visitor.button("One more: Pit, Place")).not().isAttached();
    visitor.button("List").click();
    assertThat(visitor.item("Pit")).hasAccessibleName("Pit not for sale, Standing");
    visitor.item("Pit").click(ANYHOW);
    assertThat(visitor.notice()).containsText("Pit is not available.");
    visitor.item("Balcony").click(ANYHOW);
    visitor.item("Row A").click(ANYHOW);
    assertThat(visitor.item("Balcony, Row A, Seat 2"))
        .hasAccessibleName("Balcony, Row A, Seat 2 not for sale, Balcony");
    visitor.item("Balcony, Row A, Seat 2").click(ANYHOW);
    assertThat(visitor.notice()).containsText("Balcony, Row A, Seat 2 is not available.");
    assertThat(visitor.holdButton()).isDisabled();
    visitor.opens(api.uri().resolve("/"));
    assertThat(visitor.card(event).locator(".price")).hasText("€50.00");
  }

  private static String row(String name, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            seat -> "{\"id\": \"%1$d\", \"name\": \"%1$d\", \"category\": \"all\"}".formatted(seat))
        .collect(Collectors.joining(", ", "{\"name\": \"" + name + "\", \"seats\": [", "]}"));
  }
}
