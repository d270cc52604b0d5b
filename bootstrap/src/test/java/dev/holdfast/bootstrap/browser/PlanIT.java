package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.options.BoundingBox;
import dev.holdfast.bootstrap.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The drawing of the room, by mouse, finger and buttons.
@InBrowser
class PlanIT {
  private static final int SEATS = 3_000;

  private final Api api;
  private final Visitors visitors;

  PlanIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void aSeatIsLookedAtAndChosenByMouse() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newEvent(api));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    drawing.hover(4);
    assertThat(visitor.page().locator(".tip")).containsText("Stalls, Row A, Seat 5");
    assertThat(visitor.page().locator(".tip")).containsText("Child€25.00");
    drawing.click(4);
    assertThat(visitor.choice()).containsText("Stalls, Row A, Seat 5");
    drawing.click(4);
    assertThat(visitor.holdButton()).isDisabled();
  }

  @Test
  void whatIsSaidOfASeatHidesNoneOfOnesOwn() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newEvent(api));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    // Seats 5 to 7 of row A, and what is below them in row B.
    List<Integer> own = List.of(4, 5, 6);
    own.forEach(drawing::click);
    drawing.hover(15);
    BoundingBox tip = visitor.page().locator(".tip").boundingBox();
    for (int seat : own) {
      boolean isHidden =
          drawing.left(seat) > tip.x
              && drawing.left(seat) < tip.x + tip.width
              && drawing.top(seat) > tip.y
              && drawing.top(seat) < tip.y + tip.height;
      assertThat(isHidden).as("seat %d", seat).isFalse();
    }
  }

  @Test
  void anAreaIsChosenFromOnThePlan() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newEvent(api));
    visitor.holdButton().waitFor();
    new Drawing(visitor).clickArea(0);
    assertThat(visitor.button("One more: Pit, Adult")).isFocused();
    visitor.page().keyboard().press("Enter");
    assertThat(visitor.choice()).containsText("€10.00");
  }

  @Test
  void aTapOnASeatThatIsTooSmallZoomsInFirst() {
    Visitor visitor = visitors.someone(with -> with.setHasTouch(true).setViewportSize(390, 844));
    visitor.opensEvent(api.uri(), Hall.newBigEvent(api, SEATS));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    assertThat(drawing.pitch()).isLessThan(24);
    for (int taps = 0; drawing.pitch() < 24; taps++) {
      assertThat(taps).isLessThan(5);
      drawing.tap(SEATS / 2);
      assertThat(visitor.holdButton()).isDisabled();
    }
    drawing.tap(SEATS / 2);
    assertThat(visitor.holdButton()).isEnabled();
  }

  @Test
  void aTapOnASeatThatIsJustTooSmallZoomsInFirst() {
    Visitor visitor = visitors.someone(with -> with.setHasTouch(true).setViewportSize(390, 844));
    visitor.opensEvent(api.uri(), Hall.newBigEvent(api, SEATS));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    drawing.hover(SEATS / 2);
    while (drawing.pitch() < 15) {
      visitor.page().mouse().wheel(0, -150);
    }
    assertThat(drawing.pitch()).isLessThan(24);
    drawing.tap(SEATS / 2);
    assertThat(drawing.pitch()).isGreaterThan(24);
    assertThat(visitor.holdButton()).isDisabled();
    drawing.tap(SEATS / 2);
    assertThat(visitor.holdButton()).isEnabled();
  }

  @Test
  void thePlanIsZoomedByWheelAndMovedByDragging() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newBigEvent(api, SEATS));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    drawing.hover(SEATS / 2);
    double before = drawing.pitch();
    for (int i = 0; i < 5; i++) {
      visitor.page().mouse().wheel(0, -200);
    }
    visitor.page().waitForCondition(() -> drawing.pitch() > 2 * before);
    assertThat(visitor.button("Zoom out")).isEnabled();
    double left = drawing.left(SEATS / 2);
    double top = drawing.top(SEATS / 2);
    visitor.page().mouse().move(400, 500);
    visitor.page().mouse().down();
    visitor.page().mouse().move(450, 500);
    visitor.page().mouse().move(500, 500);
    assertThat(drawing.left(SEATS / 2)).isCloseTo(left + 100, within(1.0));
    assertThat(drawing.top(SEATS / 2)).isCloseTo(top, within(1.0));
    visitor.page().mouse().up();
    assertThat(visitor.holdButton()).isDisabled();
  }

  /// Not by the buttons, nor by the list while it shows itself to a keyboard.
  @ParameterizedTest
  @CsvSource({"1200, 750", "390, 844", "320, 640"})
  void nothingLiesOverThePlan(int width, int height) {
    Visitor visitor = visitors.someone(with -> with.setViewportSize(width, height));
    visitor.opensEvent(api.uri(), Hall.newEvent(api)).holdButton().waitFor();
    assertThat(overThePlan(visitor)).isEmpty();
    visitor.item("Stalls").focus();
    assertThat(visitor.item("Stalls")).isInViewport();
    assertThat(overThePlan(visitor)).isEmpty();
  }

  /// What is on top of the canvas, looked for at places all over it.
  private static List<?> overThePlan(Visitor visitor) {
    return (List<?>)
        visitor
            .picker()
            .evaluate(
                """
                picker => {
                  const canvas = picker.shadowRoot.querySelector('canvas');
                  const { left, top, width, height } = canvas.getBoundingClientRect();
                  const found = new Set();
                  for (let i = 0; i <= 20; i++) {
                    for (let j = 0; j <= 20; j++) {
                      found.add(picker.shadowRoot.elementFromPoint(
                        left + 1 + (width - 2) * i / 20, top + 1 + (height - 2) * j / 20));
                    }
                  }
                  found.delete(canvas);
                  return [...found].map(element => element?.className);
                }""");
  }

  /// Nothing takes a drag, a wheel or a second finger that has no button, too.
  @ParameterizedTest
  @CsvSource({"1200, 750", "320, 640"})
  void thePlanIsMovedAndZoomedByButtons(int width, int height) {
    Visitor visitor = visitors.someone(with -> with.setViewportSize(width, height));
    visitor.opensEvent(api.uri(), Hall.newBigEvent(api, SEATS));
    assertThat(visitor.button("Zoom out")).isDisabled();
    Drawing drawing = new Drawing(visitor);
    double before = drawing.pitch();
    visitor.button("Zoom in").click();
    assertThat(visitor.button("Zoom out")).isEnabled();
    visitor.button("Zoom in").click();
    visitor.page().waitForCondition(() -> drawing.pitch() > 2 * before);
    isMovedBy(visitor, "Move left", 120, 0);
    isMovedBy(visitor, "Move right", -120, 0);
    isMovedBy(visitor, "Move up", 0, 120);
    isMovedBy(visitor, "Move down", 0, -120);
    visitor.button("Show the whole room").click();
    assertThat(visitor.button("Zoom out")).isDisabled();
  }

  /// What is seen goes the other way than the eye.
  private static void isMovedBy(Visitor visitor, String button, double x, double y) {
    Drawing drawing = new Drawing(visitor);
    double left = drawing.left(0);
    double top = drawing.top(0);
    visitor.button(button).click();
    visitor.page().waitForCondition(() -> drawing.left(0) != left || drawing.top(0) != top);
    assertThat(drawing.left(0) - left).as(button).isCloseTo(x, within(1.0));
    assertThat(drawing.top(0) - top).as(button).isCloseTo(y, within(1.0));
  }

  @Test
  void thePlanIsZoomedByTwoFingers() {
    Visitor visitor = visitors.someone(with -> with.setHasTouch(true).setViewportSize(390, 844));
    visitor.opensEvent(api.uri(), Hall.newBigEvent(api, SEATS));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    double before = drawing.pitch();
    CDPSession devtools = visitor.context().newCDPSession(visitor.page());
    touches(devtools, "touchStart", 170, 220);
    for (int apart = 10; apart <= 100; apart += 10) {
      touches(devtools, "touchMove", 170 - apart, 220 + apart);
    }
    touches(devtools, "touchEnd");
    // From 50 pixels apart to 250.
    assertThat(drawing.pitch()).isCloseTo(5 * before, withinPercentage(2));
    assertThat(visitor.holdButton()).isDisabled();
  }

  /// @param across where each finger is, from the left
  private static void touches(CDPSession devtools, String type, double... across) {
    JsonArray fingers = new JsonArray();
    for (double x : across) {
      JsonObject finger = new JsonObject();
      finger.addProperty("x", x);
      finger.addProperty("y", 300);
      finger.addProperty("id", fingers.size());
      fingers.add(finger);
    }
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", fingers);
    devtools.send("Input.dispatchTouchEvent", event);
  }

  @Test
  void thePlanGoesWhereTheKeyboardIs() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newBigEvent(api, SEATS));
    visitor.holdButton().waitFor();
    Drawing drawing = new Drawing(visitor);
    double before = drawing.pitch();
    visitor.item("101").focus();
    visitor.page().keyboard().press("Enter");
    visitor.page().keyboard().press("Enter");
    assertThat(visitor.seat("Row A", 1)).isFocused();
    visitor.page().waitForCondition(() -> drawing.pitch() >= 24);
    assertThat(before).isLessThan(24);
    isSeen(visitor, 0);
    visitor.page().keyboard().press("Escape");
    visitor.page().keyboard().press("End");
    visitor.page().keyboard().press("Enter");
    assertThat(visitor.seat("Row V", 1)).isFocused();
    isSeen(visitor, drawing.number("101-V-1"));
  }

  /// A seat is on the part of the plan that is on the screen.
  private static void isSeen(Visitor visitor, int seat) {
    Drawing drawing = new Drawing(visitor);
    BoundingBox canvas = visitor.page().locator("canvas").boundingBox();
    assertThat(drawing.left(seat)).isBetween(canvas.x, canvas.x + canvas.width);
    assertThat(drawing.top(seat)).isBetween(canvas.y, canvas.y + canvas.height);
  }
}
