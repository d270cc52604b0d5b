package dev.holdfast.bootstrap.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.holdfast.bootstrap.Api;
import dev.holdfast.bootstrap.PackagedService;
import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Below a path of somebody else's site, by a proxy that takes the path from each address.
@InBrowser
class BehindProxyIT {
  private static final Map<String, String> BELIEVING_THE_PROXY =
      Map.of(
          "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING", "true",
          "QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED", "true",
          "QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_PREFIX", "true",
          "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "127.0.0.1");

  private final EmbeddedPostgres postgres;
  private final Visitors visitors;

  BehindProxyIT(EmbeddedPostgres postgres, Visitors visitors) {
    this.postgres = postgres;
    this.visitors = visitors;
  }

  @Test
  void pagesPickerApiAndProblemsWorkBelowAPath() throws Exception {
    assumeTrue(Nginx.find().isPresent(), Nginx.HOW_TO_GET_ONE);
    try (PackagedService service = PackagedService.start(postgres, BELIEVING_THE_PROXY);
        Nginx nginx = Nginx.before(service.uri())) {
      String event = Hall.newEvent(new Api(service.uri()));

      Visitor visitor = visitors.someone().opens(nginx.uri().resolve("/tickets"));
      visitor.page().locator(".events a").click();
      visitor.holds("Stalls", "Row A", 1);
      assertThat(visitor.page()).hasURL(nginx.uri() + "/tickets/events/" + event);
      visitor.button("Confirm reservation").click();
      assertThat(visitor.code()).isVisible();
      link(visitor, "All events");
      assertThat(visitor.page()).hasURL(nginx.uri() + "/tickets/");
      assertThat(visitor.page().locator(".events a")).isVisible();

      Visitor another =
          visitors.someone().opens(nginx.uri().resolve("/untold/events/" + event + "/"));
      another.holds("Stalls", "Row A", 2);

      Api api = new Api(nginx.uri().resolve("/tickets"));
      Response placed =
          api.open(Api.seats("Stalls-A-3")).post("/api/v1/events/" + event + "/holds");
      URI hold = URI.create(placed.header("Location"));
      assertThat(hold.getPath()).isEqualTo("/tickets/api/v1/holds/" + placed.path("id"));
      new Api(nginx.uri())
          .open()
          .header(Api.SECRET, placed.<String>path("secret"))
          .get(hold.getPath())
          .then()
          .statusCode(200);
      api.open().get("/api/v1").then().body("problems", equalTo("/tickets/problems"));
      for (Response refused :
          new Response[] {
            api.open().get("/api/v1/holds/" + placed.path("id")),
            api.open().header("Accept", "text/event-stream").get("/api/v1/events/x/changes?since=0")
          }) {
        assertThat(refused.<String>path("type")).isEqualTo("/problems/not-found");
      }
      assertThat(api.open().post("/").<String>path("type"))
          .isEqualTo("/problems/method-not-allowed");
      visitor.opens(nginx.uri().resolve("/tickets/problems/not-found"));
      link(visitor, "All problems");
      link(visitor, "not-found");
      assertThat(visitor.heading("Not found")).isVisible();
    }
  }

  private static void link(Visitor visitor, String name) {
    visitor
        .page()
        .getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true))
        .click();
  }
}
