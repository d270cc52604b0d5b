package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.client.Scope;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that an agent can do, as it is told of it.
///
/// The schemas are written by hand, and a test compares them with what the tools answer.
enum Tool {
  FIND_EVENTS(
      null,
      true,
      "Find events that this key may hold seats of, by their start, the earliest first.",
      """
      "name": {"type": "string", "minLength": 1, "maxLength": 200,
        "description": "only events whose name contains this; upper and lower case are alike"},
      "from": {"type": "string", "format": "date-time",
        "description": "the earliest start; the default is the current minute"},
      "to": {"type": "string", "format": "date-time", "description": "the latest start, exclusive"},
      "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
      "cursor": {"type": "string", "description": "nextCursor of the page before"}""",
      "",
      """
      "events": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["eventId", "name", "startsAt", "timeZone", "currency", "currencyDigits",
          "salesCloseAt", "paused", "maxSeatsPerHold"],
        "properties": {
          "eventId": {"type": "string", "format": "uuid"},
          "name": {"type": "string"},
          "startsAt": {"type": "string", "format": "date-time"},
          "timeZone": {"type": "string"},
          "currency": {"type": "string"},
          "currencyDigits": {"type": "integer",
            "description": "decimals of the currency; divide an amount by 10 to the power of it"},
          "salesOpenAt": {"type": "string", "format": "date-time"},
          "salesCloseAt": {"type": "string", "format": "date-time"},
          "paused": {"type": "boolean"},
          "maxSeatsPerHold": {"type": "integer"}}}},
      "nextCursor": {"type": "string",
        "description": "there may be more after this; absent on the last page"}""",
      "\"events\""),

  GET_AVAILABILITY(
      null,
      true,
      "See how many seats of an event are available in each section and category, and what they cost."
          + " Amounts are in minor units of the currency.",
      Schemas.EVENT_ID,
      "\"eventId\"",
      """
      "eventId": {"type": "string", "format": "uuid"},
      "name": {"type": "string"},
      "startsAt": {"type": "string", "format": "date-time"},
      "currency": {"type": "string"},
      "currencyDigits": {"type": "integer"},
      "capacity": {"type": "integer"},
      "available": {"type": "integer"},
      "maxSeatsPerHold": {"type": "integer"},
      "ticketTypes": {"type": "array", "description": "the first is the default",
        "items": {"type": "object", "additionalProperties": false, "required": ["id", "name"],
          "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}},
      "sections": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["category", "categoryName", "prices", "seats", "available", "mostAdjacent"],
        "properties": {
          "section": {"type": "string"},
          "category": {"type": "string"},
          "categoryName": {"type": "string"},
          %1$s,
          "seats": {"type": "integer"},
          "available": {"type": "integer"},
          "mostAdjacent": {"type": "integer",
            "description": "how many available seats are side by side at most"}}}},
      "areas": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["id", "name", "category", "categoryName", "prices", "places", "available"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "category": {"type": "string"},
          "categoryName": {"type": "string"},
          %1$s,
          "places": {"type": "integer"},
          "available": {"type": "integer"}}}}"""
          .formatted(Schemas.PRICES),
      "\"eventId\", \"name\", \"startsAt\", \"currency\", \"currencyDigits\", \"capacity\","
          + " \"available\", \"maxSeatsPerHold\", \"ticketTypes\", \"sections\", \"areas\""),

  PROPOSE_SEATS(
      null,
      true,
      "Get proposals for the best available seats. Nothing is held by this. Pass the seats or area of a"
          + " proposal to hold_seats.",
      Schemas.EVENT_ID
          + """
          ,
          "quantity": {"type": "integer", "minimum": 1, "maximum": 1000,
            "description": "how many seats or places"},
          "section": {"type": "string", "description": "only seats of this section"},
          "category": {"type": "string", "description": "only seats and areas of this category's id"},
          "ticketType": {"type": "string",
            "description": "the id of the ticket type of all; the default is the event's first"},
          "maxPrice": {"type": "integer", "minimum": 0,
            "description": "what one seat may cost at most, in minor units"},
          "prefer": {"type": "string", "enum": ["best", "cheapest"], "default": "best"},
          "proposals": {"type": "integer", "minimum": 1, "maximum": 10, "default": 3}""",
      "\"eventId\", \"quantity\"",
      """
      "currency": {"type": "string"},
      "currencyDigits": {"type": "integer"},
      "proposals": {"type": "array", "description": "empty if there are too few seats",
        "items": {"type": "object", "additionalProperties": false,
          "required": ["seats", "areas", "total", "adjacent"],
          "properties": {
            "seats": {"type": "array", "items": {"type": "object", "additionalProperties": false,
              "required": ["id", "seat", "category", "price"],
              "properties": {%s}}},
            "areas": {"type": "array", "items": {"type": "object", "additionalProperties": false,
              "required": ["id", "name", "quantity", "price"],
              "properties": {
                "id": {"type": "string"},
                "name": {"type": "string"},
                "quantity": {"type": "integer"},
                "ticketType": {"type": "string"},
                "price": {"type": "integer", "description": "of one place"}}}},
            "total": {"type": "integer"},
            "adjacent": {"type": "boolean",
              "description": "whether the seats are side by side; true for places"}}}}"""
          .formatted(Schemas.SEAT),
      "\"currency\", \"currencyDigits\", \"proposals\""),

  HOLD_SEATS(
      Scope.HOLDS_WRITE,
      false,
      "Hold seats, all or none, for a limited time, for a buyer to pay. The prices are fixed by this.",
      Schemas.EVENT_ID
          + """
          ,
          "seats": {"type": "array",
            "items": {"type": "object", "additionalProperties": false,
              "required": ["id"],
              "properties": {
                "id": {"type": "string"},
                "ticketType": {"type": "string", "description": "the default is the event's first"}}}},
          "areas": {"type": "array", "description": "places of areas",
            "items": {"type": "object", "additionalProperties": false,
              "required": ["id", "quantity"],
              "properties": {
                "id": {"type": "string"},
                "quantity": {"type": "integer", "minimum": 1},
                "ticketType": {"type": "string"}}}},
          "customer": {"type": "string", "minLength": 1, "maxLength": 128,
            "description": "the shop's own id of the buyer, no personal data"},
          %s"""
              .formatted(Schemas.IDEMPOTENCY_KEY),
      "\"eventId\"",
      Schemas.HOLD,
      Schemas.HOLD_REQUIRED),

  GET_HOLD(
      Scope.HOLDS_WRITE,
      true,
      "Read a hold: its seats, its price, and how long it lasts.",
      Schemas.HOLD_ID,
      "\"holdId\"",
      Schemas.HOLD,
      Schemas.HOLD_REQUIRED),

  RELEASE_HOLD(
      Scope.HOLDS_WRITE,
      false,
      "Give the seats of a hold back. It also succeeds if the hold has expired or was released before.",
      Schemas.HOLD_ID,
      "\"holdId\"",
      """
      "holdId": {"type": "string", "format": "uuid"},
      "released": {"const": true}""",
      "\"holdId\", \"released\""),

  CONFIRM_HOLD(
      Scope.RESERVATIONS_CONFIRM,
      false,
      "Sell the seats of a hold. Only do so after the buyer has agreed to the total, and as the shop says"
          + " how it is paid.",
      Schemas.HOLD_ID
          + """
          ,
          "expectedTotal": {"type": "integer", "minimum": 0,
            "description": "the total that the buyer has agreed to, in minor units"},
          "reference": {"type": "string", "minLength": 1, "maxLength": 200,
            "description": "what the shop calls the sale"},
          %s"""
              .formatted(Schemas.IDEMPOTENCY_KEY),
      "\"holdId\", \"expectedTotal\"",
      """
      "reservationId": {"type": "string", "format": "uuid"},
      "code": {"type": "string", "description": "what the buyer shows"},
      "eventId": {"type": "string", "format": "uuid"},
      "holdId": {"type": "string", "format": "uuid"},
      %s,
      "total": {"type": "integer"},
      "currency": {"type": "string"},
      "currencyDigits": {"type": "integer"},
      "confirmedAt": {"type": "string", "format": "date-time"},
      "reference": {"type": "string"}"""
          .formatted(Schemas.SEATS_AND_AREAS),
      "\"reservationId\", \"code\", \"eventId\", \"holdId\", \"seats\", \"areas\", \"total\","
          + " \"currency\", \"currencyDigits\", \"confirmedAt\"");

  private final @Nullable Scope scope;
  private final boolean readOnly;
  private final String description;
  private final String input;
  private final String inputRequired;
  private final String output;
  private final String outputRequired;

  Tool(
      @Nullable Scope scope,
      boolean readOnly,
      String description,
      String input,
      String inputRequired,
      String output,
      String outputRequired) {
    this.scope = scope;
    this.readOnly = readOnly;
    this.description = description;
    this.input = input;
    this.inputRequired = inputRequired;
    this.output = output;
    this.outputRequired = outputRequired;
  }

  /// The tool with this name; empty if there is none.
  static Optional<Tool> named(String name) {
    return Arrays.stream(values()).filter(tool -> tool.text().equals(name)).findFirst();
  }

  /// Its name.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /// The scope that a key needs for it; empty if any key will do.
  Optional<Scope> scope() {
    return Optional.ofNullable(scope);
  }

  /// Whether somebody may use it.
  boolean isFor(Caller caller) {
    return scope == null || caller.may(scope);
  }

  /// What an agent is told of it.
  ObjectNode toJson() {
    ObjectNode tool = Json.object().put("name", text()).put("description", description);
    tool.set("inputSchema", schema(input, inputRequired));
    tool.set("outputSchema", schema(output, outputRequired));
    tool.set(
        "annotations",
        Json.object()
            .put("readOnlyHint", readOnly)
            .put("destructiveHint", this == RELEASE_HOLD || this == CONFIRM_HOLD)
            .put("idempotentHint", readOnly || this == RELEASE_HOLD || this == CONFIRM_HOLD)
            .put("openWorldHint", false));
    return tool;
  }

  private static ObjectNode schema(String properties, String required) {
    return Json.parse(
        """
        {"type": "object", "additionalProperties": false, "required": [%s], "properties": {%s}}"""
            .formatted(required, properties));
  }
}
