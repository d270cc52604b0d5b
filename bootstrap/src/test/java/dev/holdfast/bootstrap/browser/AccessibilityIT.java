package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import dev.holdfast.bootstrap.Api;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages as assistive technology is told them, and in the looks that people need.
///
/// What is told is compared with the files in `src/test/resources/accessibility`. With the system
/// property `holdfast.snapshots` set to `write` they are written anew, to be looked at and
/// committed.
@InBrowser
class AccessibilityIT {
  private static final Path SNAPSHOTS = Path.of("src", "test", "resources", "accessibility");

  /// Colours that fade are looked at when they have arrived.
  private static final String FADED =
      """
      async () => {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const all = [document, ...document.querySelectorAll('*')].map(e => e.shadowRoot ?? e);
        const fading = all.flatMap(root => root.getAnimations?.() ?? [])
          .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
        await Promise.allSettled(fading.map(({ finished }) => finished));
      }""";

  private final Api api;
  private final Visitors visitors;

  AccessibilityIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void theListOfEventsIsSound() {
    Hall.newEvent(api);
    Visitor visitor = visitors.someone().opens(api.uri().resolve("/"));
    visitor.heading("Evening").first().waitFor();
    isSound(visitor, "the list of events");
  }

  @Test
  void aPageWithoutItsEventIsSound() {
    URI nowhere = api.uri().resolve("/events/00000000-0000-4000-8000-000000000000");
    Visitor visitor = visitors.someone().opens(nowhere);
    visitor.heading("Event not found").waitFor();
    isSound(visitor, "no such event");
    tells(visitor, "no-such-event");
  }

  @Test
  void theEventsPageIsSoundAndToldInAllItsStates() {
    String event = Hall.newEvent(api);
    api.placed(event, "Stalls-A-3", "Stalls-A-4");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holdButton().waitFor();
    isSound(visitor, "the plan");
    tells(visitor, "plan");

    visitor.lists("Balcony", "Row A");
    visitor.seat("Row A", 1).click();
    visitor.seat("Row A", 2).click();
    visitor.button("One more: Pit, Child").click();
    isSound(visitor, "seats are chosen from the list");
    tells(visitor, "chosen");

    api.placed(event, "Balcony-A-2");
    assertThat(visitor.notice()).containsText("Somebody was faster");
    isSound(visitor, "a seat was taken");
    tells(visitor, "conflict");

    visitor.holdButton().click();
    visitor.heading("Your seats are held").waitFor();
    isSound(visitor, "held");
    tells(visitor, "held");

    visitor.button("Confirm reservation").click();
    visitor.code().waitFor();
    isSound(visitor, "confirmed");
    tells(visitor, "confirmed");
  }

  @Test
  void theEndOfTheTimeIsSoundAndTold() {
    String event = Hall.newEventWithHoldsOf(api, "PT1M50S");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    visitor.button("Keep my seats").waitFor();
    isSound(visitor, "little time is left");
    tells(visitor, "little-time");

    visitor = visitors.someone().opensEvent(api.uri(), Hall.newEventWithHoldsOf(api, "PT4S"));
    visitor.holds("Stalls", "Row A", 1);
    assertThat(visitor.notice()).containsText("Your time is up");
    assertThat(visitor.item("Stalls, Row A, Seat 1 available")).isVisible();
    isSound(visitor, "expired");
    tells(visitor, "expired");
  }

  /// Three minutes before the end, which is one more than who needs time must have at least.
  @Test
  void thatLittleTimeIsLeftIsShownWithoutTakingTheFocus() {
    String event = Hall.newEventWithHoldsOf(api, "PT3M6S");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    visitor.seat("Row A", 2).focus();
    assertThat(visitor.button("Keep my seats")).not().isAttached();
    assertThat(visitor.button("Keep my seats")).isVisible();
    assertThat(visitor.seat("Row A", 2)).isFocused();
    visitor.button("Keep my seats").click();
    visitor.page().waitForCondition(() -> visitor.secondsLeft() > 180);
    assertThat(visitor.button("Keep my seats")).not().isAttached();
  }

  @ParameterizedTest
  @CsvSource({
    "PT5M4S, You have 5 minutes left.",
    "PT2M4S, You have 2 minutes left.",
    "PT1M4S, You have 1 minute left.",
    "PT34S, You have 30 seconds left.",
  })
  void howMuchTimeIsLeftIsToldWithoutTakingTheFocus(String duration, String said) {
    String event = Hall.newEventWithHoldsOf(api, duration);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    assertThat(visitor.heading("Your seats are held")).isFocused();
    assertThat(visitor.said()).hasText(said);
    assertThat(visitor.heading("Your seats are held")).isFocused();
  }

  /// WCAG 2.2, 2.5.8; the seats on the plan have a test of their own.
  @ParameterizedTest
  @ValueSource(ints = {320, 1280})
  void whatIsPressedIsLargeEnough(int width) {
    Visitor visitor = visitors.someone(with -> with.setViewportSize(width, 800));
    String event = Hall.newEventWithHoldsOf(api, "PT1M50S");
    visitor.opens(api.uri().resolve("/"));
    visitor.heading("Evening").first().waitFor();
    assertThat(small(visitor)).isEmpty();
    visitor.opensEvent(api.uri(), event).holdButton().waitFor();
    assertThat(small(visitor)).isEmpty();
    visitor.chooses("Stalls", "Row A", 1);
    Locator details = visitor.button(Visitor.containing("^Show details"));
    if (details.isVisible()) {
      details.click();
    }
    visitor.button("One more: Pit, Child").click();
    assertThat(small(visitor)).isEmpty();
    visitor.holdButton().click();
    visitor.button("Keep my seats").waitFor();
    assertThat(small(visitor)).isEmpty();
    visitor.button("Remove Stalls, Row A, Seat 1").click();
    visitor.button("Undo changes").waitFor();
    assertThat(small(visitor)).isEmpty();
  }

  /// What is shown to be pressed and is less than 24 pixels high or wide.
  private static List<?> small(Visitor visitor) {
    return (List<?>)
        visitor
            .page()
            .evaluate(
                """
                () => {
                  const pressed = 'a, button, select, input, [role=treeitem]';
                  const roots = [document];
                  const picker = document.querySelector('holdfast-seat-picker');
                  if (picker !== null) roots.push(picker.shadowRoot);
                  // Beside the plan, the list shows itself only to a keyboard.
                  const shown = (one) =>
                    one.checkVisibility() && one.closest('.room.map .list') === null;
                  const all = roots.flatMap(root => [...root.querySelectorAll(pressed)])
                    .filter(shown);
                  if (all.length < 2) throw new Error('nothing is there to be pressed');
                  return all
                    .filter(one => {
                      const { width, height } = one.getBoundingClientRect();
                      return Math.min(width, height) < 24;
                    })
                    .map(one => one.outerHTML.slice(0, 200));
                }""");
  }

  @Test
  void forcedColoursAndReducedMotionAreFollowed() {
    Visitor visitor = visitors.someone();
    visitor
        .page()
        .emulateMedia(
            new EmulateMediaOptions()
                .setForcedColors(ForcedColors.ACTIVE)
                .setReducedMotion(ReducedMotion.REDUCE));
    visitor.opensEvent(api.uri(), Hall.newEvent(api)).holds("Stalls", "Row A", 1);
    assertThat(moving(visitor)).isEmpty();
    // The system takes one's own seat its colour: it has an outline instead, on the plan a shape.
    assertThat(visitor.seat("Row A", 1)).hasCSS("outline-style", "solid");
    assertThat(visitor.seat("Row A", 2)).hasCSS("outline-style", "none");
    Object colours =
        visitor.picker().evaluate("({ looks }) => new Set(looks.map(({ color }) => color)).size");
    assertThat(colours).isEqualTo(1);
    List<String> findings = Axe.findings(visitor.page());
    assertThat(findings).isEmpty();
  }

  /// Animations and transitions that take longer than a blink.
  private static List<?> moving(Visitor visitor) {
    return (List<?>)
        visitor
            .picker()
            .evaluate(
                """
                picker => [...picker.shadowRoot.querySelectorAll('*')]
                  .filter(element => {
                    const { animationDuration, animationName, transitionDuration } =
                      getComputedStyle(element);
                    const long = (times) => times.split(',').some(time => parseFloat(time) > 0.01);
                    return (animationName !== 'none' && long(animationDuration)) ||
                      long(transitionDuration);
                  })
                  .map(element => element.className)""");
  }

  private static void isSound(Visitor visitor, String state) {
    List<String> findings = new ArrayList<>();
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
      visitor.page().emulateMedia(new EmulateMediaOptions().setColorScheme(scheme));
      visitor.page().evaluate(FADED);
      Axe.findings(visitor.page()).forEach(found -> findings.add(scheme + ": " + found));
    }
    assertThat(findings).as(state).isEmpty();
  }

  private static void tells(Visitor visitor, String name) {
    String told =
        visitor
                .page()
                .locator("body")
                .ariaSnapshot()
                .replaceAll("\\b[0-9A-Z]{5}-[0-9A-Z]{5}\\b", "CODE")
                .replaceAll("(?:\\b[0-9A-Z] ){5}- [0-9A-Z](?: [0-9A-Z]){4}", "CODE")
                .replaceAll("(?<!, )\\b\\d+:\\d\\d\\b", "TIME")
                .replaceAll("/events/[0-9a-f-]{36}", "/events/ID")
                // It may take a moment until it is said.
                .replaceAll("\\b10\\d seconds", "110 seconds")
            + "\n";
    Path file = SNAPSHOTS.resolve(name + ".txt");
    try {
      if ("write".equals(System.getProperty("holdfast.snapshots"))) {
        Files.createDirectories(SNAPSHOTS);
        Files.writeString(file, told);
      }
      assertThat(told).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError(file + " is not there; it should say:\n" + told, e);
    }
  }
}
