package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.holdfast.bootstrap.Api;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Everything can be done without a mouse.
@InBrowser
class KeyboardIT {
  private static final int MOST_TABS = 60;
  private static final int EVENTS_OF_A_PAGE = 24;

  private final Api api;
  private final Visitors visitors;

  KeyboardIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void fromTheAddressBarToAConfirmedCode() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    assertThat(visitor.holdButton()).isVisible();
    Page page = visitor.page();

    tabsTo(visitor, visitor.item("Stalls"));
    press(visitor, "Enter", visitor.item("Row A"));
    press(visitor, "ArrowDown", visitor.item("Row B"));
    press(visitor, "Enter", visitor.seat("Row B", 1));
    press(visitor, "ArrowRight", visitor.seat("Row B", 2));
    press(visitor, " ", visitor.seat("Row B", 2));
    assertThat(visitor.seat("Row B", 2)).hasAttribute("aria-selected", "true");
    assertThat(visitor.said()).containsText("Stalls, Row B, Seat 2 chosen. 1 seat, €50.00.");
    press(visitor, "End", visitor.seat("Row B", 10));
    press(visitor, "Enter", visitor.seat("Row B", 10));
    press(visitor, "Escape", visitor.item("Row B"));
    press(visitor, "ArrowLeft", visitor.item("Stalls"));

    tabsTo(visitor, visitor.holdButton());
    page.keyboard().press("Enter");
    assertThat(visitor.heading("Your seats are held")).isFocused();
    assertThat(visitor.said()).containsText("Your seats are held for 15 minutes.");
    tabsTo(visitor, visitor.button("Confirm reservation"));
    page.keyboard().press(" ");
    assertThat(visitor.heading("Reserved")).isFocused();
    assertThat(visitor.code()).hasText(Visitor.CODE);
  }

  @Test
  void anEventIsChosenFromTheListByKeyboard() {
    String event = Hall.newEvent(api);
    for (int i = 0; i < EVENTS_OF_A_PAGE; i++) {
      Hall.newEvent(api);
    }
    Visitor visitor = visitors.someone().opens(api.uri().resolve("/"));
    Locator link = visitor.page().locator("a[href='/events/" + event + "']");
    Locator more = visitor.button("Show more events");
    // How many events begin earlier depends on the tests that ran before.
    do {
      more.waitFor();
      comesByTab(visitor, more);
      visitor.page().keyboard().press("Enter");
      // On with the first of those that have come.
      assertThat(visitor.page().locator("a:focus")).isVisible();
    } while (!link.isVisible());
    comesByTab(visitor, link);
    visitor.page().keyboard().press("Enter");
    assertThat(visitor.heading("Evening")).isVisible();
    assertThat(visitor.holdButton()).isVisible();
  }

  @Test
  void theSeatsAreOneTabStop() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newEvent(api));
    visitor.lists("Stalls", "Row A");
    assertThat(visitor.seat("Row A", 10)).isVisible();
    Object stops =
        visitor
            .page()
            .getByRole(AriaRole.TREE)
            .locator("xpath=..")
            .evaluate(
                "list => [...list.querySelectorAll('*')].filter(one => one.tabIndex >= 0).length");
    assertThat(stops).isEqualTo(1);
    assertThat(visitor.page().getByRole(AriaRole.TREE, new GetByRoleOptions().setName("Row A")))
        .isVisible();
  }

  /// Reaches something from what is before it: of events there are too many to begin at the top.
  private static void comesByTab(Visitor visitor, Locator target) {
    target.focus();
    visitor.page().keyboard().press("Shift+Tab");
    assertThat(target).not().isFocused();
    visitor.page().keyboard().press("Tab");
    assertThat(target).isFocused();
    seesTheFocus(visitor);
  }

  private static void press(Visitor visitor, String key, Locator then) {
    visitor.page().keyboard().press(key);
    assertThat(then).isFocused();
    seesTheFocus(visitor);
  }

  /// Presses Tab until the focus is there; it must not go in circles before, nor out of sight.
  private static void tabsTo(Visitor visitor, Locator target) {
    Set<Object> been = new HashSet<>();
    for (int i = 0; i < MOST_TABS; i++) {
      visitor.page().keyboard().press("Tab");
      Object at =
          visitor
              .page()
              .evaluate(
                  """
                  () => {
                    let at = document.activeElement;
                    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                    return at.outerHTML;
                  }""");
      seesTheFocus(visitor);
      if (Boolean.TRUE.equals(target.evaluate("target => target.matches(':focus')"))) {
        return;
      }
      assertThat(been.add(at)).as("been there already: %s", at).isTrue();
    }
    throw new AssertionError("not reached by %d times Tab: %s".formatted(MOST_TABS, target));
  }

  /// What has the focus is on the screen, not hidden by anything, and has a ring.
  private static void seesTheFocus(Visitor visitor) {
    visitor
        .page()
        .waitForFunction(
            """
            () => {
              let at = document.activeElement;
              let top = document;
              while (at?.shadowRoot?.activeElement) {
                top = at.shadowRoot;
                at = top.activeElement;
              }
              const { left, right, top: upper, bottom } = at.getBoundingClientRect();
              const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
              const y = (Math.max(upper, 0) + Math.min(bottom, innerHeight)) / 2;
              const seen = top.elementFromPoint(x, y);
              const { outlineStyle, outlineWidth } = getComputedStyle(at);
              return at.contains(seen) && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
            }""");
  }
}
