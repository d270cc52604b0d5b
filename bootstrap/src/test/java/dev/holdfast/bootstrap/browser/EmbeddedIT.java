package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.bootstrap.Api;
import dev.holdfast.bootstrap.PackagedService;
import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example of the docs: a shop on an origin of its own, with a strict Content-Security-Policy.
@InBrowser
class EmbeddedIT {
  private static final Path EXAMPLE = Path.of("..", "docs", "integrating", "example");
  private static final String SERVICE_OF_THE_EXAMPLE = "http://localhost:8080";

  private static final Pattern TO_BE_PAID =
      Pattern.compile("to be paid: hold ([0-9a-f-]{36}), 100 EUR");

  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");

  private final EmbeddedPostgres postgres;
  private final Visitors visitors;

  EmbeddedIT(EmbeddedPostgres postgres, Visitors visitors) {
    this.postgres = postgres;
    this.visitors = visitors;
  }

  @Test
  void aShopOnAnotherOriginSellsSeats() throws IOException {
    HttpServer shop =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    URI origin = URI.create("http://127.0.0.1:" + shop.getAddress().getPort());
    Map<String, String> letTheShopIn =
        Map.of("QUARKUS_HTTP_CORS_ENABLED", "true", "QUARKUS_HTTP_CORS_ORIGINS", origin.toString());
    try (PackagedService service = PackagedService.start(postgres, letTheShopIn)) {
      shop.createContext("/", exchange -> answer(exchange, service.uri()));
      shop.start();
      Api api = new Api(service.uri());
      String event = Hall.newEvent(api);
      Visitor visitor = visitors.someone();
      visitor.mayAsk(service.uri());
      // What the browser keeps of the service's own page is kept for pages of other origins, too.
      visitor.opensEvent(service.uri(), event).holdButton().waitFor();
      visitor.opens(origin);

      // What the shop says or asks for is there before seats are held, so that nobody has to hurry.
      assertThat(visitor.page().getByText("You will get the tickets by e-mail.")).isVisible();
      visitor.chooses("Stalls", "Row A", 1, 2);
      assertThat(visitor.page().locator(".basket output")).hasText("2 chosen, 100 EUR");
      // The shop's colour and its way of writing, which its style sheet gives to the picker.
      assertThat(visitor.holdButton()).hasCSS("background-color", "rgb(140, 47, 27)");
      assertThat(visitor.holdButton()).hasCSS("letter-spacing", "0.32px");
      visitor.holdButton().click();
      visitor.button("Continue to payment").click();
      Locator told = visitor.page().locator(".basket output");
      assertThat(told).hasText(TO_BE_PAID);
      assertThat(visitor.button("Confirm reservation")).not().isAttached();

      // The shop has been paid, and its server confirms by its key; its page tells the picker.
      String hold = TO_BE_PAID.matcher(told.textContent()).replaceAll("$1");
      api.asAdmin().post("/api/v1/holds/" + hold + "/confirm").then().statusCode(201);
      visitor.picker().evaluate("picker => picker.refresh()");
      assertThat(visitor.choice()).containsText("Your order is complete.");
      assertThat(Hall.seats(api, event, "reserved")).containsExactly("Stalls-A-1", "Stalls-A-2");

      // Where nobody says where the service is, it is where the script came from.
      visitor
          .page()
          .waitForResponse(
              service.uri() + "/api/v1/events/" + event,
              () -> visitor.picker().evaluate("picker => picker.removeAttribute('api')"));
      assertThat(visitor.choice()).containsText("Your order is complete.");
    } finally {
      shop.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, URI service) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Path file = EXAMPLE.resolve(path.equals("/") ? "index.html" : path.substring(1));
    byte[] body =
        Files.readString(file)
            .replace(SERVICE_OF_THE_EXAMPLE, service.toString())
            .getBytes(StandardCharsets.UTF_8);
    String name = file.toString();
    exchange
        .getResponseHeaders()
        .set("Content-Type", TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
