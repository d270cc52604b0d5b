package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator.ClickOptions;
import com.microsoft.playwright.Route.FulfillOptions;
import dev.holdfast.bootstrap.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What other buyers do, and how a page hears of it.
@InBrowser
class OthersIT {
  private static final String OFFLINE = "No connection. The seats shown may be out of date.";

  private final Api api;
  private final Visitors visitors;

  OthersIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void whoComesTooLateIsToldTheSeatsAndOfferedTheNearest() {
    String event = Hall.newEvent(api);
    Visitor late = visitors.someone();
    late.hearsNothingOfOthers();
    late.opensEvent(api.uri(), event).chooses("Stalls", "Row B", 4, 5);
    Visitor fast = visitors.someone().opensEvent(api.uri(), event);
    fast.holds("Stalls", "Row B", 5);

    late.holdButton().click();
    assertThat(late.notice()).containsText("Somebody was faster");
    assertThat(late.notice()).containsText("No longer available: Stalls, Row B, Seat 5.");
    assertThat(late.notice()).containsText("Nearest available: Stalls, Row B, Seat 3.");
    assertThat(Hall.seats(api, event, "held")).containsExactly("Stalls-B-5");

    late.button("Choose these instead").click();
    late.holdButton().click();
    assertThat(late.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held"))
        .containsExactly("Stalls-B-3", "Stalls-B-4", "Stalls-B-5");
  }

  /// Beside what is left of them while there is room; else all of them elsewhere.
  @Test
  void whoHadChosenSeatsSideBySideIsOfferedSuchSeatsAgain() {
    String event = Hall.newEvent(api);
    Visitor pair = visitors.someone().opensEvent(api.uri(), event);
    pair.chooses("Stalls", "Row B", 1, 2);
    api.placed(event, "Stalls-B-2");
    assertThat(pair.notice())
        .containsText("Available side by side: Stalls, Row B, Seat 3; Stalls, Row B, Seat 4.");
    pair.button("Choose these instead").click();
    pair.holdButton().click();
    assertThat(pair.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held"))
        .containsExactly("Stalls-B-2", "Stalls-B-3", "Stalls-B-4");
  }

  @Test
  void seatsThatAreOfferedAreNotChosenBeyondTheLimit() {
    String event = Hall.newEvent(api, "\"holdPolicy\": {\"maxSeatsPerHold\": 2}");
    Visitor late = visitors.someone();
    late.hearsNothingOfOthers();
    late.opensEvent(api.uri(), event).chooses("Stalls", "Row B", 4, 5);
    api.placed(event, "Stalls-B-5");
    late.holdButton().click();
    assertThat(late.button("Choose these instead")).isVisible();
    late.seat("Row B", 9).click();
    late.button("Choose these instead").click();
    assertThat(late.notice()).containsText("You can choose at most 2 seats at a time.");
    assertThat(late.choice()).containsText("€100.00");
  }

  @Test
  void aChosenSeatThatSomebodyElseTakesIsToldAtOnce() {
    String event = Hall.newEvent(api);
    Visitor late = visitors.someone().opensEvent(api.uri(), event);
    late.chooses("Stalls", "Row B", 4);
    Visitor fast = visitors.someone().opensEvent(api.uri(), event);
    fast.holds("Stalls", "Row B", 4);
    assertThat(late.notice()).containsText("Stalls, Row B, Seat 4");
    assertThat(late.said()).containsText("Somebody else has just taken these seats");
    assertThat(late.seat("Row B", 4)).hasAccessibleName(Visitor.containing("held by somebody"));
    assertThat(late.holdButton()).isDisabled();
  }

  /// The middle of several, so that one hiccup of a busy machine is none of the page's.
  @Test
  void whatOthersHoldIsSeenWithinASecond() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event).lists("Stalls", "Row A");
    assertThat(visitor.seat("Row A", 1)).isVisible();
    List<Double> millis = new ArrayList<>();
    for (int seat = 1; seat <= 5; seat++) {
      api.placed(event, "Stalls-A-" + seat);
      long answered = System.nanoTime();
      visitor
          .page()
          .waitForFunction(
              """
              (seat) => document.querySelector('holdfast-seat-picker').shadowRoot
                .querySelector(`[aria-label*="Seat ${seat} held by somebody"]`) !== null""",
              seat);
      millis.add((System.nanoTime() - answered) / 1e6);
    }
    System.out.println("A hold of somebody else is seen after (ms): " + millis);
    assertThat(millis.stream().sorted().skip(2).findFirst().orElseThrow()).isLessThan(1_000);
  }

  @Test
  void withoutAConnectionThePageSaysSoAndCatchesUpAfterwards() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event).lists("Stalls", "Row A");
    assertThat(visitor.seat("Row A", 1)).isVisible();
    visitor.context().setOffline(true);
    assertThat(visitor.page().getByText(OFFLINE).first()).isVisible();
    Api.Held held = api.placed(event, "Stalls-A-1");
    api.placed(event, "Stalls-A-2");
    api.confirmed(held);

    visitor.context().setOffline(false);
    assertThat(visitor.seat("Row A", 1)).hasAccessibleName(Visitor.containing("sold"));
    assertThat(visitor.seat("Row A", 2)).hasAccessibleName(Visitor.containing("held by somebody"));
    assertThat(visitor.notice()).not().isAttached();
  }

  @Test
  void aStreamThatIsCutIsTakenUpWhereItWas() {
    String event = Hall.newEvent(api);
    try (Wire wire = new Wire(api.uri())) {
      Visitor visitor = visitors.someone().opensEvent(wire.uri(), event).lists("Stalls", "Row A");
      assertThat(visitor.seat("Row A", 1)).isVisible();
      api.placed(event, "Stalls-A-1");
      assertThat(visitor.seat("Row A", 1)).hasAccessibleName(Visitor.containing("held"));

      wire.cut();
      assertThat(visitor.page().getByText(OFFLINE).first()).isVisible();
      api.placed(event, "Stalls-A-2");
      wire.mend();
      assertThat(visitor.seat("Row A", 2)).hasAccessibleName(Visitor.containing("held"));
      assertThat(visitor.notice()).not().isAttached();
      assertThat(wire.requests()).containsPattern("(?i)last-event-id: \\d+\\.1\r\n");
    }
  }

  @Test
  void whoMissedTooMuchToCatchUpLooksAtAllOfItAnew() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone();
    AtomicBoolean told = new AtomicBoolean();
    // The first stream says that it can't go on from there, and others never begin.
    visitor
        .page()
        .route(
            "**/changes?**",
            route -> {
              if (!told.getAndSet(true)) {
                api.placed(event, "Stalls-A-1");
                route.fulfill(
                    new FulfillOptions()
                        .setContentType("text/event-stream")
                        .setBody("event: resync\ndata: {}\n\n"));
              }
            });
    visitor.opensEvent(api.uri(), event).lists("Stalls", "Row A");
    assertThat(visitor.seat("Row A", 1)).hasAccessibleName(Visitor.containing("held by somebody"));
  }

  @Test
  void aHoldWhoseAnswerWasLostIsPlacedOnce() {
    String event = Hall.newEvent(api);
    try (Wire wire = new Wire(api.uri())) {
      Visitor visitor = visitors.someone().opensEvent(wire.uri(), event);
      visitor.chooses("Stalls", "Row A", 1, 2);
      wire.cutAtNextAnswerTo("POST ");
      visitor.holdButton().click();
      visitor.page().waitForCondition(wire::isCut);
      assertThat(Hall.seats(api, event, "held")).hasSize(2);
      wire.mend();
      assertThat(visitor.heading("Your seats are held")).isVisible();
      assertThat(visitor.notice()).not().isAttached();
      assertThat(Hall.seats(api, event, "held")).hasSize(2);
    }
  }

  @Test
  void otherPeoplesSeatsCannotBeChosen() {
    String event = Hall.newEvent(api);
    api.placed(event, "Stalls-A-1");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.lists("Stalls", "Row A");
    visitor.seat("Row A", 1).click(new ClickOptions().setForce(true));
    assertThat(visitor.notice()).containsText("Stalls, Row A, Seat 1 is not available.");
    assertThat(visitor.holdButton()).isDisabled();
  }
}
