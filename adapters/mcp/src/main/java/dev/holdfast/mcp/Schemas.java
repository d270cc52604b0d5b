package dev.holdfast.mcp;

/// What the schemas of several tools have in common.
final class Schemas {
  static final String EVENT_ID = "\"eventId\": {\"type\": \"string\", \"format\": \"uuid\"}";

  static final String HOLD_ID = "\"holdId\": {\"type\": \"string\", \"format\": \"uuid\"}";

  static final String IDEMPOTENCY_KEY =
      """
      "idempotencyKey": {"type": "string", "minLength": 1, "maxLength": 255,
        "description": "a new one for each new call; repeat it to repeat the call safely"}""";

  static final String PRICES =
      """
      "prices": {"type": "array", "description": "of one seat or place; empty if it is not for sale",
        "items": {"type": "object", "additionalProperties": false, "required": ["amount"],
          "properties": {"ticketType": {"type": "string"}, "amount": {"type": "integer"}}}}""";

  static final String SEAT =
      """
      "id": {"type": "string"},
      "section": {"type": "string"},
      "row": {"type": "string"},
      "seat": {"type": "string"},
      "category": {"type": "string"},
      "ticketType": {"type": "string"},
      "price": {"type": "integer"}""";

  static final String SEATS_AND_AREAS =
      """
      "seats": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["id", "seat", "category", "price"],
        "properties": {%s}}},
      "areas": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["id", "name", "numbers", "price"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "numbers": {"type": "array", "items": {"type": "integer"}},
          "ticketType": {"type": "string"},
          "price": {"type": "integer", "description": "of one place"}}}}"""
          .formatted(SEAT);

  static final String HOLD =
      """
      "holdId": {"type": "string", "format": "uuid"},
      "eventId": {"type": "string", "format": "uuid"},
      "status": {"type": "string", "enum": ["held", "confirmed", "released", "expired"]},
      %s,
      "total": {"type": "integer", "description": "in minor units"},
      "currency": {"type": "string"},
      "currencyDigits": {"type": "integer"},
      "expiresAt": {"type": "string", "format": "date-time"},
      "expiresIn": {"type": "integer", "description": "whole seconds; 0 unless held"},
      "customer": {"type": "string"}"""
          .formatted(SEATS_AND_AREAS);

  static final String HOLD_REQUIRED =
      "\"holdId\", \"eventId\", \"status\", \"seats\", \"areas\", \"total\", \"currency\","
          + " \"currencyDigits\", \"expiresAt\", \"expiresIn\"";

  private Schemas() {}
}
