package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.holdfast.bootstrap.Api;
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
