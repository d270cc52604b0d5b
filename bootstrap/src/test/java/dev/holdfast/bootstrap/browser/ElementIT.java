package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
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
    assertThat(visitor.button("Confirm reservation")).isHidden();
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

  @Test
  void aPageGivesAHoldAChoiceFeesAndWords() {
    String event = Hall.newEvent(api);
    api.placed(event, "Stalls-A-3");
    Api.Held hold = api.placed(event, "Stalls-B-1");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newEvent(api));
    visitor.holdButton().waitFor();
    visitor
        .picker()
        .evaluate(
            """
            (picker, event) => {
              // A document of its own knows no such element yet, as a page before the script is there.
              const before = document.implementation.createHTMLDocument();
              const given = before.createElement('holdfast-seat-picker');
              given.fees = { stalls: { adult: 150, child: 50 }, standing: 50 };
              given.selection = {
                seats: [{ id: 'Stalls-A-1', ticketType: 'child' }, { id: 'Stalls-A-3' }, { id: 'x' }],
                areas: [{ id: 'Pit', quantity: 2 }],
              };
              given.messages = {
                en: { checkout: 'To the till' },
                fr: { yourSeats: 'Vos places', total: 'Somme' },
              };
              given.setAttribute('ticket-type', 'child');
              given.setAttribute('filter', 'balcony, standing');
              given.confirm = 'shop';
              given.event = event;
              picker.replaceWith(given);
            }""",
            event);
    // 25 and 0.50, and twice 10 and 0.50.
    assertThat(visitor.choice().locator(".total")).containsText("€46.50");
    assertThat(visitor.choice().locator(".total")).containsText("including €1.50 in fees");
    assertThat(visitor.notice()).containsText("No longer available: Stalls, Row A, Seat 3.");
    assertThat(visitor.button(Pattern.compile("^Stalls"))).hasAttribute("aria-pressed", "false");
    assertThat(visitor.button(Pattern.compile("^Balcony"))).hasAttribute("aria-pressed", "true");
    assertThat(visitor.picker().evaluate("({ selection: { total, fees } }) => `${total} ${fees}`"))
        .isEqualTo("4500 150");
    visitor.lists("Stalls", "Row A");
    visitor.seat("Row A", 2).click();
    assertThat(visitor.page().getByLabel("Ticket for Stalls, Row A, Seat 2")).hasValue("child");

    visitor
        .picker()
        .evaluate(
            "(picker, hold) => picker.hold = hold",
            Map.of("id", hold.id(), "secret", hold.secret()));
    assertThat(visitor.heading("Your seats are held")).isVisible();
    visitor.button("Undo changes").click();
    assertThat(visitor.choice().locator(".total")).containsText("€51.50");
    assertThat(visitor.button("To the till")).isVisible();
    set(visitor, "lang", "fr");
    assertThat(visitor.page().getByText("Somme")).isVisible();

    // A hold that there is not is told to the page, and the one that there is stays.
    Object told =
        visitor
            .picker()
            .evaluate(
                """
                (picker, id) => new Promise((resolve) => {
                  picker.addEventListener('holdfast-error', ({ detail }) => resolve(detail.status));
                  picker.hold = { id, secret: 'none' };
                })""",
                UUID.randomUUID().toString());
    assertThat(told).isEqualTo(404);
    assertThat(visitor.button("To the till")).isVisible();

    // A mistake of the page is told to its programmer at once, and changes nothing.
    for (String[] mistake :
        new String[][] {
          {"fees = { stalls: -1 }", "fees.stalls: -1 (expected: an integer from 0 on)"},
          {"fees = { stalls: { adult: '5' } }", "fees.stalls.adult: \"5\" (expected: an integer"},
          {"hold = { id: 'x' }", "hold: a value without id and secret (expected: {id, secret})"},
          {"selection = { seats: ['x'] }", "selection.seats[0]: \"x\" (expected: {id"},
          {"selection = { areas: [{ id: 'Pit' }] }", "selection.areas[0]: {\"id\":\"Pit\"}"},
        }) {
      String said =
          (String)
              visitor
                  .picker()
                  .evaluate(
                      "picker => { try { picker.%s; } catch (error) { return `${error}`; } }"
                          .formatted(mistake[0]));
      assertThat(said).startsWith("TypeError: " + mistake[1]);
    }
    assertThat(visitor.page().getByText("Somme")).isVisible();
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
