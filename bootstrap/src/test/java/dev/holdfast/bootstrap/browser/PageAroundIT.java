package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the picker tells the page around it, and what it leaves to the shop.
@InBrowser
class PageAroundIT {
  private final Api api;
  private final Visitors visitors;

  PageAroundIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void thePageIsToldOfTheChoiceTheHoldAndItsEnd() {
    String event = Hall.newEventWithHoldsOf(api, "PT4S");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    listensTo(visitor);
    visitor.holds("Stalls", "Row A", 1);
    assertThat(visitor.notice()).containsText("Your time is up");

    assertThat(told(visitor, "'seats' in detail && detail.total === 5000")).contains("selection");
    assertThat(told(visitor, "detail.hold?.status === 'held'")).contains("held");
    assertThat(told(visitor, "detail.seconds <= 4 && detail.hold.quote.total === 5000"))
        .contains("expiring");
    assertThat(told(visitor, "detail.hold?.seats[0].id === 'Stalls-A-1'")).endsWith("expired");
    assertThat(told(visitor, "true")).doesNotContain("released", "confirmed", "error");
    assertThat(told(visitor, "JSON.stringify(detail).includes('secret')")).isEmpty();
  }

  @Test
  void thePageIsToldOfARefusalAReservationAndWhatIsGivenBack() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone();
    visitor.hearsNothingOfOthers();
    visitor.opensEvent(api.uri(), event);
    listensTo(visitor);
    visitor.chooses("Stalls", "Row A", 1);
    api.placed(event, "Stalls-A-1");
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("Somebody was faster");
    String refusal =
        """
        detail.kind === 'seats-unavailable' && detail.status === 409
          && detail.problem.conflicts[0].id === 'Stalls-A-1'\
        """;
    assertThat(told(visitor, refusal)).containsExactly("error");

    visitor.seat("Row A", 2).click();
    visitor.holdButton().click();
    visitor.button("Give back").click();
    assertThat(visitor.holdButton()).isDisabled();
    assertThat(told(visitor, "detail.hold?.seats[0].id === 'Stalls-A-2'"))
        .containsExactly("held", "released");

    visitor.seat("Row A", 3).click();
    visitor.holdButton().click();
    visitor.button("Confirm reservation").click();
    String code = visitor.code().textContent().strip();
    assertThat(told(visitor, "detail.reservation?.code === '" + code + "'"))
        .containsExactly("confirmed");
  }

  @Test
  void whereBrowsersMayNotConfirmTheHoldIsHandedOver() {
    String event = Hall.newEvent(api, "\"browserConfirm\": false");
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    listensTo(visitor);
    visitor.holds("Stalls", "Row A", 1);
    assertThat(visitor.button("Confirm reservation")).not().isAttached();
    assertThat(visitor.page().getByText("In a shop, you would pay now")).isVisible();
    // A shop's page says nothing instead of the button.
    visitor.picker().evaluate("picker => picker.querySelector('[slot=checkout]').remove()");
    visitor.button("Continue to payment").click();
    visitor.page().waitForCondition(() -> told(visitor, "true").contains("checkout"));
    assertThat(told(visitor, "detail.hold?.seats[0].id === 'Stalls-A-1'")).endsWith("checkout");
    assertThat(told(visitor, "JSON.stringify(detail).includes('secret')")).isEmpty();
    assertThat(visitor.countdown()).isVisible();

    String hold = (String) visitor.picker().evaluate("picker => picker.currentHold.hold.id");
    assertThat(visitor.picker().evaluate("picker => picker.currentHold.secret.length"))
        .isEqualTo(43);
    api.asAdmin().post("/api/v1/holds/" + hold + "/confirm").then().statusCode(201);
    visitor.page().reload();
    assertThat(visitor.choice()).containsText("Your order is complete.");
    assertThat(visitor.countdown()).not().isAttached();
    assertThat(Hall.seats(api, event, "reserved")).containsExactly("Stalls-A-1");
  }

  private static void listensTo(Visitor visitor) {
    visitor.holdButton().waitFor();
    visitor
        .page()
        .evaluate(
            """
            () => {
              globalThis.told = [];
              for (const type of ['selection', 'held', 'expiring', 'expired', 'released',
                  'confirmed', 'checkout', 'error']) {
                document.addEventListener(`holdfast-${type}`,
                  ({ detail }) => told.push({ type, detail: structuredClone(detail) }));
              }
            }\
            """);
  }

  /// The events that were told, in their order.
  ///
  /// @param which is true of the `detail` of those that are meant
  @SuppressWarnings("unchecked")
  private static List<String> told(Visitor visitor, String which) {
    return (List<String>)
        visitor
            .page()
            .evaluate(
                "() => told.filter(({ detail }) => %s).map(({ type }) => type)".formatted(which));
  }
}
