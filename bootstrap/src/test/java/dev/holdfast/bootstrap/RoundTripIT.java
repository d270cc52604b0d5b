package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.testkit.api.Contract;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a client has read, it can send, without what the contract marks as read-only.
@ExtendWith(RunningService.class)
class RoundTripIT {
  private static final Contract CONTRACT = Contract.read();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Api api;

  RoundTripIT(Api api) {
    this.api = api;
  }

  /// The body of a successful response without what is read-only.
  private static JsonNode read(Response response, String schema) {
    assertThat(response.statusCode()).as(response.asString()).isBetween(200, 299);
    try {
      return sendable(
          JSON.readTree(response.asString()), CONTRACT.at("/components/schemas/" + schema));
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.asString(), e);
    }
  }

  private static JsonNode sendable(JsonNode value, JsonNode schema) {
    if (value.isArray()) {
      ArrayNode rest = JSON.createArrayNode();
      value.forEach(item -> rest.add(sendable(item, CONTRACT.resolve(schema.path("items")))));
      return rest;
    }
    if (!value.isObject() || !schema.has("properties")) {
      return value;
    }
    ObjectNode rest = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode of = schema.path("properties").path(member.getKey());
      if (!of.path("readOnly").asBoolean()) {
        rest.set(member.getKey(), sendable(member.getValue(), CONTRACT.resolve(of)));
      }
    }
    return rest;
  }

  private String client() {
    return api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
  }

  @Test
  void anEvent() {
    String path =
        "/api/v1/events/"
            + api.newEvent(
                """
                "endsAt": "2099-06-01T20:00:00Z", "doorsAt": "2099-06-01T17:00:00Z",
                "salesOpenAt": "2026-01-01T00:00:00Z", "testMode": true, "externalId": "e-1",
                "limits": {"customer": {"held": 4}}, "metadata": {"a": [1]}, "sellers": ["%s"]"""
                    .formatted(client()));
    Response response = api.asAdmin().get(path);
    JsonNode event = read(response, "Event");

    Response again = api.asAdmin(event.toString()).post("/api/v1/events");
    assertThat(again.statusCode()).as(again.asString()).isEqualTo(201);
    assertThat(read(again, "Event")).isEqualTo(event);

    ObjectNode patch = event.deepCopy();
    JsonNode changeable = CONTRACT.at("/components/schemas/EventPatch/properties");
    patch.properties().removeIf(member -> !changeable.has(member.getKey()));
    Response changed =
        api.asAdmin(patch.toString()).header("If-Match", response.header("ETag")).patch(path);
    assertThat(read(changed, "Event")).isEqualTo(event);
  }

  @Test
  void aHold() {
    String holds = Api.holds(api.newEvent());
    Response placed =
        api.open(
                """
                {"seats": [{"id": "A-1", "ticketType": "child"}, {"id": "B-1"}],
                 "areas": [{"id": "Pit", "quantity": 3}], "customer": "c 7", "metadata": {"a": 1}}""")
            .post(holds);
    var held = new Api.Held(placed.path("id"), placed.path("secret"));
    JsonNode hold = read(api.asOwner(held).get(Api.hold(held)), "Hold");
    api.asOwner(held).delete(Api.hold(held)).then().statusCode(204);

    assertThat(read(api.open(hold.toString()).post(holds), "Hold")).isEqualTo(hold);
  }

  @Test
  void aBlock() {
    String blocks = "/api/v1/events/" + api.newEvent() + "/blocks";
    api.asAdmin(
            """
            {"seats": ["A-1", "A-2"], "areas": [{"id": "Pit", "quantity": 5}], "reason": "press",
             "channel": "press", "releaseAt": "2099-01-01T00:00:00Z"}""")
        .post(blocks)
        .then()
        .statusCode(200);
    JsonNode all = read(api.asAdmin().get(blocks), "Blocks");
    JsonNode block = all.at("/items/0");

    ObjectNode seats = block.deepCopy();
    seats.retain("seats", "areas");
    api.asAdmin(seats.toString()).delete(blocks).then().statusCode(200);
    assertThat(read(api.asAdmin().get(blocks), "Blocks").path("items")).isEmpty();
    api.asAdmin(block.toString()).post(blocks).then().statusCode(200);
    assertThat(read(api.asAdmin().get(blocks), "Blocks")).isEqualTo(all);
  }

  @Test
  void aKeyAndAnEndpoint() {
    String keys = "/api/v1/clients/" + client() + "/keys";
    Response issued =
        api.asAdmin(
                """
                {"scopes": ["events:write", "reservations:read"], "name": "till",
                 "expiresAt": "2099-01-01T00:00:00Z", "limits": {"holding": 10}}""")
            .post(keys);
    JsonNode key = read(api.asAdmin().get(keys + "/" + issued.path("id")), "Key");
    assertThat(read(api.asAdmin(key.toString()).post(keys), "Key")).isEqualTo(key);

    String token = issued.path("token");
    String endpoints = "/api/v1/webhook-endpoints";
    Response added =
        api.as(
                token,
                """
                {"url": "http://127.0.0.1:9/hooks", "types": ["holdfast.hold.placed.v1"]}""")
            .post(endpoints);
    String path = endpoints + "/" + added.path("id");
    JsonNode endpoint = read(api.as(token).get(path), "WebhookEndpoint");
    Response again = api.as(token, endpoint.toString()).post(endpoints);
    assertThat(read(again, "WebhookEndpoint")).isEqualTo(endpoint);
    assertThat(read(api.as(token, endpoint.toString()).patch(path), "WebhookEndpoint"))
        .isEqualTo(endpoint);
    api.as(token).delete(path).then().statusCode(204);
    api.as(token).delete(endpoints + "/" + again.path("id")).then().statusCode(204);
  }
}
