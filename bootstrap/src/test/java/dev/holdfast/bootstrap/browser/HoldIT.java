package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator.ClickOptions;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import dev.holdfast.bootstrap.Api;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// From the choice to the code, and what can come between.
@InBrowser
class HoldIT {
  private final Api api;
  private final Visitors visitors;

  HoldIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void aVisitorHoldsSeatsSeesTheTimeRunAndGetsACode() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row B", 4, 5);
    assertThat(visitor.choice()).containsText("€100.00");
    visitor.holdButton().click();

    assertThat(visitor.heading("Your seats are held")).isFocused();
    int before = visitor.secondsLeft();
    assertThat(before).isBetween(870, 900);
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-B-4", "Stalls-B-5");
    visitor.page().waitForTimeout(1_100);
    assertThat(visitor.secondsLeft()).isLessThan(before);

    visitor.button("Confirm reservation").click();
    assertThat(visitor.heading("Reserved")).isFocused();
    assertThat(visitor.code()).hasText(Visitor.CODE);
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(Hall.seats(api, event, "reserved")).containsExactly("Stalls-B-4", "Stalls-B-5");
  }

  @Test
  void atZeroThePageSaysWhatHappenedAndTheSeatsAreFreeAgain() {
    String event = Hall.newEventWithHoldsOf(api, "PT3S");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1, 2);
    assertThat(visitor.secondsLeft()).isBetween(1, 3);

    assertThat(visitor.notice()).containsText("Your time is up");
    assertThat(visitor.notice()).containsText("Stalls, Row A, Seat 1; Stalls, Row A, Seat 2");
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(visitor.seat("Row A", 1)).hasAccessibleName(Visitor.containing("Seat 1 available"));
    assertThat(Hall.seats(api, event, "held")).isEmpty();
    api.confirmed(api.placed(event, "Stalls-A-2"));
    assertThat(visitor.seat("Row A", 2)).hasAccessibleName(Visitor.containing("Seat 2 sold"));
    visitor.button("Choose them again").click();
    assertThat(visitor.choice()).containsText("Stalls, Row A, Seat 1");
    assertThat(visitor.choice()).not().containsText("Stalls, Row A, Seat 2");
    visitor.holdButton().click();
    assertThat(visitor.heading("Your seats are held")).isVisible();
  }

  @Test
  void whenAnEventIsPausedThePageSaysSoUntilItIsResumed() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    api.asAdmin().post("/api/v1/events/" + event + "/pause").then().statusCode(200);
    assertThat(visitor.choice()).containsText("Sales are paused");
    visitor.page().reload();
    assertThat(visitor.choice()).containsText("Sales are paused");

    api.asAdmin().post("/api/v1/events/" + event + "/resume").then().statusCode(200);
    assertThat(visitor.choice()).not().containsText("Sales are paused");
    visitor.holds("Stalls", "Row A", 1);
  }

  @Test
  void aBlockedSeatIsNotForSaleUntilItIsUnblocked() {
    String event = Hall.newEvent(api);
    String blocks = "/api/v1/events/" + event + "/blocks";
    api.asAdmin(
            """
            {"seats": ["Stalls-A-1"], "areas": [{"id": "Pit", "quantity": 50}],
             "reason": "Cameras"}""")
        .post(blocks)
        .then()
        .statusCode(200);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    assertThat(visitor.item("Pit")).hasAccessibleName(Visitor.containing("not for sale"));
    visitor.chooses("Stalls", "Row A", 2);
    assertThat(visitor.seat("Row A", 1)).hasAccessibleName(Visitor.containing("not for sale"));
    visitor.seat("Row A", 1).click(new ClickOptions().setForce(true));
    assertThat(visitor.choice()).not().containsText("Seat 1");

    api.asAdmin("{\"seats\": [\"Stalls-A-2\"], \"reason\": \"Broken\"}")
        .post(blocks)
        .then()
        .statusCode(200);
    assertThat(visitor.seat("Row A", 2)).hasAccessibleName(Visitor.containing("not for sale"));
    assertThat(visitor.holdButton()).isDisabled();

    api.asAdmin(Api.ids("Stalls-A-1", "Stalls-A-2")).delete(blocks).then().statusCode(200);
    assertThat(visitor.seat("Row A", 1)).hasAccessibleName(Visitor.containing("available"));
    visitor.seat("Row A", 1).click();
    visitor.holdButton().click();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1");
  }

  @Test
  void aBlockedRoomIsNotOnSaleUntilItsReleaseAndNotSoldOut() {
    String event = Hall.newDayAtTheClinic(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    assertThat(visitor.choice()).containsText("Nothing chosen yet");

    api.asAdmin(
            """
            {"areas": [{"id": "a", "quantity": 1}, {"id": "b", "quantity": 1},
               {"id": "q", "quantity": 10}],
             "reason": "Presale", "channel": "fan-club", "releaseAt": "%s"}"""
                .formatted(Instant.now().plusSeconds(5)))
        .post("/api/v1/events/" + event + "/blocks")
        .then()
        .statusCode(200);
    assertThat(visitor.choice()).containsText("Not on sale");
    assertThat(visitor.item("Walk-in")).hasAccessibleName(Visitor.containing("not for sale"));

    assertThat(visitor.choice()).containsText("Nothing chosen yet");
    assertThat(visitor.item("Walk-in")).hasAccessibleName(Visitor.containing("10 places left"));
  }

  @Test
  void whoMissedThatAnEventWasResumedLearnsItFromTheNextSnapshot() {
    String event = Hall.newEvent(api);
    api.asAdmin().post("/api/v1/events/" + event + "/pause").then().statusCode(200);
    Visitor visitor = visitors.someone();
    visitor
        .page()
        .route(
            "**/changes?**",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setStatus(410)
                        .setContentType("application/problem+json")
                        .setBody("{\"type\": \"/problems/resync\"}")));
    visitor.opensEvent(api.uri(), event);
    assertThat(visitor.choice()).containsText("Sales are paused");

    api.asAdmin().post("/api/v1/events/" + event + "/resume").then().statusCode(200);
    assertThat(visitor.choice()).not().containsText("Sales are paused");
  }

  @Test
  void whenPricesAreChangedThePageShowsThemAndKeepsWhatIsHeldAsItWasQuoted() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    visitor.seat("Row A", 2).click();
    visitor.button("One more: Pit, Adult").click();
    assertThat(visitor.choice()).containsText("€110.00");

    api.asAdmin("{\"prices\": {\"stalls\": {\"adult\": 7000, \"child\": 3500}}}")
        .header("If-Match", "*")
        .patch("/api/v1/events/" + event)
        .then()
        .statusCode(200);

    assertThat(visitor.notice()).containsText("No longer available: Pit");
    assertThat(visitor.choice()).not().containsText("1 × Pit");
    assertThat(visitor.choice()).containsText("€120.00");
    visitor.button("Update hold").click();
    assertThat(visitor.button("Undo changes")).not().isAttached();
    assertThat(visitor.choice()).containsText("€120.00");
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1", "Stalls-A-2");
  }

  @Test
  void whatIsHeldCanBeChangedAndGivenBack() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1, 2);
    visitor.seat("Row A", 2).click();
    visitor.seat("Row A", 3).click();
    visitor.button("Update hold").click();
    assertThat(visitor.button("Undo changes")).not().isAttached();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1", "Stalls-A-3");

    visitor.button("Give back").click();
    assertThat(visitor.holdButton()).isDisabled();
    assertThat(Hall.seats(api, event, "held")).isEmpty();
  }

  @Test
  void theTicketTypesMakeThePrice() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1, 2);
    visitor.page().getByLabel("Ticket for Stalls, Row A, Seat 2").selectOption("Child");
    assertThat(visitor.choice()).containsText("€75.00");
    visitor.holdButton().click();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(visitor.choice()).containsText("€75.00");
  }

  @Test
  void placesOfAnAreaAreCountedByAStepper() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    for (int i = 0; i < 3; i++) {
      visitor.button("One more: Pit, Adult").click();
    }
    visitor.button("One fewer: Pit, Adult").click();
    assertThat(visitor.choice()).containsText("€20.00");
    visitor.holdButton().click();
    assertThat(visitor.choice()).containsText("No. 1, 2");
    assertThat(visitor.choice()).containsText("48 places left");
    assertThat(api.availability(event).<Integer>path("areas[0].held")).isEqualTo(2);
  }

  @Test
  void aReloadFindsTheHoldAgain() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row C", 7);
    int before = visitor.secondsLeft();
    visitor.page().waitForTimeout(1_100);
    visitor.page().reload();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(visitor.secondsLeft()).isBetween(before - 30, before - 1);
    assertThat(visitor.choice()).containsText("Stalls, Row C, Seat 7");

    visitor.button("Confirm reservation").click();
    String code = visitor.code().textContent();
    visitor.page().reload();
    assertThat(visitor.code()).hasText(code);
  }

  @Test
  void twoTabsAgree() {
    String event = Hall.newEvent(api);
    Visitor one = visitors.someone().opensEvent(api.uri(), event);
    Visitor two = one.atAnotherTab().opensEvent(api.uri(), event);
    assertThat(two.holdButton()).isVisible();
    one.page().bringToFront();
    one.holds("Stalls", "Row A", 5);
    assertThat(two.heading("Your seats are held")).isVisible();
    assertThat(two.choice()).containsText("Stalls, Row A, Seat 5");
    assertThat(Math.abs(one.secondsLeft() - two.secondsLeft())).isLessThanOrEqualTo(1);

    two.page().bringToFront();
    two.button("Give back").click();
    assertThat(one.notice())
        .containsText("Your seats were given back in another tab or by the shop.");
    assertThat(one.countdown()).not().isAttached();
  }

  @Test
  void whoKeepsTheirSeatsHasTheWholeTimeAgainInAllTabs() {
    String event = Hall.newEventWithHoldsOf(api, "PT1M");
    Visitor one = visitors.someone().opensEvent(api.uri(), event);
    one.holds("Stalls", "Row A", 1);
    Visitor two = one.atAnotherTab().opensEvent(api.uri(), event);
    assertThat(two.button("Keep my seats")).isVisible();
    one.page().waitForCondition(() -> one.secondsLeft() < 57);

    one.button("Keep my seats").click();
    one.page().waitForCondition(() -> one.secondsLeft() > 57);
    assertThat(one.said()).containsText("You now have ");
    // Until the other tab learns of it, it is three seconds behind.
    two.page().waitForCondition(() -> Math.abs(one.secondsLeft() - two.secondsLeft()) <= 1);
  }

  @Test
  void whatCannotBeKeptAnyLongerIsSaid() {
    String event =
        Hall.newEvent(api, "\"holdPolicy\": {\"duration\": \"PT1M\", \"maxLifetime\": \"PT1M\"}");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    assertThat(visitor.choice()).containsText("The time cannot be extended again.");
    assertThat(visitor.button("Keep my seats")).not().isAttached();
  }

  /// Stopped by a debugger, nothing of a page runs while the time goes on: as if the device slept.
  @Test
  void aTabThatSleptThroughTheEndSaysWhatHappened() {
    String event = Hall.newEventWithHoldsOf(api, "PT4S");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    CDPSession devtools = visitor.context().newCDPSession(visitor.page());
    AtomicBoolean sleeps = new AtomicBoolean();
    devtools.on("Debugger.paused", _ -> sleeps.set(true));
    devtools.send("Debugger.enable");
    devtools.send("Debugger.pause");
    visitor.page().waitForCondition(sleeps::get);
    Visitor other = visitors.someone().opensEvent(api.uri(), event).lists("Stalls", "Row A");
    assertThat(other.seat("Row A", 1)).hasAccessibleName(Visitor.containing("Seat 1 available"));
    other.seat("Row A", 1).click();
    other.holdButton().click();
    assertThat(other.heading("Your seats are held")).isVisible();

    devtools.send("Debugger.resume");
    assertThat(visitor.notice()).containsText("Your time is up");
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(visitor.seat("Row A", 1)).hasAccessibleName(Visitor.containing("held by somebody"));
  }

  @Test
  void theCountdownIsRightUnderAWrongClock() {
    String event = Hall.newEvent(api);
    Visitor visitor = someoneWithAWrongClock();
    visitor.opensEvent(api.uri(), event).holds("Stalls", "Row A", 1);
    assertThat(visitor.secondsLeft()).isBetween(870, 900);

    // A clock that jumps is also how a sleep looks, after which only the service knows.
    Response asked =
        visitor
            .page()
            .waitForResponse(
                "**/api/v1/holds/*", () -> visitor.page().evaluate("setClock(-5 * 3_600_000)"));
    assertThat(asked.status()).isEqualTo(200);
    assertThat(visitor.secondsLeft()).isBetween(840, 900);
    assertThat(visitor.heading("Your seats are held")).isVisible();
  }

  /// In a sleep the wall clock goes on, and the clock that nobody can set may stand still.
  @Test
  void afterASleepWithoutAConnectionNoTimeIsShownThatMayBeOver() {
    String event = Hall.newEvent(api);
    Visitor visitor = someoneWithAWrongClock();
    visitor.opensEvent(api.uri(), event).holds("Stalls", "Row A", 1);
    visitor.context().setOffline(true);
    visitor.page().evaluate("setClock(3 * 3_600_000 + 10 * 60_000)");
    visitor.page().waitForTimeout(1_500);
    assertThat(visitor.secondsLeft()).isBetween(200, 300);
    // Only the clock had been set.
    visitor.context().setOffline(false);
    visitor.page().waitForCondition(() -> visitor.secondsLeft() > 800);
  }

  @Test
  void atZeroWithoutAConnectionThePageDoesNotSayThatSeatsAreHeld() {
    String event = Hall.newEventWithHoldsOf(api, "PT4S");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    visitor.context().setOffline(true);
    assertThat(visitor.heading("Your time is up")).isVisible();
    assertThat(visitor.heading("Your seats are held")).not().isAttached();
    assertThat(visitor.button("Confirm reservation")).not().isAttached();
    visitor.context().setOffline(false);
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(visitor.notice()).containsText("Your time is up");
  }

  @Test
  void aShopMayHaveEachSeatHeldAsSoonAsItIsChosen() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.picker().evaluate("picker => picker.setAttribute('hold-on', 'select')");
    visitor.chooses("Stalls", "Row A", 1);
    assertThat(visitor.heading("Your seats are held")).isVisible();
    visitor.seat("Row A", 2).click();
    assertThat(visitor.choice()).containsText("€100.00");
    assertThat(visitor.seat("Row A", 2)).hasAttribute("aria-selected", "true");
    visitor.seat("Row A", 1).click();
    assertThat(visitor.choice()).containsText("€50.00");
    visitor
        .page()
        .waitForCondition(() -> Hall.seats(api, event, "held").equals(List.of("Stalls-A-2")));
    visitor.seat("Row A", 2).click();
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(Hall.seats(api, event, "held")).isEmpty();
  }

  @Test
  void noMoreSeatsThanAHoldMayHaveCanBeChosen() {
    String event = Hall.newEvent(api, "\"holdPolicy\": {\"maxSeatsPerHold\": 2}");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1, 2, 3);
    assertThat(visitor.notice()).containsText("You can choose at most 2 seats at a time.");
    assertThat(visitor.seat("Row A", 3)).hasAttribute("aria-selected", "false");
    visitor.button("One more: Pit, Adult").click();
    assertThat(visitor.choice()).containsText("€100.00");
    visitor.holdButton().click();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1", "Stalls-A-2");
  }

  @Test
  void whoeverHoldsAsManySeatsAsOneMayIsToldSo() {
    String event = Hall.newEvent(api, "\"limits\": {\"address\": {\"held\": 1}}");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1, 2);
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("as many seats of this event as one may have");
    assertThat(visitor.countdown()).not().isAttached();
  }

  @Test
  void beforeTheSaleThePageSaysWhenItOpens() {
    String event = Hall.newEvent(api, "\"salesOpenAt\": \"2099-01-01T09:00:00Z\"");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1);
    assertThat(visitor.choice()).containsText("Sales open on Thu, 1 Jan 2099, 10:00.");
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("Sales open on Thu, 1 Jan 2099, 10:00.");
    assertThat(visitor.countdown()).not().isAttached();
  }

  @Test
  void aMapWithoutGeometryIsAList() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newDayAtTheClinic(api));
    visitor.item("08:20 available").click();
    assertThat(visitor.page().locator("canvas")).not().isAttached();
    assertThat(visitor.button("Plan")).not().isAttached();
    assertThat(visitor.choice()).containsText("Free of charge");
    visitor.holdButton().click();
    visitor.button("Confirm reservation").click();
    assertThat(visitor.code()).hasText(Visitor.CODE);
  }

  /// Their clock is three hours ahead, until a test sets it.
  private Visitor someoneWithAWrongClock() {
    Visitor visitor = visitors.someone();
    visitor
        .page()
        .addInitScript(
            """
            const Right = Date;
            let wrong = 3 * 3_600_000;
            globalThis.setClock = (by) => { wrong = by; };
            globalThis.Date = class extends Right {
              constructor(...given) { super(...(given.length ? given : [Right.now() + wrong])); }
              static now() { return Right.now() + wrong; }
            };""");
    return visitor;
  }
}
