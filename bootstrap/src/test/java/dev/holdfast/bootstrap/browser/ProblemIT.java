package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route.FulfillOptions;
import dev.holdfast.bootstrap.Api;
import dev.holdfast.bootstrap.Management;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the page around the picker is told when a request does not come off.
@InBrowser
class ProblemIT {
  private static final Pattern PROBLEM = Pattern.compile("const: /problems/([a-z-]+)");
  private static final Map<String, Integer> STATUSES =
      Map.of("too-many-requests", 429, "internal-error", 500, "unavailable", 503);
  private static final String DETAIL = "The selection is invalid.";
  private static final String REFUSED = "Der Dienst hat die Anfrage abgelehnt.";

  /// How far the visitor's clock is put forward at a time, in milliseconds.
  private static final int PAUSE = 1_000;

  private final Api api;
  private final Management management;
  private final Visitors visitors;

  ProblemIT(Api api, Management management, Visitors visitors) {
    this.api = api;
    this.management = management;
    this.visitors = visitors;
  }

  @Test
  void thePageIsToldTheTypeOfEachProblemAndAMessageInTheVisitorsLanguage() {
    List<String> types =
        PROBLEM
            .matcher(management.get("/q/openapi").asString())
            .results()
            .map((MatchResult found) -> found.group(1))
            .distinct()
            .toList();
    assertThat(types).contains("seats-unavailable", "malformed-request", "too-many-requests");
    Visitor visitor = chooser();

    Map<String, Object> messages = new HashMap<>();
    for (String type : types) {
      String body = "{\"type\": \"/problems/%s\", \"detail\": \"%s\"}".formatted(type, DETAIL);
      Map<?, ?> told = answered(visitor, STATUSES.getOrDefault(type, 409), body);
      assertThat(told.get("kind")).isEqualTo(type);
      assertThat(told.get("message")).as(type).asString().isNotBlank().isNotEqualTo(DETAIL);
      messages.put(type, requireNonNull(told.get("message")));
    }

    assertThat(messages)
        .containsEntry("seats-unavailable", "Jemand anders hat einige dieser Plätze genommen.")
        .containsEntry("malformed-request", REFUSED)
        .containsEntry(
            "too-many-requests",
            "Es gibt zu viele Anfragen. Warten Sie eine Minute, und versuchen Sie es noch einmal.");
  }

  @Test
  void whoAnswersInTheServicesPlaceIsNotTakenForIt() {
    Visitor visitor = chooser();

    assertThat(answered(visitor, 403, "<h1>Log in</h1>"))
        .isEqualTo(Map.of("kind", "other", "message", REFUSED, "status", 403));
    assertThat(answered(visitor, 502, "<h1>Bad Gateway</h1>").get("kind")).isEqualTo("no-answer");
    assertThat(visitor.notice()).containsText("Der Dienst antwortet nicht.");
  }

  @Test
  void anEventThatCannotBeLoadedSaysWhy() {
    Visitor visitor = visitors.someone(with -> with.setLocale("de-DE"));
    visitor.page().clock().install();
    String event = Hall.newEvent(api);
    visitor
        .page()
        .route(
            "**/api/v1/events/" + event,
            route ->
                route.fulfill(
                    new FulfillOptions()
                        .setStatus(429)
                        .setBody("{\"type\": \"/problems/too-many-requests\"}")));
    visitor.opensEvent(api.uri(), event);
    Locator alert = visitor.page().locator("[role=alert]");
    visitor
        .page()
        .waitForCondition(
            () -> {
              visitor.page().clock().runFor(PAUSE);
              return alert.isVisible();
            });
    assertThat(alert).containsText("Es gibt zu viele Anfragen.");
  }

  /// A German visitor who has chosen a seat.
  private Visitor chooser() {
    Visitor visitor = visitors.someone(with -> with.setLocale("de-DE"));
    visitor.page().clock().install();
    visitor.opensEvent(api.uri(), Hall.newEvent(api));
    visitor.button("Liste").click();
    visitor.item("Stalls").click();
    visitor.item("Reihe A").click();
    visitor.seat("Reihe A", 1).click();
    visitor
        .picker()
        .evaluate(
            """
            picker => {
              globalThis.told = [];
              picker.addEventListener('holdfast-error', ({ detail }) => told.push(detail));
            }""");
    return visitor;
  }

  /// What the page is told when a hold is asked for and this is the answer.
  private static Map<?, ?> answered(Visitor visitor, int status, String body) {
    // The latest route goes first. Without any for a moment, the picker might hold the seat.
    visitor
        .page()
        .route(
            "**/api/v1/events/*/holds",
            route -> route.fulfill(new FulfillOptions().setStatus(status).setBody(body)));
    visitor.page().evaluate("told.length = 0");
    visitor.button(Pattern.compile("^Für 15 Minuten ")).click();
    List<Map<?, ?>> told = new ArrayList<>();
    visitor
        .page()
        .waitForCondition(
            () -> {
              if (visitor.page().evaluate("told[0]") instanceof Map<?, ?> detail) {
                told.add(detail);
                return true;
              }
              visitor.page().clock().runFor(PAUSE);
              return false;
            });
    return told.getFirst();
  }
}
