package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.holdfast.bootstrap.Api;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Words, prices and dates as the visitor's language has them.
@InBrowser
class LanguageIT {
  private final Api api;
  private final Visitors visitors;

  LanguageIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void whoReadsGermanIsSpokenToInGerman() {
    String event = Hall.newEvent(api);
    Visitor visitor = visitors.someone(with -> with.setLocale("de-DE"));
    visitor.opens(api.uri().resolve("/"));
    assertThat(visitor.heading("Veranstaltungen")).isVisible();
    visitor.opensEvent(api.uri(), event);
    assertThat(visitor.page().locator("html")).hasAttribute("lang", "de-DE");
    assertThat(visitor.page().getByRole(AriaRole.TIME).or(visitor.page().locator("time")))
        .containsText("1. Juni 2099");
    visitor.button("Liste").click();
    visitor.item("Balcony").click();
    visitor.item("Reihe A").click();
    visitor.seat("Reihe A", 1).click();
    Locator choice =
        visitor
            .page()
            .getByRole(
                AriaRole.REGION, new GetByRoleOptions().setName("Ihre Plätze").setExact(true));
    assertThat(choice).containsText("30,00\u00a0€");
    visitor.button("Für 15 Minuten vormerken").click();
    assertThat(visitor.heading("Ihre Plätze sind vorgemerkt")).isFocused();
    visitor.button("Verbindlich reservieren").click();
    assertThat(visitor.page().getByLabel(Pattern.compile("^Reservierungs"))).hasText(Visitor.CODE);
  }

  @ParameterizedTest
  @CsvSource({
    "JPY, 1200, en-GB, 'JP¥2,400'",
    // Browsers show forint without decimals.
    "HUF, 12550, en-GB, HUF 251.00",
    "EUR, 1234, en-GB, €24.68",
    "KWD, 12345, en-GB, KWD 24.690",
    "KWD, 12345, de-DE, '24,690 KWD'",
  })
  void aPriceHasAsManyDecimalsAsItsCurrency(
      String currency, long price, String locale, String shown) {
    String event = Hall.newEvent(api, currency, price);
    Visitor visitor = visitors.someone(with -> with.setLocale(locale));
    visitor.opensEvent(api.uri(), event);
    visitor.button(Pattern.compile("^List")).click();
    visitor.item("Stalls").click();
    visitor.item("(Row|Reihe) A").click();
    visitor.seat("(Row|Reihe) A", 1).click();
    visitor.seat("(Row|Reihe) A", 2).click();
    assertThat(visitor.page().locator(".total")).containsText(shown);
  }

  /// By Java's table of ISO 4217, which the service tells, not by the browser's.
  @Test
  void anAmountIsDividedByWhatItsCurrencyHas() {
    List<Currency> currencies =
        Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .toList();
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newEvent(api));
    visitor.holdButton().waitFor();
    Object shown =
        visitor
            .picker()
            .evaluate(
                """
                ({ session }, currencies) => {
                  const Format = session.telling.format.constructor;
                  return currencies.map(([currency, currencyDigits]) =>
                    new Format('en', { currency, currencyDigits, timeZone: 'UTC' })
                      .price(1234567).replaceAll(',', '').match(/[0-9.]*[0-9]$/)[0]);
                }""",
                currencies.stream()
                    .map(currency -> List.of(currency.getCurrencyCode(), digits(currency)))
                    .toList());
    List<String> expected =
        currencies.stream()
            .map(currency -> BigDecimal.valueOf(1234567, digits(currency)).toPlainString())
            .toList();
    assertThat(currencies).hasSizeGreaterThan(150);
    assertThat(shown).isEqualTo(expected);
  }

  private static int digits(Currency currency) {
    return currency.getDefaultFractionDigits();
  }

  /// A browser may not know a zone that the service knows, such as one that is new.
  @Test
  void timesInAZoneThatTheBrowserDoesNotKnowAreAsTheServiceSaysThem() {
    String event =
        Hall.newEvent(
            api,
            "\"doorsAt\": \"2099-06-01T17:00:00Z\", \"salesOpenAt\": \"2099-01-01T09:00:00Z\"");
    Visitor visitor = visitors.someone();
    answersWith(visitor, "\"Europe/Berlin\"", "\"Mars/Olympus\"");

    visitor.opens(api.uri().resolve("/"));
    Locator card = visitor.card(event);
    assertThat(card.locator("time")).hasText("Mon, 1 Jun 2099, 20:00 UTC+02:00");
    assertThat(card.locator(".price")).containsText("Thu, 1 Jan 2099, 10:00 UTC+01:00");
    assertThat(card.locator(".leaf")).hasText("Jun1");

    visitor.opensEvent(api.uri(), event);
    assertThat(visitor.page().locator("time")).hasText("Mon, 1 Jun 2099, 20:00 UTC+02:00");
    assertThat(visitor.page().locator(".when")).containsText("Doors open at 19:00");
    assertThat(visitor.choice()).containsText("Thu, 1 Jan 2099, 10:00 UTC+01:00");
  }

  @Test
  void anEventThatCannotBeWrittenHidesNoOther() {
    String event = Hall.newEvent(api, "\"doorsAt\": \"2099-05-31T16:00:00Z\"");
    Visitor visitor = visitors.someone();
    answersWith(visitor, "\"2099-06-01T(18:00:00Z|20:00:00\\+02:00)\"", "\"soon\"");
    visitor.opens(api.uri().resolve("/"));
    assertThat(visitor.card(event)).hasText("Evening");
  }

  /// Has the service's answers say something else in place of what a pattern matches.
  private static void answersWith(Visitor visitor, String what, String instead) {
    visitor
        .page()
        .route(
            Pattern.compile("/api/v1/events(/[0-9a-f-]{36})?(\\?.*)?$"),
            route -> {
              APIResponse response = route.fetch();
              route.fulfill(
                  new FulfillOptions()
                      .setResponse(response)
                      .setBody(response.text().replaceAll(what, instead)));
            });
  }

  /// The time is the event's, and says so to somebody who is elsewhere.
  @Test
  void datesAreInTheEventsZone() {
    String event = Hall.newEvent(api);
    Visitor here = visitors.someone().opensEvent(api.uri(), event);
    assertThat(here.page().locator("time")).containsText("1 Jun 2099, 20:00");
    Visitor elsewhere = visitors.someone(with -> with.setTimezoneId("America/New_York"));
    elsewhere.opensEvent(api.uri(), event);
    assertThat(elsewhere.page().locator("time")).containsText("20:00 CEST");
  }
}
