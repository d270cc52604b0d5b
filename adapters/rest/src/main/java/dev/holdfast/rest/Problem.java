package dev.holdfast.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Everything that a request can be refused for. The answers and their pages come from here, and
/// `openapi.yaml` has the same.
enum Problem {
  MALFORMED_REQUEST(
      400,
      "Malformed request",
      "The service can't read the request. The body is not a JSON object; a field is unknown, missing or of "
          + "the wrong type; or a header or query parameter is invalid.",
      "Correct the defects that errors lists. Do not repeat the request unchanged.",
      List.of(Member.ERRORS),
      """
      "detail": "The request is malformed.",
      "errors": [{"pointer": "/seats", "detail": "seats: \\"A-1\\" (expected: an array)"}]"""),
  UNAUTHORIZED(
      401,
      "Key required",
      "The call requires a key, or the key in the Authorization header is not valid: it is wrong, expired or "
          + "revoked. Nothing was changed.",
      "Send the header Authorization: Bearer followed by a valid key. If the call requires no key, leave "
          + "the header out.",
      List.of(),
      """
      "detail": "This call requires a key with the scope events:write.\""""),
  FORBIDDEN(
      403,
      "Not allowed",
      "The key is valid, but it has not got the scope for this request. Or the hold's secret is right, but "
          + "it does not allow this request: if the event's browserConfirm is false, confirming a hold "
          + "and cancelling a reservation require a key. Or the key is for browsers, and the page that "
          + "uses it is of an origin that the key is not for. Nothing was changed.",
      "Send the request with a key that has the scope in detail, or that is for the page's origin. An "
          + "administrator can issue one.",
      List.of(),
      """
      "detail": "This call requires a key with the scope box-office.\""""),
  NOT_FOUND(
      404,
      "Not found",
      "The event, seat map, hold, reservation, client, key or address does not exist. A hold or reservation with a "
          + "missing or wrong secret gets the same response.",
      "Check the address and the id. For a hold or its reservation, also check the Hold-Secret header.",
      List.of(),
      """
      "detail": "There is no such hold, or its secret is missing or wrong.\""""),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "The address exists, but it does not support this method.",
      "Use one of the methods that the Allow header lists.",
      List.of(),
      """
      "detail": "PUT is not supported here (expected: GET, HEAD, OPTIONS).\""""),
  NOT_ACCEPTABLE(
      406,
      "Not acceptable",
      "The Accept header excludes every media type of the response.",
      "Accept application/json, or leave the header out.",
      List.of(),
      """
      "detail": "Accept: text/csv (expected: application/json).\""""),
  PAYLOAD_TOO_LARGE(
      413,
      "Request too large",
      "The body is larger than the limit of this call: 64 KiB, or 32 MiB for a seat map or an event. "
          + "Requests that name seats have a higher limit if the event's maxSeatsPerHold is large.",
      "Send a smaller body.",
      List.of(new Member("limit", "the limit in bytes")),
      """
      "detail": "The body is larger than 65536 bytes.",
      "limit": 65536"""),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "Unsupported media type",
      "The call does not accept the media type of the body.",
      "Send JSON, with the header Content-Type: application/json.",
      List.of(),
      """
      "detail": "Content-Type: text/plain (expected: application/json).\""""),
  PRECONDITION_FAILED(
      412,
      "Precondition failed",
      "If-Match has the ETag of an earlier version of the event. Nothing was changed.",
      "Read the event again, and repeat the request with its ETag if it is still right.",
      List.of(),
      """
      "detail": "The event was changed since its ETag was read.\""""),
  REFUSED_BEFORE(
      409,
      "Refused before",
      "The same request with this Idempotency-Key was refused before. Nothing was changed, though the "
          + "request would be accepted now.",
      "Send the request with a new key if it is still wanted.",
      List.of(),
      """
      "detail": "A request with this Idempotency-Key was refused before.\""""),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "Idempotency key reused",
      "This Idempotency-Key was already used for a request with another method, address or body.",
      "Use a new key for each new request. To repeat a request, send exactly the same one.",
      List.of(),
      """
      "detail": "This Idempotency-Key was already used for another request.\""""),
  INVALID_SEAT_MAP(
      422,
      "Invalid seat map",
      "The document was read, but its seat map has defects. errors lists all of them.",
      "Correct the document. ?repair=true repairs some defects, such as duplicate ids, and lists the "
          + "repairs in warnings.",
      List.of(Member.ERRORS),
      """
      "detail": "The seat map has defects.",
      "errors": [{"pointer": "/sections/0/rows/2/seats/7/id", "detail": "id \\"A-8\\" is \
      already used by /sections/0/rows/2/seats/3"}]"""),
  INVALID_EVENT(
      422,
      "Invalid event",
      "The request was read, but the event is invalid. For example, its seat map or time zone is "
          + "unknown, it has no price, or it ends before it starts.",
      "Correct the defects that errors lists.",
      List.of(Member.ERRORS),
      """
      "detail": "The event is invalid.",
      "errors": [{"pointer": "/timeZone", "detail": "timeZone: Mars (expected: an IANA time zone, \
      such as Europe/Berlin)"}]"""),
  INVALID_SELECTION(
      422,
      "Invalid selection",
      "The seats and places in the request are invalid. A seat or area is unknown or occurs twice, the "
          + "request has none or too many, one that is to be back on sale is not blocked, or the "
          + "releaseAt of a block has passed.",
      "Correct the defects that errors lists. The event's holdPolicy gives the maximum number of "
          + "seats and places in one hold.",
      List.of(Member.ERRORS),
      """
      "detail": "The selection is invalid.",
      "errors": [{"pointer": "/seats/1", "detail": "unknown seat: Z-99"}]"""),
  INVALID_CLIENT_KEY(
      422,
      "Invalid key",
      "The request was read, but the key or buyer token is invalid. A scope is unknown, there is none, an origin is not "
          + "written as browsers send it or not one of the client's, a lifetime is too long, expiresAt has passed, "
          + "or there is no such event as that of the mandate.",
      "Correct the defects that errors lists.",
      List.of(Member.ERRORS),
      """
      "detail": "The key is invalid.",
      "errors": [{"pointer": "/scopes/0", "detail": "scopes/0: tickets (expected: one of events:write, \
      holds:write, reservations:confirm, reservations:read, box-office, admin)"}]"""),
  INVALID_WEBHOOK_ENDPOINT(
      422,
      "Invalid webhook endpoint",
      "The webhook endpoint can't be like this. Nothing was changed.",
      "Correct the fields in errors.",
      List.of(Member.ERRORS),
      """
      "detail": "The webhook endpoint is invalid.",
      "errors": [
        {"pointer": "/url", "detail": "url: http://10.0.0.1/ (expected: an absolute https address)"}
      ]"""),
  TOO_MANY_KEYS(
      409,
      "Too many keys",
      "The client already has two keys of this kind that are valid, or 100 with a mandate that is not "
          + "over. Nothing was changed.",
      "Revoke the key that is not used any more, and repeat the request.",
      List.of(),
      """
      "detail": "The client has 2 valid secret keys (expected: at most 1 before another is issued).\""""),
  SEATS_UNAVAILABLE(
      409,
      "Seats unavailable",
      "Some of the seats are taken or not for sale at this event, or an area has too few available "
          + "places. Nothing was changed.",
      "Read the availability again and choose other seats, or fewer. A held seat may become available "
          + "at mayBeFreeAt.",
      List.of(
          new Member(
              "conflicts",
              "an entry for each seat that is not available: kind (seat), id, reason (held, reserved, "
                  + "blocked or not-for-sale) and, if it is held, mayBeFreeAt; and an entry for each "
                  + "area with too few available places: kind (area), id, reason (too-few or "
                  + "not-for-sale), requested, and available (the number of places that the request "
                  + "could have)")),
      """
      "detail": "1 seat is not available. 1 area has too few available places.",
      "conflicts": [
        {"kind": "seat", "id": "A-4", "reason": "held", "mayBeFreeAt": "2026-12-04T19:15:00Z"},
        {"kind": "area", "id": "pit", "reason": "too-few", "requested": 4, "available": 3}
      ]"""),
  COOLING_DOWN(
      409,
      "Cooling down",
      "Whoever asked for these seats had them in a hold that was released, expired or changed, and the event "
          + "has a cool-down: the same customer or address can't hold a seat again for some time. "
          + "The seats are available, and others can hold them. Nothing was changed.",
      "Choose other seats, or try again at mayBeHeldAt. Somebody else may have them by then.",
      List.of(
          new Member(
              "seats",
              "an entry for each of these seats: id, and mayBeHeldAt (when it can be held again)")),
      """
      "detail": "1 seat was in a hold of yours that ended or was changed, and can't be held by you again yet.",
      "seats": [
        {"id": "A-4", "mayBeHeldAt": "2026-12-04T19:20:00Z"}
      ]"""),
  HOLD_LIMIT_REACHED(
      409,
      "Hold limit reached",
      "The hold would give the customer, the client or the address more seats and places than the event's "
          + "limits allow. Seats of holds that have expired do not count. Nothing was changed.",
      "Confirm or release other holds of the same customer, or choose fewer seats.",
      List.of(
          new Member("scope", "customer, client or address: whose seats were counted"),
          new Member("limit", "the limit that the request would have exceeded"),
          new Member("held", "how many seats and places are in holds now"),
          new Member("reserved", "how many seats and places are in reservations now")),
      """
      "detail": "This customer has 6 seats in holds and 2 in reservations at this event (limit: 8).",
      "scope": "customer",
      "limit": 8,
      "held": 6,
      "reserved": 2"""),
  SALES_CLOSED(
      409,
      "Sales closed",
      "The event is not on sale now. Existing holds can still be confirmed.",
      "Try again when sales are open: at or after salesOpenAt, before salesCloseAt, and not paused.",
      List.of(
          new Member("reason", "not-open, over or paused"),
          new Member("salesOpenAt", "the time at which sales open, if there is one"),
          new Member(
              "salesCloseAt", "the time at which sales close; they are closed from then on")),
      """
      "detail": "Sales are not open yet.",
      "reason": "not-open",
      "salesOpenAt": "2026-12-01T09:00:00Z",
      "salesCloseAt": "2026-12-04T19:00:00Z\""""),
  MANDATE_EXCEEDED(
      409,
      "Mandate exceeded",
      "The key has a mandate, and the request exceeds one of its caps: it is for another event, it is too "
          + "late, the event's currency is another one, something is reserved already, or there would "
          + "be too many seats, or a total that is too high. Nothing was changed.",
      "Hold fewer or cheaper seats, or ask whoever has given the mandate. A mandate is for one purchase: "
          + "once some of its seats are reserved, no more can be held.",
      List.of(
          new Member("cap", "event-id, until, currency, reserved, max-seats or max-total"),
          new Member("value", "what the request would come to"),
          new Member("limit", "what the mandate says")),
      """
      "detail": "The key's mandate does not allow this: max-seats: 5 (mandate: 4).",
      "cap": "max-seats",
      "value": "5",
      "limit": "4\""""),
  HOLD_EXPIRED(
      409,
      "Hold expired",
      "The hold expired before the request was decided. Its seats became available again.",
      "Place a new hold. The seats may still be available.",
      List.of(new Member("expiredAt", "the time at which the hold expired")),
      """
      "detail": "The hold expired at 2026-12-04T19:15:00Z.",
      "expiredAt": "2026-12-04T19:15:00Z\""""),
  HOLD_RELEASED(
      409,
      "Hold released",
      "The hold was released. Its seats became available again.",
      "Place a new hold. The seats may still be available.",
      List.of(),
      """
      "detail": "The hold was already released.\""""),
  HOLD_CONFIRMED(
      409,
      "Hold confirmed",
      "The hold was confirmed and is now a reservation. It can't be changed or released any more.",
      "To make seats available again, cancel the reservation or some of its seats.",
      List.of(),
      """
      "detail": "The hold was already confirmed.\""""),
  QUOTE_MISMATCH(
      409,
      "Quote mismatch",
      "The hold's total differs from the expectedTotal in the request. The hold is unchanged.",
      "Show the buyer the quote, and confirm with its total.",
      List.of(new Member("quote", "the hold's currency, currencyDigits, and total in minor units")),
      """
      "detail": "The hold's total differs from expectedTotal.",
      "quote": {"currency": "EUR", "currencyDigits": 2, "total": 9800}"""),
  NO_TEST_EVENT(
      409,
      "No test event",
      "This can be done with test events only, and the event is none. Nothing was changed.",
      "Create an event with testMode: true for tests. An event stays what it was created as.",
      List.of(),
      """
      "detail": "The event is no test event: its testMode is false.\""""),
  RESYNC(
      410,
      "Start again",
      "The changes after this version are not available. The version is after the latest one, it belongs to "
          + "another epoch, or it is so old that the changes after it are no longer kept.",
      "Read the availability, and request the changes after its version and epoch.",
      List.of(
          new Member("epoch", "the current epoch"), new Member("version", "the current version")),
      """
      "detail": "The changes after version 41 of epoch 1 are not available. The ledger is at version 17 of \
      epoch 2.",
      "epoch": 2,
      "version": 17"""),
  FEED_RESYNC(
      410,
      "Start the feed again",
      "A cursor of the request is not in the feed. It is so old that its notifications are no longer kept, "
          + "it is beyond the end, or the service was restored from a backup.",
      "Read the state of your events, and then the feed after the cursor latest.",
      List.of(new Member("latest", "the cursor at which the feed ends now")),
      """
      "detail": "What follows this cursor is not available. The feed ends at 1767225600.17.4.",
      "latest": "1767225600.17.4\""""),
  TOO_MANY_REQUESTS(
      429,
      "Too many requests",
      "There were more requests from this address, or with this key, than the limit allows. Nothing was "
          + "changed.",
      "Send the request again after the number of seconds in Retry-After. RateLimit-Policy gives the "
          + "limits, and RateLimit the remaining requests.",
      List.of(),
      """
      "detail": "More than 60 requests in 60 s (address-holding). Try again in 1 s.\""""),
  INTERNAL_ERROR(
      500,
      "Internal error",
      "The service failed unexpectedly.",
      "Try again later. If it fails again, report the requestId. The service's log contains it, too.",
      List.of(),
      """
      "detail": "The service failed unexpectedly.\""""),
  UNAVAILABLE(
      503,
      "Unavailable",
      "The service can't respond now. Too many requests are waiting, the database is away, or the outcome "
          + "of the change is not known yet.",
      "Send the same request again after the number of seconds in Retry-After. With the same "
          + "Idempotency-Key this is safe: nothing happens twice.",
      List.of(),
      """
      "detail": "The service can't respond now. A retry with the same Idempotency-Key is safe.\"""");

  /// A member that a problem has besides type, title, status and detail.
  record Member(String name, String meaning) {
    private static final Member ERRORS =
        new Member(
            "errors",
            "an entry for each defect: detail, and its place, which is one of: pointer, a JSON pointer "
                + "into the body (empty for the whole body); parameter, the name of a query "
                + "parameter; header, the name of a header");
  }

  private final int status;
  private final String title;
  private final String meaning;
  private final String remedy;

  // The checker knows no immutable lists of the JDK; all of these come from List.of.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Member> members;

  private final String exampleMembers;

  Problem(
      int status,
      String title,
      String meaning,
      String remedy,
      List<Member> members,
      String exampleMembers) {
    this.status = status;
    this.title = title;
    this.meaning = meaning;
    this.remedy = remedy;
    this.members = members;
    this.exampleMembers = exampleMembers.strip();
  }

  /// The problem with this name; empty if there is none.
  static Optional<Problem> named(String name) {
    return Arrays.stream(values()).filter(problem -> problem.slug().equals(name)).findFirst();
  }

  /// The last part of its type, such as `hold-expired`.
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What the member `type` says: where its page is.
  String type() {
    return "/problems/" + slug();
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /// What to do about it.
  String remedy() {
    return remedy;
  }

  List<Member> members() {
    return members;
  }

  /// A whole answer, as JSON.
  String example() {
    return """
        {
          "type": "%s",
          "title": "%s",
          "status": %d,
        %s
        }"""
        .formatted(type(), title, status, exampleMembers.indent(2).stripTrailing());
  }
}
