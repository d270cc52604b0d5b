package dev.holdfast.rest;

/// Bodies as they may look, for the OpenAPI document.
final class Examples {
  private Examples() {}

  static final String API =
      """
      {
        "name": "Holdfast",
        "version": "1",
        "problems": "/problems"
      }""";

  static final String NEW_SEAT_MAP =
      """
      {
        "name": "Small room",
        "categories": [{"id": "stalls", "name": "Stalls", "color": "#3367d6"}],
        "sections": [{
          "rows": [{
            "name": "A",
            "seats": [
              {"id": "A-1", "name": "1", "category": "stalls", "x": 0, "y": 0},
              {"id": "A-2", "name": "2", "category": "stalls", "x": 10, "y": 0},
              {"id": "A-3", "name": "3", "category": "stalls", "x": 20, "y": 0}
            ]
          }]
        }],
        "areas": []
      }""";

  static final String SEAT_MAP =
      """
      {
        "id": "5f0c1c0e-2f5e-4a57-9a86-0c9e2b8f2d11",
        "name": "Small room",
        "seats": 3,
        "areas": 0,
        "capacity": 3,
        "categories": [{"id": "stalls", "name": "Stalls", "color": "#3367d6"}],
        "warnings": []
      }""";

  static final String SEAT_MAPS =
      """
      {
        "items": [{
          "id": "5f0c1c0e-2f5e-4a57-9a86-0c9e2b8f2d11",
          "name": "Small room",
          "seats": 3,
          "areas": 0,
          "capacity": 3
        }]
      }""";

  static final String LAYOUT =
      """
      {
        "id": "5f0c1c0e-2f5e-4a57-9a86-0c9e2b8f2d11",
        "name": "Small room",
        "capacity": 3,
        "categories": [{"id": "stalls", "name": "Stalls", "color": "#3367d6"}],
        "sections": [{
          "rows": [{
            "name": "A",
            "seats": [
              {"id": "A-1", "name": "1", "category": "stalls", "x": 0, "y": 0},
              {"id": "A-2", "name": "2", "category": "stalls", "x": 10, "y": 0},
              {"id": "A-3", "name": "3", "category": "stalls", "x": 20, "y": 0}
            ]
          }]
        }],
        "areas": [],
        "decorations": []
      }""";

  static final String NEW_EVENT =
      """
      {
        "name": "An evening of strings",
        "seatMapId": "5f0c1c0e-2f5e-4a57-9a86-0c9e2b8f2d11",
        "startsAt": "2027-03-12T18:30:00Z",
        "timeZone": "Europe/Berlin",
        "currency": "EUR",
        "ticketTypes": [
          {"id": "adult", "name": "Adult"},
          {"id": "child", "name": "Child up to 14"}
        ],
        "prices": {"stalls": {"adult": 4900, "child": 2450}},
        "holdPolicy": {"duration": "PT15M", "maxLifetime": "PT30M", "maxSeatsPerHold": 10},
        "browserConfirm": true,
        "metadata": {"season": "2027"}
      }""";

  static final String EVENT_PATCH =
      """
      {
        "startsAt": "2027-03-12T19:00:00Z",
        "prices": {"stalls": {"adult": 5200, "child": 2600}}
      }""";

  static final String EVENT =
      """
      {
        "id": "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
        "version": 0,
        "name": "An evening of strings",
        "seatMapId": "5f0c1c0e-2f5e-4a57-9a86-0c9e2b8f2d11",
        "startsAt": "2027-03-12T18:30:00Z",
        "startsAtLocal": "2027-03-12T19:30:00+01:00",
        "timeZone": "Europe/Berlin",
        "currency": "EUR",
        "currencyDigits": 2,
        "ticketTypes": [
          {"id": "adult", "name": "Adult"},
          {"id": "child", "name": "Child up to 14"}
        ],
        "prices": {"stalls": {"adult": 4900, "child": 2450}},
        "salesCloseAt": "2027-03-12T18:30:00Z",
        "salesCloseAtLocal": "2027-03-12T19:30:00+01:00",
        "holdPolicy": {"duration": "PT15M", "maxLifetime": "PT30M", "maxSeatsPerHold": 10},
        "browserConfirm": true,
        "paused": false,
        "metadata": {"season": "2027"}
      }""";

  static final String PAUSED_EVENT =
      """
      {
        "id": "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
        "version": 1,
        "name": "An evening of strings",
        "seatMapId": "5f0c1c0e-2f5e-4a57-9a86-0c9e2b8f2d11",
        "startsAt": "2027-03-12T18:30:00Z",
        "startsAtLocal": "2027-03-12T19:30:00+01:00",
        "timeZone": "Europe/Berlin",
        "currency": "EUR",
        "currencyDigits": 2,
        "ticketTypes": [],
        "prices": {"stalls": 4900},
        "salesCloseAt": "2027-03-12T18:30:00Z",
        "salesCloseAtLocal": "2027-03-12T19:30:00+01:00",
        "holdPolicy": {"duration": "PT15M", "maxLifetime": "PT30M", "maxSeatsPerHold": 10},
        "browserConfirm": true,
        "paused": true
      }""";

  static final String EVENTS = "{\"items\": [" + EVENT + "], \"nextCursor\": \"MjAyNy0wMy0xMg\"}";

  static final String NEW_BLOCK =
      """
      {
        "seats": ["A-2"],
        "areas": [{"id": "pit", "quantity": 20}],
        "reason": "Presale",
        "channel": "fan-club",
        "releaseAt": "2027-03-01T09:00:00Z"
      }""";

  static final String BLOCK_REMOVAL =
      """
      {
        "seats": ["A-2"],
        "areas": [{"id": "pit", "quantity": 20}]
      }""";

  static final String BLOCKS = "{\"blocks\": [" + NEW_BLOCK + "]}";

  static final String AVAILABILITY =
      """
      {
        "eventId": "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
        "epoch": 1,
        "version": 17,
        "eventVersion": 0,
        "capacity": 53,
        "available": 46,
        "held": ["A-1"],
        "reserved": ["A-3"],
        "blocked": [],
        "areas": [
          {
            "id": "pit",
            "capacity": 50,
            "available": 45,
            "held": 3,
            "reserved": 2,
            "blocked": 0
          }
        ]
      }""";

  static final String PACKED_AVAILABILITY =
      """
      {
        "eventId": "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
        "epoch": 1,
        "version": 17,
        "eventVersion": 0,
        "capacity": 53,
        "available": 46,
        "states": "IQ==",
        "areas": [
          {
            "id": "pit",
            "capacity": 50,
            "available": 45,
            "held": 3,
            "reserved": 2,
            "blocked": 0
          }
        ]
      }""";

  static final String CHANGES =
      """
      {
        "epoch": 1,
        "from": 14,
        "to": 17,
        "changes": [
          {
            "version": 15,
            "at": "2027-03-01T12:00:00Z",
            "kind": "placed",
            "seats": ["A-1", "A-2"],
            "areas": [{"id": "pit", "held": 2, "reserved": 0, "blocked": 0}],
            "expiresAt": "2027-03-01T12:15:00Z"
          },
          {
            "version": 16,
            "at": "2027-03-01T12:01:10.5Z",
            "kind": "changed",
            "seats": ["A-3"],
            "removed": ["A-1"]
          },
          {
            "version": 17,
            "at": "2027-03-01T12:04:31.250917Z",
            "kind": "confirmed",
            "seats": ["A-2", "A-3"],
            "areas": [{"id": "pit", "held": -2, "reserved": 2, "blocked": 0}]
          }
        ]
      }""";

  static final String CHANGE_STREAM =
      """
      retry: 2817

      id: 1.15
      data: {"epoch":1,"from":14,"to":15,"changes":[{"version":15,"at":"2027-03-01T12:00:00Z",\
      "kind":"placed","seats":["A-1","A-2"],"expiresAt":"2027-03-01T12:15:00Z"}]}

      :

      event: resync
      data: {"epoch":2,"version":15}
      """;

  static final String NEW_HOLD =
      """
      {
        "seats": ["A-1", "A-2"],
        "ticketTypes": {"A-2": "child"},
        "customer": "c-1815",
        "metadata": {"basket": "b-1815"}
      }""";

  private static final String HELD =
      """
        "eventId": "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
        "status": "held",
        "seats": [
          {"id": "A-1", "label": {"text": "Row A, Seat 1", "row": "A", "seat": "1"},
           "category": "stalls", "ticketType": "adult", "price": 4900},
          {"id": "A-2", "label": {"text": "Row A, Seat 2", "row": "A", "seat": "2"},
           "category": "stalls", "ticketType": "child", "price": 2450}
        ],
        "areas": [],
        "quote": {"currency": "EUR", "currencyDigits": 2, "total": 7350},
        "placedAt": "2027-03-01T12:00:00Z",
        "expiresAt": "2027-03-01T12:15:00Z",
        "expiresIn": 899,
        "maxExpiresAt": "2027-03-01T12:30:00Z",
        "metadata": {"basket": "b-1815"}
      }""";

  static final String PLACED_HOLD =
      """
      {
        "id": "0b6d3f7c-6f3a-4f0f-9c1e-7e0d5b3a9f42",
        "secret": "q2r1J7mD0b0oQ5x7mP6kq3oX2dYVhVQv0nVxkq1yJ0c",
      """
          + HELD;

  static final String HOLD =
      """
      {
        "id": "0b6d3f7c-6f3a-4f0f-9c1e-7e0d5b3a9f42",
      """
          + HELD;

  static final String HOLD_CHANGE =
      """
      {
        "add": ["A-3"],
        "remove": ["A-1"],
        "ticketTypes": {"A-3": "child"}
      }""";

  static final String NEW_AREA_HOLD =
      """
      {
        "areas": [
          {"id": "pit", "quantity": 2},
          {"id": "pit", "quantity": 1, "ticketType": "child"}
        ]
      }""";

  static final String AREA_HOLD =
      """
      {
        "id": "0b6d3f7c-6f3a-4f0f-b1d5-5a0c7e2f9d31",
        "eventId": "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
        "status": "held",
        "seats": [],
        "areas": [
          {"id": "pit", "name": "Pit", "quantity": 2, "numbers": [1, 2], "ticketType": "adult", "price": 1800},
          {"id": "pit", "name": "Pit", "quantity": 1, "numbers": [3], "ticketType": "child", "price": 1200}
        ],
        "quote": {"currency": "EUR", "currencyDigits": 2, "total": 4800},
        "placedAt": "2027-03-01T12:00:00Z",
        "expiresAt": "2027-03-01T12:15:00Z",
        "expiresIn": 899,
        "maxExpiresAt": "2027-03-01T12:30:00Z"
      }""";

  static final String AREA_CHANGE =
      """
      {
        "areas": [{"id": "pit", "quantity": 0}, {"id": "balcony-standing", "quantity": 3}]
      }""";

  static final String AREA_CANCELLATION =
      """
      {
        "areas": [{"id": "pit", "numbers": [2, 3]}]
      }""";

  static final String CONFIRMATION =
      """
      {
        "reference": "order 2027-0815",
        "expectedTotal": 7350
      }""";

  private static final String SOLD =
      """
      {
        "id": "0b6d3f7c-6f3a-4f0f-a3d4-1c5e8f7a6b90",
        "code": "7K3QM-X2R9P",
        "eventId": "0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
        "holdId": "0b6d3f7c-6f3a-4f0f-9c1e-7e0d5b3a9f42",
        "seats": [
          {"id": "A-1", "label": {"text": "Row A, Seat 1", "row": "A", "seat": "1"},
           "category": "stalls", "ticketType": "adult", "price": 4900},
          {"id": "A-2", "label": {"text": "Row A, Seat 2", "row": "A", "seat": "2"},
           "category": "stalls", "ticketType": "child", "price": 2450}
        ],
        "areas": [],
        "total": 7350,
        "currency": "EUR",
        "currencyDigits": 2,
        "reference": "order 2027-0815",
      """;

  private static final String SOLD_AT =
      """
        "confirmedAt": "2027-03-01T12:04:31.250917Z",
        "metadata": {"basket": "b-1815"}
      }""";

  static final String RESERVATION = SOLD + "  \"status\": \"confirmed\",\n" + SOLD_AT;

  static final String CANCELLATION =
      """
      {
        "seats": ["A-2"],
        "reason": "the child is ill"
      }""";

  static final String CANCELLED_RESERVATION =
      SOLD
          + """
            "status": "partly-cancelled",
            "cancelled": ["A-2"],
            "cancelledAreas": [],
            "cancelledTotal": 2450,
            "cancellations": [{
              "at": "2027-03-02T09:30:00Z",
              "seats": ["A-2"],
              "areas": [],
              "reason": "the child is ill"
            }],
          """
          + SOLD_AT;

  static final String NEW_CLIENT =
      """
      {
        "name": "Corner ticket shop"
      }""";

  static final String CLIENT =
      """
      {
        "id": "c2a7f1d4-5b0e-4c7b-9a3d-6e1f0b8c4d21",
        "name": "Corner ticket shop"
      }""";

  static final String CLIENTS = "{\"items\": [" + CLIENT + "]}";

  static final String NEW_KEY =
      """
      {
        "name": "server in Vienna",
        "scopes": ["holds:write", "reservations:confirm", "reservations:read"],
        "expiresAt": "2099-03-01T00:00:00Z"
      }""";

  private static final String KEY_ID =
      """
      {
        "id": "7d1c9e52-8f3b-4a6d-b0e4-2c5a9f7e1b38",
      """;

  private static final String KEY_FIELDS =
      """
        "kind": "secret",
        "name": "server in Vienna",
        "scopes": ["holds:write", "reservations:confirm", "reservations:read"],
        "origins": [],
        "createdAt": "2027-03-01T12:00:00Z",
        "expiresAt": "2099-03-01T00:00:00Z\"""";

  static final String ISSUED_KEY =
      KEY_ID
          + """
            "token": "hf_sk_7d1c9e528f3b4a6db0e42c5a9f7e1b38_52d0e8a1c94b7f3655aa0c1e9d27b8f46103ce58a92f7d1b",
          """
          + KEY_FIELDS
          + "\n}";

  static final String KEY =
      KEY_ID + KEY_FIELDS + ",\n  \"lastUsedAt\": \"2027-03-02T09:30:00.25Z\"\n}";

  static final String KEYS = "{\"items\": [" + KEY + "]}";
}
