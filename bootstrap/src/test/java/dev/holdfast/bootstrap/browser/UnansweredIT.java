package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import dev.holdfast.bootstrap.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Answers that get lost, come late, or come from somebody in between. The service has done what it
/// has done; the page has to find out.
@InBrowser
class UnansweredIT {
  private static final String HOLDS = "**/api/v1/events/*/holds";
  private static final String HOLD = "**/api/v1/holds/*";
  private static final String CONFIRM = "**/api/v1/holds/*/confirm";

  private final Api api;
  private final Visitors visitors;

  UnansweredIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void seatsWhoseHoldHadNoAnswerAreNotTakenForSomebodyElses() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1, 2);
    on(visitor, HOLDS, "POST", UnansweredIT::lose);
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("No answer");
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1", "Stalls-A-2");
    visitor.page().waitForTimeout(1_500);
    assertThat(visitor.choice()).containsText("€100.00");
    assertThat(visitor.notice()).containsText("No answer");

    visitor.page().unroute(HOLDS);
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(visitor.choice()).containsText("€100.00");
    assertThat(visitor.notice()).not().isAttached();
  }

  @Test
  void whoChoosesOtherSeatsAfterNoAnswerDoesNotHoldTheFirstOnesToo() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1, 2);
    on(visitor, HOLDS, "POST", UnansweredIT::lose);
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("No answer");
    visitor.seat("Row A", 1).click();
    visitor.seat("Row A", 3).click();
    visitor.page().unroute(HOLDS);
    visitor.holdButton().click();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-2", "Stalls-A-3");
    assertThat(visitor.choice()).containsText("€100.00");
  }

  /// The service looks at the key before it knows a request again.
  @Test
  void aHoldWhoseAnswerWasLostIsFoundAlthoughTheKeyWasRefusedAfterwards() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1);
    List<Route> asked = new ArrayList<>();
    on(
        visitor,
        HOLDS,
        "POST",
        route -> {
          asked.add(route);
          if (asked.size() == 1) {
            lose(route);
          } else {
            refuse(route);
          }
        });
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("Your access has expired");
    visitor.page().reload();
    visitor.page().waitForCondition(() -> asked.size() > 2);

    visitor.page().unroute(HOLDS);
    visitor.page().reload();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1");
  }

  @Test
  void aTokenThatExpiresBeforeAnAnswerIsToldOnceAndAnotherHoldsTheSeats() {
    String client = api.asAdmin("{\"name\": \"Corner shop\"}").post("/api/v1/clients").path("id");
    String token =
        api.asAdmin("{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(api.uri()))
            .post("/api/v1/clients/" + client + "/keys")
            .path("token");
    String event = Hall.newEvent(api, "\"sellers\": [\"%s\"]".formatted(client));
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1);
    visitor
        .picker()
        .evaluate(
            """
            picker => {
              globalThis.told = [];
              picker.addEventListener('holdfast-error', ({ detail }) => told.push(detail.kind));
            }""");
    on(visitor, HOLDS, "POST", Route::abort);
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("No answer");

    List<Route> refused = new ArrayList<>();
    on(
        visitor,
        HOLDS,
        "POST",
        route -> {
          if (route.request().headers().containsKey("authorization")) {
            route.resume();
          } else {
            refused.add(route);
            refuse(route);
          }
        });
    assertThat(visitor.notice()).containsText("Your access has expired");
    visitor.picker().evaluate("picker => picker.refresh()");
    visitor.page().waitForCondition(() -> refused.size() > 1);
    visitor.picker().evaluate("(picker, token) => { picker.token = token; }", token);
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1");
    assertThat(visitor.page().evaluate("told")).isEqualTo(List.of("no-answer", "unauthorized"));
  }

  @Test
  void aSecretKeyThatIsRefusedIsNotSentByARequestUnderWay() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1);
    List<String> keys = new ArrayList<>();
    on(
        visitor,
        HOLDS,
        "POST",
        route -> {
          keys.add(route.request().headers().getOrDefault("authorization", "none"));
          route.abort();
        });
    visitor.holdButton().click();
    visitor.page().waitForCondition(() -> !keys.isEmpty());
    visitor.picker().evaluate("picker => { picker.token = 'hf_sk_x_y'; }");
    visitor.page().waitForCondition(() -> keys.size() > 1);
    assertThat(keys).containsOnly("none");
  }

  @Test
  void aProxyThatGivesUpHasNotRefused() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1);
    List<APIResponse> done = new ArrayList<>();
    on(
        visitor,
        HOLDS,
        "POST",
        route -> {
          if (done.isEmpty()) {
            done.add(route.fetch());
            route.fulfill(new FulfillOptions().setStatus(504).setBody("<h1>Timeout</h1>"));
          } else {
            route.fallback();
          }
        });
    visitor.holdButton().click();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(visitor.notice()).not().isAttached();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1");
  }

  @Test
  void whoAnswersInTheServicesPlaceHasNoHold() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1);
    List<String> answers = new ArrayList<>(List.of("{\"welcome\": true}", "<h1>Log in</h1>"));
    on(
        visitor,
        HOLDS,
        "POST",
        route -> {
          if (answers.isEmpty()) {
            route.fallback();
          } else {
            route.fulfill(new FulfillOptions().setBody(answers.removeFirst()));
          }
        });
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("No answer");
    visitor.holdButton().click();
    visitor.page().waitForCondition(answers::isEmpty);
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(visitor.notice()).not().isAttached();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1");
  }

  @Test
  void aChangeThatHadNoAnswerIsLookedUp() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    visitor.seat("Row A", 2).click();
    on(visitor, HOLD, "PATCH", UnansweredIT::lose);
    visitor.button("Update hold").click();
    assertThat(visitor.notice()).containsText("No answer");
    visitor.page().waitForCondition(() -> Hall.seats(api, event, "held").size() == 2);
    assertThat(visitor.button("Update hold")).not().isAttached();
    assertThat(visitor.choice()).containsText("€100.00");
    assertThat(visitor.notice()).not().isAttached();
  }

  @Test
  void whatWasGivenBackWithoutAnAnswerIsNotShownAsHeld() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    on(visitor, HOLD, "DELETE", UnansweredIT::lose);
    visitor.button("Give back").click();
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(visitor.notice()).not().isAttached();
    assertThat(Hall.seats(api, event, "held")).isEmpty();
  }

  @Test
  void aReservationHasItsCodeThoughItsAnswerWasLost() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    on(visitor, CONFIRM, "POST", UnansweredIT::lose);
    visitor.button("Confirm reservation").click();
    visitor.page().waitForCondition(() -> !Hall.seats(api, event, "reserved").isEmpty());
    visitor.page().unroute(CONFIRM);
    visitor.page().reload();
    assertThat(visitor.code()).hasText(Visitor.CODE);
  }

  @Test
  void anAnswerThatWasOvertakenIsNotBelieved() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    List<Runnable> late = new ArrayList<>();
    on(
        visitor,
        HOLD,
        "GET",
        route -> {
          APIResponse held = route.fetch();
          late.add(() -> route.fulfill(new FulfillOptions().setResponse(held)));
        });
    visitor.page().evaluate("dispatchEvent(new Event('online'))");
    visitor.page().waitForCondition(() -> !late.isEmpty());
    visitor.button("Give back").click();
    assertThat(visitor.countdown()).not().isAttached();
    late.forEach(Runnable::run);
    visitor.page().waitForTimeout(500);
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(Hall.seats(api, event, "held")).isEmpty();
  }

  @Test
  void whatIsChosenWhileTheServiceIsBusyStaysChosen() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1);
    List<Route> waiting = new ArrayList<>();
    on(visitor, HOLDS, "POST", waiting::add);
    visitor.holdButton().click();
    visitor.page().waitForCondition(() -> !waiting.isEmpty());
    visitor.seat("Row A", 2).click();
    waiting.forEach(Route::resume);
    visitor.button("Update hold").click();
    visitor.page().waitForCondition(() -> Hall.seats(api, event, "held").size() == 2);
    assertThat(visitor.choice()).containsText("€100.00");
  }

  private static void on(Visitor visitor, String url, String method, Consumer<Route> handler) {
    visitor
        .page()
        .route(
            url,
            route -> {
              if (route.request().method().equals(method)) {
                handler.accept(route);
              } else {
                route.fallback();
              }
            });
  }

  private static void refuse(Route route) {
    route.fulfill(
        new FulfillOptions()
            .setStatus(401)
            .setContentType("application/problem+json")
            .setBody("{\"type\": \"/problems/unauthorized\"}"));
  }

  /// The service does it, and nobody hears of it.
  private static void lose(Route route) {
    route.fetch();
    route.abort();
  }
}
