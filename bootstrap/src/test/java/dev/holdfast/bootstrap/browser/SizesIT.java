package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.holdfast.bootstrap.Api;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/// Large rooms, small screens and large letters.
@InBrowser
class SizesIT {
  private static final int SEATS = 20_000;

  /// What the layout of so many seats may weigh, zipped: 300 kB.
  private static final int LAYOUT_LIMIT = 300_000;

  private static final int MOST_NODES = 200;

  /// More seats than may have nodes of their own.
  private static final int LONG_ROW = 210;

  private final Api api;
  private final Visitors visitors;

  SizesIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void theLayoutOfALargeRoomIsSmallOnItsWay() throws IOException, InterruptedException {
    String map = api.open().get("/api/v1/events/" + Hall.newBigEvent(api, SEATS)).path("seatMapId");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(api.uri().resolve("/api/v1/seat-maps/" + map))
              .header("Accept-Encoding", "gzip")
              .build();
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).isEqualTo(200);
      System.out.println("The layout of 20,000 seats weighs (bytes): " + response.body().length);
      assertThat(response.body().length).isLessThan(LAYOUT_LIMIT);
    }
  }

  @Test
  void inALargeRoomFewNodesAreThereAtOnceAndOneTabStop() {
    Visitor visitor = visitors.someone().opensEvent(api.uri(), Hall.newBigEvent(api, SEATS));
    visitor.button("List").click();
    isSmall(visitor);
    visitor.item("101").click();
    isSmall(visitor);
    visitor.item("Row V").click();
    isSmall(visitor);
    visitor.page().keyboard().press("End");
    isSmall(visitor);
    assertThat(visitor.page().locator("canvas")).not().isAttached();
    visitor.button("Plan").click();
    assertThat(visitor.page().locator("canvas")).hasAttribute("aria-hidden", "true");
    isSmall(visitor);
  }

  @Test
  void ofALongRowFewSeatsAreThereAtOnceAndAllAreReached() {
    String seats =
        IntStream.rangeClosed(1, LONG_ROW)
            .mapToObj(
                seat ->
                    "{\"id\": \"%1$d\", \"name\": \"%1$d\", \"category\": \"all\"}".formatted(seat))
            .collect(Collectors.joining(", "));
    String map =
        """
        {"name": "Bench", "categories": [{"id": "all", "name": "All"}],
         "sections": [{"name": "Bench", "rows": [{"name": "A", "seats": [%s]}]}]}"""
            .formatted(seats);
    String event = Hall.newEvent(api, map, List.of("all"));
    Visitor visitor = visitors.someone().opensEvent(api.uri(), event);
    visitor.seat("Row A", 1).focus();
    isSmall(visitor);
    for (int seat = 11; seat <= LONG_ROW; seat += 10) {
      visitor.page().keyboard().press("PageDown");
      assertThat(visitor.seat("Row A", seat)).isFocused();
    }
    isSmall(visitor);
    visitor.page().keyboard().press("End");
    assertThat(visitor.seat("Row A", LONG_ROW)).isFocused();
    isSmall(visitor);
  }

  private static void isSmall(Visitor visitor) {
    Locator tree = visitor.page().getByRole(AriaRole.TREE);
    assertThat(tree.locator("[tabindex='0']")).hasCount(1);
    assertThat(tree.locator("xpath=..").locator("*").count()).isBetween(10, MOST_NODES);
  }

  /// Printed, for a machine that is busy otherwise says little.
  @Test
  void howSoonASlowMachineCanUseALargeRoomIsPrinted() {
    String event = Hall.newBigEvent(api, SEATS);
    Visitor visitor = visitors.someone();
    CDPSession devtools = visitor.context().newCDPSession(visitor.page());
    JsonObject slow = new JsonObject();
    slow.addProperty("rate", 4);
    devtools.send("Emulation.setCPUThrottlingRate", slow);
    visitor.opensEvent(api.uri(), event);
    visitor
        .page()
        .waitForFunction(
            """
            () => {
              const picker = document.querySelector('holdfast-seat-picker');
              return picker?.room?.frames.last(1).length === 1;
            }""");
    Object millis = visitor.page().evaluate("Math.round(performance.now())");
    System.out.println(
        "20,000 seats are there, with the CPU throttled to a quarter, after (ms): " + millis);
    assertThat(visitor.holdButton()).isVisible();
  }

  @Test
  void at320PixelsNothingIsCutOffAndEverythingCanBeDone() {
    worksOn(visitors.someone(with -> with.setViewportSize(320, 640)));
  }

  /// Twice the zoom at 1280 × 800: half as many pixels, each twice as large.
  @Test
  void atTwiceTheZoomNothingIsCutOffAndEverythingCanBeDone() {
    worksOn(visitors.someone(with -> with.setViewportSize(640, 400).setDeviceScaleFactor(2)));
  }

  @Test
  void onASmallPhoneWhatIsToldCanBePressedOverTheOpenDetailsWhileLittleTimeIsLeft() {
    String event = Hall.newEventWithHoldsOf(api, "PT2M");
    Visitor visitor = visitors.someone(with -> with.setViewportSize(320, 640));
    visitor.opensEvent(api.uri(), event).holds("Stalls", "Row A", 1);
    visitor.button("Keep my seats").waitFor();
    assertThat(visitor.button("Confirm reservation")).isInViewport();
    visitor.button("Plan").click();
    visitor.button(Pattern.compile("^Show details")).click();

    visitor.seat("Row A", 2).dispatchEvent("click");
    api.placed(event, "Stalls-A-2");
    assertThat(visitor.heading("Somebody was faster")).isInViewport();
    visitor.button("Choose these instead").click();
    assertThat(visitor.choice()).containsText("Stalls, Row A, Seat 3");
  }

  @Test
  void onAPhoneOnItsSideAllIsOnTheScreenAtOnce() {
    Visitor visitor = visitors.someone(with -> with.setViewportSize(844, 390));
    visitor.opensEvent(api.uri(), Hall.newEvent(api)).chooses("Stalls", "Row A", 1);
    assertThat(visitor.holdButton()).isInViewport();
    assertThat(visitor.page().evaluate("document.documentElement.scrollHeight <= innerHeight"))
        .isEqualTo(true);
    visitor.button("Plan").click();
    assertThat(visitor.page().locator("canvas")).isInViewport();
  }

  private void worksOn(Visitor visitor) {
    visitor.opens(api.uri().resolve("/"));
    visitor.page().locator("a[href^='/events/']").first().waitFor();
    fits(visitor);
    visitor.opensEvent(api.uri(), Hall.newEvent(api));
    visitor.holdButton().waitFor();
    fits(visitor);
    visitor.chooses("Balcony", "Row A", 1, 2);
    fits(visitor);
    visitor.holdButton().click();
    visitor.button("Confirm reservation").waitFor();
    fits(visitor);
    visitor.button("Confirm reservation").click();
    assertThat(visitor.code()).hasText(Visitor.CODE);
    fits(visitor);
  }

  /// Nothing reaches beyond the right edge, or an edge of what it is in, unless that scrolls.
  private static void fits(Visitor visitor) {
    Object beyond =
        visitor
            .page()
            .evaluate(
                """
                () => {
                  const all = (root) => [...root.querySelectorAll('*')]
                    .flatMap(one => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
                  const scrolls = (one) => one !== null && one.nodeType === 1 &&
                    (/auto|scroll/.test(getComputedStyle(one).overflowX) ||
                      scrolls(one.parentElement));
                  const cuts = (one) => {
                    const { overflow, clipPath } = getComputedStyle(one);
                    return /hidden|clip/.test(overflow) && clipPath === 'none' &&
                      (one.scrollWidth > one.clientWidth + 1 ||
                        one.scrollHeight > one.clientHeight + 1);
                  };
                  const wide = document.documentElement.scrollWidth;
                  return (wide > innerWidth ? [`the page is ${wide} px wide`] : []).concat(
                    all(document.body)
                      .filter(one => one.checkVisibility() &&
                        (one.getBoundingClientRect().right > innerWidth + 1 || cuts(one)) &&
                        !scrolls(one))
                      .map(one => one.outerHTML.slice(0, 200)));
                }""");
    assertThat(beyond).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
  }
}
