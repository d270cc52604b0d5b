package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a page may do with the element while it runs.
@InBrowser
class ElementIT {
  private final Api api;
  private final Visitors visitors;

  ElementIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void anAttributeThatIsTakenAwayIsAsIfItHadNeverBeenThere() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.holds("Stalls", "Row A", 1);
    set(visitor, "lang", "de");
    assertThat(visitor.heading("Ihre Plätze sind vorgemerkt")).isVisible();
    take(visitor, "lang");
    assertThat(visitor.heading("Your seats are held")).isVisible();

    set(visitor, "confirm", "shop");
    assertThat(visitor.button("Continue to payment")).isVisible();
    take(visitor, "confirm");
    assertThat(visitor.button("Confirm reservation")).isVisible();

    set(visitor, "hold-on", "select");
    take(visitor, "hold-on");
    visitor.seat("Row A", 2).click();
    assertThat(visitor.button("Update hold")).isVisible();
    set(visitor, "hold-on", "whatever");
    assertThat(visitor.button("Update hold")).isVisible();
  }

  @Test
  void withoutALanguageOfItsOwnTheElementHasThePages() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newEvent(api));
    assertThat(visitor.button("List")).isVisible();
    visitor
        .picker()
        .evaluate(
            """
            (picker) => {
              document.documentElement.lang = 'de';
              picker.parentNode.append(picker);
            }""");
    assertThat(visitor.button("Liste")).isVisible();
  }

  @Test
  void whatIsChosenIsHeldOnceEachSeatIsToBeHeldAtOnce() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.chooses("Stalls", "Row A", 1, 2);
    set(visitor, "hold-on", "select");
    assertThat(visitor.heading("Your seats are held")).isVisible();
    assertThat(Hall.seats(api, event, "held")).hasSize(2);
  }

  @Test
  void anElementThatIsInNoPageOpensNoStream() {
    String event = Hall.newEvent(api);
    String other = Hall.newEvent(api);
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    assertThat(visitor.holdButton()).isVisible();
    List<String> streams = new ArrayList<>();
    visitor
        .page()
        .onRequest(
            request -> {
              if (request.url().contains(other + "/changes?")) {
                streams.add(request.url());
              }
            });
    visitor
        .picker()
        .evaluate(
            """
            async (picker, other) => {
              globalThis.picker = picker;
              globalThis.place = picker.parentNode;
              picker.remove();
              await null;
              picker.event = other;
            }""",
            other);
    visitor.page().waitForTimeout(1_000);
    assertThat(streams).isEmpty();
    visitor.page().evaluate("() => { place.append(picker); }");
    assertThat(visitor.holdButton()).isVisible();
    visitor.page().waitForCondition(() -> !streams.isEmpty());
  }

  private static void set(Visitor visitor, String attribute, String value) {
    visitor
        .picker()
        .evaluate(
            "(picker, [name, value]) => picker.setAttribute(name, value)",
            List.of(attribute, value));
  }

  private static void take(Visitor visitor, String attribute) {
    visitor.picker().evaluate("(picker, name) => picker.removeAttribute(name)", attribute);
  }
}
