package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of a hold behind the back of a page: by the shop, in another tab, or by whatever
/// clears a browser's storage.
@InBrowser
class ElsewhereIT {
  private static final String HIDE =
      """
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));""";
  private static final String SHOW =
      """
      delete document.visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));""";

  private final Api api;
  private final Visitors visitors;

  ElsewhereIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void aHoldThatTheShopGivesBackIsSoonShownNoMore() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    theShopGivesBackWhatIsHeldBy(visitor);
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(visitor.holdButton()).isVisible();
  }

  @Test
  void aHoldOfPlacesThatTheShopGivesBackIsSoonShownNoMore() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.button("One more: Pit, Adult").click();
    visitor.holdButton().click();
    assertThat(visitor.countdown()).isVisible();
    theShopGivesBackWhatIsHeldBy(visitor);
    assertThat(visitor.countdown()).not().isAttached();
  }

  @Test
  void aReservationThatWasCancelledIsNotShownAsReserved() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1, 2);
    visitor.button("Confirm reservation").click();
    assertThat(visitor.code()).isVisible();
    cancel(visitor, "{\"seats\": [\"Stalls-A-1\"]}");
    assertThat(visitor.choice()).not().containsText("Seat 1");
    assertThat(visitor.choice()).containsText("€50.00");
    assertThat(visitor.choice()).containsText("Part of this reservation was cancelled.");
    assertThat(visitor.code()).isVisible();

    visitor.page().reload();
    assertThat(visitor.code()).isVisible();
    assertThat(visitor.choice()).not().containsText("Seat 1");
    cancel(visitor, "{}");
    assertThat(visitor.code()).not().isAttached();
    assertThat(visitor.notice()).containsText("was cancelled");
  }

  @Test
  void allTabsSayThatTheTimeIsUp() {
    String event = Hall.newEventWithHoldsOf(api, "PT4S");
    Visitor one = visitors.someone().opensEvent(api.uri(), event);
    Visitor two = one.atAnotherTab().opensEvent(api.uri(), event);
    assertThat(two.holdButton()).isVisible();
    two.page()
        .evaluate(
            """
            globalThis.told = [];
            for (const end of ['released', 'expired']) {
              addEventListener('holdfast-' + end, () => told.push(end));
            }""");
    one.holds("Stalls", "Row A", 5);
    assertThat(one.notice()).containsText("Your time is up");
    assertThat(two.notice()).containsText("Your time is up");
    assertThat(two.page().evaluate("told")).isEqualTo(List.of("expired"));
  }

  @Test
  void twoTabsThatHoldTheSameSeatsAtOnceHaveOneHold() {
    String event = Hall.newEvent(api, "EUR", 5000);
    Visitor one = visitors.someone().opensEvent(api.uri(), event);
    Visitor two = one.atAnotherTab().opensEvent(api.uri(), event);
    for (Visitor tab : List.of(one, two)) {
      tab.chooses("Stalls", "Row A", 1);
    }
    // Neither hears of the other before it has pressed.
    String press =
        """
        (picker, at) => setTimeout(
          () => picker.shadowRoot.querySelector('.foot .primary').click(), at - Date.now())""";
    double at = System.currentTimeMillis() + 500;
    for (Visitor tab : List.of(one, two)) {
      tab.picker().evaluate(press, at);
    }
    for (Visitor tab : List.of(one, two)) {
      assertThat(tab.heading("Your seats are held")).isVisible();
      assertThat(tab.notice()).not().isAttached();
    }
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-A-1");
  }

  @Test
  void twoPickersOfOnePageAgree() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    visitor
        .picker()
        .evaluate(
            """
            (picker) => {
              // Without its stream, the first hears of the other by the page alone.
              globalThis.second = picker.cloneNode();
              document.body.append(second);
            }""");
    visitor.page().waitForCondition(() -> visitor.countdown().count() == 2);
    visitor.button("Give back").last().click();
    assertThat(visitor.countdown()).hasCount(0);
  }

  @Test
  void aFullStorageLosesNoHold() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone();
    visitor
        .page()
        .addInitScript(
            """
            Storage.prototype.setItem = () => {
              throw new DOMException('full', 'QuotaExceededError');
            };""");
    visitor.opensEvent(api.uri(), event).holds("Stalls", "Row A", 1);
    looksAgain(visitor);
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(visitor.notice()).not().isAttached();

    visitor
        .picker()
        .evaluate(
            "picker => { const to = picker.parentNode; picker.remove(); to.append(picker); }");
    assertThat(visitor.heading("Your seats are held")).isVisible();
  }

  @Test
  void aBrowserThatIsToKeepNothingHoldsSeats() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone();
    visitor
        .page()
        .addInitScript(
            """
            const no = () => { throw new DOMException('no', 'SecurityError'); };
            Object.defineProperty(window, 'localStorage', { get: no });
            LockManager.prototype.request = async () => no();""");
    visitor.opensEvent(api.uri(), event).holds("Stalls", "Row A", 1);
    looksAgain(visitor);
    visitor.button("Confirm reservation").click();
    assertThat(visitor.code()).hasText(Visitor.CODE);
  }

  @Test
  void aPageThatClearsTheStorageLosesNoHold() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    visitor.page().evaluate("localStorage.clear()");
    looksAgain(visitor);
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(visitor.notice()).not().isAttached();
    visitor.page().reload();
    assertThat(visitor.heading("Your seats are held")).isVisible();
  }

  @Test
  void whatSomebodyElseHasStoredIsNoObstacle() {
    String event = Hall.newEvent(api);
    for (String stored :
        List.of("null", "[]", "{\"holdId\": \"x\", \"secret\": \"\\n\\u1234\"}", "{")) {
      Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
      visitor
          .page()
          .evaluate(
              "([event, it]) => localStorage.setItem(`holdfast:${location.origin}:${event}`, it)",
              List.of(event, stored));
      visitor.page().reload();
      visitor.holds("Stalls", "Row A", 1);
      visitor.button("Give back").click();
      assertThat(visitor.countdown()).not().isAttached();
    }
  }

  /// Over HTTP/1.1 browsers have six connections to a host, and a stream takes one for good.
  @Test
  void tabsThatNobodySeesTakeNoConnections() {
    String event = Hall.newEvent(api);
    Visitor first = visitors.someone().opensEvent(api.uri(), event).lists("Stalls", "Row A");
    Visitor tab = first;
    for (int i = 0; i < 8; i++) {
      tab.page().evaluate(HIDE);
      tab = first.atAnotherTab().opensEvent(api.uri(), event);
      assertThat(tab.holdButton()).isVisible();
    }
    tab.page().evaluate(HIDE);
    api.placed(event, "Stalls-A-1");
    first.page().evaluate(SHOW);
    assertThat(first.seat("Row A", 1)).hasAccessibleName(Visitor.containing("held by somebody"));
    api.placed(event, "Stalls-A-2");
    assertThat(first.seat("Row A", 2)).hasAccessibleName(Visitor.containing("held by somebody"));
  }

  /// As when the page was away and is shown again.
  private static void looksAgain(Visitor visitor) {
    visitor
        .page()
        .waitForResponse(
            "**/api/v1/holds/*",
            () -> visitor.page().evaluate("dispatchEvent(new Event('online'))"));
    visitor.page().waitForTimeout(300);
  }

  private void theShopGivesBackWhatIsHeldBy(Visitor visitor) {
    Api.Held hold = hold(visitor);
    api.asOwner(hold).delete("/api/v1/holds/" + hold.id()).then().statusCode(204);
  }

  private void cancel(Visitor visitor, String body) {
    Map<?, ?> kept = kept(visitor);
    api.asOwner(hold(visitor), body)
        .post("/api/v1/reservations/" + kept.get("reservationId") + "/cancel")
        .then()
        .statusCode(200);
  }

  private static Api.Held hold(Visitor visitor) {
    Map<?, ?> kept = kept(visitor);
    return new Api.Held(String.valueOf(kept.get("holdId")), String.valueOf(kept.get("secret")));
  }

  private static Map<?, ?> kept(Visitor visitor) {
    return (Map<?, ?>) visitor.page().evaluate("JSON.parse(Object.values(localStorage)[0])");
  }
}
