package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasSize;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What each of the sellers of an event sees of it, and does with it.
@ExtendWith(RunningService.class)
class SellersIT {
  private final Api api;
  private final String owner;
  private final String seller;
  private final String sellersOtherKey;
  private final String other;
  private final String event;

  SellersIT(Api api) {
    this.api = api;
    String client = newClient();
    String another = newClient();
    String fields = sellers(client, another) + ", \"browserConfirm\": false";
    this.owner = newKey(newClient());
    this.seller = newKey(client);
    this.sellersOtherKey = newKey(client);
    this.other = newKey(another);
    this.event =
        api.as(owner, Api.event(api.newSeatMap(), fields))
            .post("/api/v1/events")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
  }

  private String newClient() {
    return api.asAdmin("{\"name\": \"Shop\"}")
        .post("/api/v1/clients")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private String newKey(String client) {
    return api.asAdmin(
            "{\"scopes\": [\"events:write\", \"holds:write\", \"reservations:confirm\","
                + " \"reservations:read\", \"box-office\"]}")
        .post("/api/v1/clients/" + client + "/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }

  private static String sellers(String... clients) {
    return "\"sellers\": [%s]".formatted(Api.quoted(clients));
  }

  private Held placedBy(String key, String seat) {
    Response placed = api.as(key, seats(seat)).post(holds(event));
    placed.then().statusCode(201);
    return new Held(placed.path("id"), placed.path("secret"));
  }

  /// The id of the reservation.
  private String soldBy(String key, String seat) {
    return api.as(key)
        .post(hold(placedBy(key, seat)) + "/confirm")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String reservation(String id) {
    return "/api/v1/reservations/" + id;
  }

  @Test
  void aSellerSeesAndSellsWhatItHasPlaced() {
    Held placed = placedBy(seller, "A-1");
    String sold = reservation(soldBy(seller, "A-2"));
    for (RequestSpecification caller :
        List.of(api.as(seller), api.as(sellersOtherKey), api.as(owner), api.asAdmin())) {
      caller.get(hold(placed)).then().statusCode(200);
    }
    api.as(seller).get(sold).then().statusCode(200);
    api.as(owner).get(sold).then().statusCode(200);
    String stranger = newKey(newClient());
    assertProblem(api.as(stranger).get(hold(placed)), 404, "not-found");
    assertProblem(api.as(stranger).get(sold), 404, "not-found");

    api.as(seller).post(hold(placed) + "/extend").then().statusCode(200);
    api.as(seller).post(hold(placed) + "/confirm").then().statusCode(201);
    api.as(seller).post(sold + "/cancel").then().statusCode(200);
    api.as(seller).delete(hold(placedBy(seller, "A-3"))).then().statusCode(204);
  }

  @Test
  void oneSellerDoesNotSeeWhatAnotherHasPlaced() {
    Held placed = placedBy(seller, "A-1");
    String sold = reservation(soldBy(seller, "A-2"));
    String before = api.picture(event);
    for (Response response :
        List.of(
            api.as(other).get(hold(placed)),
            api.as(other, "{\"add\": {\"seats\": [{\"id\": \"A-4\"}]}}").patch(hold(placed)),
            api.as(other).post(hold(placed) + "/extend"),
            api.as(other).post(hold(placed) + "/confirm"),
            api.as(other).delete(hold(placed)),
            api.as(other).get(sold),
            api.as(other).post(sold + "/cancel"))) {
      assertProblem(response, 404, "not-found");
    }
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void whatIsListedIsTheOwnersWholeAndOfASellerWhatItHasPlaced() {
    Held byOwner = placedBy(owner, "A-1");
    Held bySeller = placedBy(seller, "A-2");
    Held byNobody = api.placed(event, "A-3");
    soldBy(owner, "A-4");
    String sold = soldBy(seller, "A-5");
    for (RequestSpecification caller : List.of(api.as(owner), api.asAdmin())) {
      caller.get(holds(event)).then().body("items", hasSize(5));
    }
    api.as(owner)
        .get(holds(event) + "?status=held")
        .then()
        .body("items.id", containsInAnyOrder(byOwner.id(), bySeller.id(), byNobody.id()));
    api.as(seller)
        .get(holds(event) + "?status=held")
        .then()
        .body("items.id", contains(bySeller.id()));
    api.as(seller).get(holds(event)).then().body("items", hasSize(2));
    api.as(other).get(holds(event)).then().body("items", hasSize(0));

    String list = "/api/v1/reservations?eventId=" + event;
    api.as(owner).get(list).then().body("items", hasSize(2));
    api.as(seller).get(list).then().body("items.id", contains(sold));
    api.as(other).get(list).then().body("items", hasSize(0));

    api.as(owner, "{%s}".formatted(sellers()))
        .header("If-Match", "*")
        .patch("/api/v1/events/" + event)
        .then()
        .statusCode(200);
    assertProblem(api.as(seller).get(holds(event)), 404, "not-found");
    assertProblem(api.as(seller).get(list), 404, "not-found");
  }
}
