package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lists of an event's holds and reservations.
@ExtendWith(RunningService.class)
class ListsIT {
  private final Api api;

  ListsIT(Api api) {
    this.api = api;
  }

  private static String reservations(String event) {
    return "/api/v1/reservations?eventId=" + event;
  }

  /// The ids on all pages, of which all but the last have as many as were asked for.
  private List<String> idsOnPagesOf(int limit, String address) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      Response page =
          api.asAdmin()
              .get(address + "limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      page.then().statusCode(200);
      List<String> items = page.path("items.id");
      cursor = page.path("nextCursor");
      assertThat(items).hasSizeBetween(cursor == null ? 0 : limit, limit);
      ids.addAll(items);
    }
    return ids;
  }

  private String confirmed(Held held, String reference) {
    return api.asOwner(held, "{\"reference\": \"" + reference + "\"}")
        .post(hold(held) + "/confirm")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private Held placedFor(String customer, String event, String seat) {
    Response placed =
        api.open("{\"seats\": [{\"id\": \"%s\"}], \"customer\": \"%s\"}".formatted(seat, customer))
            .post(holds(event));
    placed.then().statusCode(201);
    return new Held(placed.path("id"), placed.path("secret"));
  }

  @Test
  void holdsAreListedByTheirIdsAndOnPages() {
    String event = api.newEvent();
    List<Held> placed = new ArrayList<>();
    IntStream.rangeClosed(1, 7).forEach(i -> placed.add(api.placed(event, "A-" + i)));
    api.confirmed(placed.getFirst());
    List<String> ids = placed.stream().map(Held::id).sorted().toList();

    for (int limit : List.of(1, 3, 7, 200)) {
      assertThat(idsOnPagesOf(limit, holds(event) + "?")).isEqualTo(ids);
    }
    api.asAdmin()
        .get(holds(event))
        .then()
        .header("Cache-Control", equalTo("no-store"))
        .body("items.secret", everyItem(nullValue()))
        .body("items.eventId", everyItem(equalTo(event)))
        .body("nextCursor", nullValue());
    api.asAdmin().get(holds(api.newEvent())).then().body("items", empty());
  }

  @Test
  void holdsAreListedByWhatTheyAreNow() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    Held confirmed = api.placed(event, "A-2");
    api.confirmed(confirmed);
    Held released = api.placed(event, "A-3");
    api.asOwner(released).delete(hold(released)).then().statusCode(204);

    Map.of("held", held, "confirmed", confirmed)
        .forEach(
            (status, one) -> {
              Response list = api.asAdmin().get(holds(event) + "?status=" + status);
              list.then().statusCode(200).body("items.id", equalTo(List.of(one.id())));
              assertThat(list.<Object>path("items[0].seats"))
                  .isEqualTo(api.asOwner(one).get(hold(one)).path("seats"));
            });
    api.asAdmin().get(holds(event) + "?status=expired").then().body("items", empty());
  }

  @Test
  void reservationsAreFoundByWhatTheShopCallsThem() {
    String event = api.newEvent();
    String ada = confirmed(placedFor("c-1", event, "A-1"), "order-1");
    String bert = confirmed(placedFor("c-2", event, "A-2"), "order-2");
    String again = confirmed(placedFor("c-1", event, "A-3"), "order-3");
    String code = api.asAdmin().get("/api/v1/reservations/" + bert).path("code");

    found(event, "", ada, bert, again);
    found(event, "&reference=order-3", again);
    found(event, "&customer=c-1", ada, again);
    found(event, "&customer=c-1&reference=order-1", ada);
    found(event, "&customer=c-2&reference=order-1");
    found(event, "&code=" + code, bert);
    found(event, "&code=" + code + "&customer=c-1");
    found(api.newEvent(), "&customer=c-1");
    assertThat(idsOnPagesOf(2, reservations(event) + "&"))
        .isSorted()
        .containsExactlyInAnyOrder(ada, bert, again);
    assertThat(api.asAdmin().get(reservations(event) + "&code=" + code).<Object>path("items[0]"))
        .isEqualTo(api.asAdmin().get("/api/v1/reservations/" + bert).path(""));
  }

  private void found(String event, String filter, String... ids) {
    api.asAdmin()
        .get(reservations(event) + filter)
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("no-store"))
        .body("items.id", ids.length == 0 ? empty() : containsInAnyOrder(ids));
  }

  @Test
  void seatMapsAreListedByTheirNamesAndOnPages() {
    String name = "/api/v1/seat-maps?name=lists-";
    List<String> made = new ArrayList<>();
    for (String which : List.of("c", "a", "b", "a")) {
      made.add(
          api.asAdmin(Api.room()).post(name + which).then().statusCode(201).extract().path("id"));
    }

    List<String> ids = idsOnPagesOf(20, "/api/v1/seat-maps?");
    assertThat(ids).doesNotHaveDuplicates();
    ids.retainAll(made);
    assertThat(ids).hasSize(4);
    assertThat(ids.subList(2, 4)).containsExactly(made.get(2), made.get(0));
  }

  @Test
  void clientsAreListedByTheirNamesAndOnPages() {
    List<String> made = new ArrayList<>();
    for (String which : List.of("c", "a", "b")) {
      made.add(
          api.asAdmin("{\"name\": \"lists-" + which + "\"}")
              .post("/api/v1/clients")
              .then()
              .statusCode(201)
              .extract()
              .path("id"));
    }
    List<String> ids = idsOnPagesOf(2, "/api/v1/clients?");
    assertThat(ids).doesNotHaveDuplicates();
    ids.retainAll(made);
    assertThat(ids).containsExactly(made.get(1), made.get(2), made.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=201", "cursor=nonsense"})
  void aMalformedParameterOfOtherListsIsNamed(String query) {
    malformed("/api/v1/seat-maps?" + query, query.split("=", 2)[0]);
    malformed("/api/v1/clients?" + query, query.split("=", 2)[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status|status=open",
        "status|status=HELD",
        "limit|limit=0",
        "limit|limit=201",
        "limit|limit=ten",
        "cursor|cursor=nonsense",
        "cursor|cursor=%7B%7D"
      })
  void aMalformedParameterOfHoldsIsNamed(String parameterAndQuery) {
    String[] parts = parameterAndQuery.split("\\|", 2);
    malformed(holds(api.newEvent()) + "?" + parts[1], parts[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eventId|limit=1",
        "eventId|eventId=",
        "eventId|eventId=5",
        "reference|eventId=%s&reference=%%09",
        "customer|eventId=%s&customer=%%09",
        "code|eventId=%s&code=%%09",
        "limit|eventId=%s&limit=201",
        "cursor|eventId=%s&cursor=nonsense"
      })
  void aMalformedParameterOfReservationsIsNamed(String parameterAndQuery) {
    String[] parts = parameterAndQuery.split("\\|", 2);
    String query = parts[1].formatted("0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001");
    malformed("/api/v1/reservations?" + query, parts[0]);
  }

  private void malformed(String address, String parameter) {
    assertProblem(api.asAdmin().get(address), 400, "malformed-request")
        .body("errors", hasSize(1))
        .body("errors[0].parameter", equalTo(parameter));
  }

  @Test
  void anUnknownEventHasNoLists() {
    String unknown = "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001";
    assertProblem(api.asAdmin().get(holds(unknown)), 404, "not-found");
    assertProblem(api.asAdmin().get(reservations(unknown)), 404, "not-found");
    assertProblem(api.asAdmin().get(holds("x")), 404, "not-found");
  }
}
