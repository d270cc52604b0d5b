package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.holdfast.bootstrap.Api;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example of the docs: a shop with a server and an origin of its own, and a strict
/// Content-Security-Policy.
@InBrowser
class EmbeddedIT {
  private static final Path EXAMPLE = Path.of("..", "docs", "integrating", "example");

  private final Api api;
  private final Visitors visitors;

  EmbeddedIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void aShopOnAnotherOriginSellsSeats() throws IOException {
    int port = freePort();
    URI origin = URI.create("http://localhost:" + port);
    String client = added(api, "/api/v1/clients", "{\"name\": \"Corner shop\"}", "id");
    String keys = "/api/v1/clients/" + client + "/keys";
    Map<String, String> tokens =
        Map.of(
            "HOLDFAST_KEY",
            added(api, keys, "{\"scopes\": [\"holds:write\", \"reservations:confirm\"]}", "token"),
            "HOLDFAST_PUBLISHABLE_KEY",
            added(
                api,
                keys,
                "{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(origin),
                "token"));
    String ofTheShop = "\"browserConfirm\": false, \"sellers\": [\"%s\"]".formatted(client);
    Process shop = shop(port, api.uri(), tokens);
    try {
      sellsWhatTheBrowserHolds(origin, api, Hall.newEvent(api, ofTheShop));
      sellsWhatItsServerHolds(origin, api, Hall.newEvent(api, ofTheShop));
    } finally {
      shop.destroy();
    }
  }

  private void sellsWhatTheBrowserHolds(URI origin, Api api, String event) {
    Visitor visitor = visitors.someone();
    visitor.mayAsk(api.uri());
    // What the browser keeps of the service's own page is kept for pages of other origins, too.
    visitor.opensEvent(api.uri(), event).holdButton().waitFor();
    visitor.opens(origin.resolve("/?event=" + event));

    // What the shop says or asks for is there before seats are held, so that nobody has to hurry.
    assertThat(visitor.page().getByText("You will get the tickets by e-mail.")).isVisible();
    // All prices are what the visitor pays in the end: two more in fees for each.
    assertThat(visitor.button(Pattern.compile("^Stalls"))).containsText("€27 – €52");
    visitor.chooses("Stalls", "Row A", 1, 2);
    assertThat(visitor.seat("Row A", 3)).containsText("€52.00");
    assertThat(visitor.choice()).containsText("€52.00");
    assertThat(visitor.choice().locator(".total"))
        .hasText(Pattern.compile("Total 2 seats, including €4.00 in fees\\s+€104.00"));
    Locator told = visitor.page().locator(".basket output");
    assertThat(told).hasText("2 chosen, 100 EUR and 4 EUR in fees");
    // The shop's colour and its way of writing, which its style sheet gives to the picker.
    assertThat(visitor.holdButton()).hasCSS("background-color", "rgb(140, 47, 27)");
    assertThat(visitor.holdButton()).hasCSS("letter-spacing", "0.32px");
    visitor.holdButton().click();
    assertThat(visitor.button("Confirm reservation")).not().isAttached();
    isSold(visitor, api, event, "100 EUR");
    assertThat(visitor.choice()).containsText("€104.00");

    // Where the service is, is where the script came from, unless the page says otherwise.
    visitor
        .page()
        .waitForResponse(
            api.uri() + "/api/v1/events/" + event,
            () ->
                visitor
                    .picker()
                    .evaluate("(picker, api) => picker.api = api", api.uri().toString()));
    assertThat(visitor.choice()).containsText("Your order is complete.");
    // A secret key is not even sent, and with the page's own token it goes on.
    visitor
        .picker()
        .evaluate(
            """
            picker => { [globalThis.token, picker.token] = [picker.token, 'hf_sk_x_y']; }\
            """);
    assertThat(visitor.heading("The seats could not be loaded")).isVisible();
    visitor.picker().evaluate("picker => { picker.token = token; }");
    assertThat(visitor.choice()).containsText("Your order is complete.");
  }

  private void sellsWhatItsServerHolds(URI origin, Api api, String event) {
    Visitor visitor = visitors.someone();
    visitor.mayAsk(api.uri());
    visitor.hearsNothingOfOthers();
    visitor.opens(origin.resolve("/server-holds.html?event=" + event));
    visitor.chooses("Stalls", "Row A", 1, 2);
    api.placed(event, "Stalls-A-2");
    visitor.holdButton().click();
    assertThat(visitor.notice()).containsText("Somebody was faster");
    assertThat(visitor.notice()).containsText("Seat 2");
    visitor
        .page()
        .waitForRequest(origin + "/hold?event=" + event, () -> visitor.holdButton().click());
    assertThat(visitor.heading("Your seats are held")).isVisible();
    visitor.page().reload();
    assertThat(visitor.heading("Your seats are held")).isVisible();
    isSold(visitor, api, event, "50 EUR");
  }

  private static void isSold(Visitor visitor, Api api, String event, String total) {
    visitor.button("Continue to payment").click();
    assertThat(visitor.page().locator(".basket output"))
        .hasText(Pattern.compile("^sold: [0-9A-Z]{5}-[0-9A-Z]{5}, " + total + " and fees$"));
    assertThat(visitor.choice()).containsText("Your order is complete.");
    assertThat(Hall.seats(api, event, "reserved")).contains("Stalls-A-1");
  }

  private static String added(Api api, String path, String body, String field) {
    return api.asAdmin(body).post(path).then().statusCode(201).extract().path(field);
  }

  private static Process shop(int port, URI service, Map<String, String> tokens)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            EXAMPLE.resolve("Shop.java").toString(),
            Integer.toString(port),
            service.toString(),
            EXAMPLE.toString());
    builder.environment().putAll(tokens);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process shop = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(shop.getInputStream(), StandardCharsets.UTF_8));
    assertThat(out.readLine()).startsWith("The shop is at http://localhost:" + port);
    return shop;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
