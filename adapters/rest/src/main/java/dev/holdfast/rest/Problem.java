package dev.holdfast.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Everything that a request can be refused for. The answers, their pages and the OpenAPI document
/// all come from here.
enum Problem {
  MALFORMED_REQUEST(
      400,
      "Malformed request",
      "The request can't be read: its body is no JSON object, a field is unknown, missing or of "
          + "the wrong type, or a header or query parameter is not what it should be.",
      "Correct what errors lists. Sending the same request again will not help.",
      List.of(Member.ERRORS),
      """
      "detail": "The request is not what it should be.",
      "errors": [{"pointer": "/seats", "detail": "seats: \\"A-1\\" (expected: an array)"}]"""),
  UNAUTHORIZED(
      401,
      "Key needed",
      "This call needs the admin key, or the Authorization header carries another. Nothing was done.",
      "Send the header Authorization: Bearer followed by the admin key, or no such header at all "
          + "where the call is open.",
      List.of(),
      """
      "detail": "This call needs the admin key.\""""),
  FORBIDDEN(
      403,
      "Not allowed",
      "The hold's secret is right, but it does not allow this. Where the event's browserConfirm is "
          + "false, only the admin key confirms holds and cancels reservations. Nothing was done, "
          + "and the hold or reservation stays as it is.",
      "Let the shop's server send the request with the admin key.",
      List.of(),
      """
      "detail": "Browsers may not confirm holds of this event, nor cancel its reservations.\""""),
  NOT_FOUND(
      404,
      "Not found",
      "There is nothing here: no such event, seat map, hold, reservation or address. A hold or "
          + "reservation whose secret is missing or wrong looks the same.",
      "Check the address, the id, and for a hold or its reservation the Hold-Secret header.",
      List.of(),
      """
      "detail": "There is no such hold, or its secret is missing or wrong.\""""),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "There is something at this address, but not with this method.",
      "Use one of the methods that the Allow header lists.",
      List.of(),
      """
      "detail": "PUT is not possible here (expected: GET, HEAD, OPTIONS).\""""),
  NOT_ACCEPTABLE(
      406,
      "Not acceptable",
      "The Accept header leaves out every form that the answer could have.",
      "Accept application/json, or leave the header out.",
      List.of(),
      """
      "detail": "Accept: text/csv (expected: application/json).\""""),
  PAYLOAD_TOO_LARGE(
      413,
      "Body too large",
      "The body is larger than this call takes: 64 KiB, or 32 MiB for a seat map or an event. Requests "
          + "that name seats may be longer where the event's maxSeatsPerHold is large.",
      "Send less at once.",
      List.of(new Member("limit", "integer", "how many bytes are taken")),
      """
      "detail": "The body is larger than 65536 bytes.",
      "limit": 65536"""),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "Unsupported media type",
      "The body is in a form that this call does not take.",
      "Send JSON, with the header Content-Type: application/json.",
      List.of(),
      """
      "detail": "Content-Type: text/plain (expected: application/json).\""""),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "Idempotency key reused",
      "This Idempotency-Key was already used with another request: another method, address or "
          + "body.",
      "Make a new key for every new request, and send the very same request when you repeat one.",
      List.of(),
      """
      "detail": "This Idempotency-Key was used with another request.\""""),
  INVALID_SEAT_MAP(
      422,
      "Invalid seat map",
      "The document was read, but the seat map in it has defects. All of them are listed.",
      "Correct the document. Where seats share a name, ?repair=true makes the names unique and "
          + "says so in warnings.",
      List.of(Member.ERRORS),
      """
      "detail": "The seat map has 1 defect.",
      "errors": [{"pointer": "/sections/0/rows/2/seats/7/id", "detail": "id: A-8 (expected: a \
      unique id)"}]"""),
  INVALID_EVENT(
      422,
      "Invalid event",
      "The request was read, but there can be no such event: an unknown seat map or time zone, no "
          + "price at all, an end before the start.",
      "Correct what errors lists.",
      List.of(Member.ERRORS),
      """
      "detail": "There can be no such event.",
      "errors": [{"pointer": "/timeZone", "detail": "timeZone: Mars (expected: an IANA time zone, \
      Europe/Berlin)"}]"""),
  INVALID_SELECTION(
      422,
      "Invalid selection",
      "These seats and places can't be chosen by anybody: a seat or area is unknown or named twice, "
          + "or there are too many or none.",
      "Correct what errors lists. An event's holdPolicy says how many seats and places together "
          + "one hold may have.",
      List.of(Member.ERRORS),
      """
      "detail": "The seats can't be chosen like this.",
      "errors": [{"pointer": "/seats/1", "detail": "unknown seat: Z-99"}]"""),
  SEATS_UNAVAILABLE(
      409,
      "Seats unavailable",
      "Somebody else has some of the seats, or they are not for sale at this event, or an area has "
          + "too few places left. Nothing was taken.",
      "Read the availability again and choose others, or fewer. A held seat may come back at "
          + "mayBeFreeAt.",
      List.of(
          new Member(
              "conflicts",
              "array",
              "each seat that is not to be had: seat, reason (held, reserved, blocked or notForSale) "
                  + "and, for held ones, mayBeFreeAt; and each area that has too few places left: "
                  + "area, requested, available, which is how many places the hold could have, and "
                  + "the reason notForSale if the area is not for sale")),
      """
      "detail": "1 of the seats is not to be had. 1 of the areas has too few places left.",
      "conflicts": [
        {"seat": "A-4", "reason": "held", "mayBeFreeAt": "2026-12-04T19:15:00Z"},
        {"area": "pit", "requested": 4, "available": 3}
      ]"""),
  SALES_CLOSED(
      409,
      "Sales closed",
      "The event is not for sale now. Holds placed before can still be confirmed.",
      "Come back when sales are open: from salesOpenAt on, and before salesCloseAt.",
      List.of(
          new Member("reason", "string", "notOpen or over"),
          new Member("salesOpenAt", "string", "the first instant of the sale, if it is limited"),
          new Member("salesCloseAt", "string", "the first instant after the sale")),
      """
      "detail": "Sales are not open yet.",
      "reason": "notOpen",
      "salesOpenAt": "2026-12-01T09:00:00Z",
      "salesCloseAt": "2026-12-04T19:00:00Z\""""),
  HOLD_EXPIRED(
      409,
      "Hold expired",
      "The hold's time was up before the request was decided. Its seats went back to the pool.",
      "Place a new hold; the seats may still be free.",
      List.of(new Member("expiredAt", "string", "when the hold's time was up")),
      """
      "detail": "The hold's time was up at 2026-12-04T19:15:00Z.",
      "expiredAt": "2026-12-04T19:15:00Z\""""),
  HOLD_RELEASED(
      409,
      "Hold released",
      "The hold was released, and its seats went back to the pool.",
      "Place a new hold; the seats may still be free.",
      List.of(),
      """
      "detail": "The hold was released already.\""""),
  HOLD_CONFIRMED(
      409,
      "Hold confirmed",
      "The hold was confirmed and is a reservation now; it can't be changed or released any more.",
      "Cancel the reservation, or seats of it, if they are to go back to the pool.",
      List.of(),
      """
      "detail": "The hold was confirmed already.\""""),
  QUOTE_MISMATCH(
      409,
      "Quote mismatch",
      "The hold's total is not the expectedTotal that was sent. The hold stays as it is.",
      "Show the buyer the quote, and confirm with its total.",
      List.of(
          new Member(
              "quote",
              "object",
              "the hold's currency, its currencyDigits, and the total in minor units")),
      """
      "detail": "The hold's total is another than expected.",
      "quote": {"currency": "EUR", "currencyDigits": 2, "total": 9800}"""),
  RESYNC(
      410,
      "Start again",
      "The version is none that changes can be told from: it is past the head, of another epoch, or "
          + "so old that what followed is not kept any more.",
      "Read the availability, and ask for what follows its version and epoch.",
      List.of(
          new Member("epoch", "integer", "the epoch at hand"),
          new Member("version", "integer", "the version at hand")),
      """
      "detail": "There are no changes after version 41 of epoch 1 (expected: up to version 17 of \
      epoch 2).",
      "epoch": 2,
      "version": 17"""),
  TOO_MANY_REQUESTS(
      429,
      "Too many requests",
      "There were more requests from this address, or with this key, than the operator of the "
          + "service lets through in a while. Nothing was done.",
      "Send the request again after the seconds that Retry-After says. RateLimit-Policy says how "
          + "many are taken, and RateLimit how many are left.",
      List.of(),
      """
      "detail": "More than 60 requests in 60 seconds (address-holding). One is taken again in 1 \
      seconds.\""""),
  INTERNAL_ERROR(
      500,
      "Internal error",
      "Something went wrong that should not have; the fault is ours.",
      "Try again later. If it stays, report the instance, which the service's log names as well.",
      List.of(new Member("instance", "string", "names this one failure")),
      """
      "detail": "Something went wrong that should not have.",
      "instance": "urn:uuid:4e4ff8e5-9f0e-4c4b-a3b3-1f4d9a9a2f6d\""""),
  UNAVAILABLE(
      503,
      "Unavailable",
      "There is no answer now: too much is waiting, the database is away, or nobody knows yet "
          + "whether the change was made.",
      "Send the same request again after the seconds that Retry-After says. With the same "
          + "Idempotency-Key that is safe: nothing happens twice.",
      List.of(),
      """
      "detail": "There is no answer now. Trying again with the same Idempotency-Key is safe.\"""");

  /// A member that a problem has besides type, title, status and detail.
  record Member(String name, String type, String meaning) {
    private static final Member ERRORS =
        new Member(
            "errors",
            "array",
            "each defect: detail, and where it is: pointer, a JSON pointer into the body (empty for "
                + "the whole of it), parameter, a query parameter's name, or header, a header's "
                + "name");
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
