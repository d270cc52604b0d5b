package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem as of RFC 9457: why the service refused a request. A problem that a buyer's program
/// has to tell from others has a type of its own, with its members.
public sealed interface Problem {
  /// The members that every problem has.
  About about();

  /// What every problem says.
  ///
  /// @param type what went wrong, for programs; `about:blank` if the answer was no problem
  /// @param status the status code of HTTP
  /// @param detail for people
  /// @param requestId names the request in the log of the service; empty if the service did not
  ///     answer
  record About(String type, String title, int status, String detail, String requestId) {}

  /// A defect of a request.
  ///
  /// @param pointer where it is in the body, as a JSON pointer; null if it is not there
  /// @param parameter the query parameter that is defective, or null
  /// @param header the header that is defective, or null
  record Defect(
      String detail,
      @Nullable String pointer,
      @Nullable String parameter,
      @Nullable String header) {}

  /// 400: the request is not as the contract has it.
  record MalformedRequest(About about, List<Defect> errors) implements Problem {}

  /// 401: the key is missing, wrong, expired or revoked.
  record Unauthorized(About about) implements Problem {}

  /// 403: the key does not allow this call.
  record Forbidden(About about) implements Problem {}

  /// 404: there is no such thing, or the secret is wrong, or it is somebody else's.
  record NotFound(About about) implements Problem {}

  /// 409: seats or places are not available. Nothing was held.
  record SeatsUnavailable(About about, List<Conflict> conflicts) implements Problem {}

  /// 409: the same customer or address has let these seats go, and can't hold them again yet.
  record CoolingDown(About about, List<CoolingSeat> seats) implements Problem {}

  /// 409: the customer, the client or the address would have more than the event's limits allow.
  ///
  /// @param scope whose seats were counted: `customer`, `client` or `address`
  /// @param held how many seats and places are in holds now
  /// @param reserved how many seats and places are in reservations now
  record HoldLimitReached(About about, String scope, int limit, int held, int reserved)
      implements Problem {}

  /// 409: nothing can be held now.
  ///
  /// @param reason `not-open`, `over` or `paused`
  /// @param salesOpenAt null if sales have always been open
  record SalesClosed(
      About about, String reason, @Nullable Instant salesOpenAt, @Nullable Instant salesCloseAt)
      implements Problem {}

  /// 409: the hold's time was up.
  record HoldExpired(About about, Instant expiredAt) implements Problem {}

  /// 409: the hold was released.
  record HoldReleased(About about) implements Problem {}

  /// 409: the hold is confirmed already.
  record HoldConfirmed(About about) implements Problem {}

  /// 409: the hold has another total than the one that was expected. The hold stays.
  record QuoteMismatch(About about, Hold.Quote quote) implements Problem {}

  /// 409: the request was refused before, and would be accepted now. Send it with a new key.
  record RefusedBefore(About about) implements Problem {}

  /// 410: the changes from there on are not kept. Read the availability, and go on from its
  /// version.
  record Resync(About about, long epoch, long version) implements Problem {}

  /// 410: what follows the cursor is not kept. Read your holds and reservations, and go on from
  /// there.
  ///
  /// @param latest the cursor at which the feed ends
  record FeedResync(About about, String latest) implements Problem {}

  /// 409: the key's mandate does not allow this. Nothing was changed.
  ///
  /// @param cap the member of the mandate that does not allow it, such as `max-seats`, or
  ///     `reserved`
  /// @param value what the request would come to
  /// @param limit what the mandate says
  record MandateExceeded(About about, String cap, String value, String limit) implements Problem {}

  /// 412: the event was changed since it was read.
  record PreconditionFailed(About about) implements Problem {}

  /// 422: what was asked for is not possible, whoever has which seats.
  record Invalid(About about, List<Defect> errors) implements Problem {}

  /// 422: the same idempotency key was sent with another request.
  record IdempotencyKeyReused(About about) implements Problem {}

  /// 429: too many requests; see [ProblemException#retryAfter].
  record TooManyRequests(About about) implements Problem {}

  /// 503: the service is too busy, or does not know yet what has become of the request.
  record Unavailable(About about) implements Problem {}

  /// Any other problem, also of a later version of the service.
  record Other(About about) implements Problem {}

  /// A seat that whoever asked for it can't hold again yet.
  ///
  /// @param mayBeHeldAt when it can be held again
  record CoolingSeat(String id, Instant mayBeHeldAt) {}

  /// A seat or an area that is not to be had.
  ///
  /// @param kind `seat` or `area`
  /// @param id the seat's or the area's
  /// @param reason `held`, `reserved`, `blocked` or `not-for-sale`; of an area, `too-few` or
  ///     `not-for-sale`
  /// @param requested how many places were asked for; 0 for a seat
  /// @param available how many places the hold could have; 0 for a seat
  /// @param mayBeFreeAt when the hold that has the seat expires, if it is not extended; null if no
  ///     hold has it
  record Conflict(
      String kind,
      String id,
      String reason,
      int requested,
      int available,
      @Nullable Instant mayBeFreeAt) {}
}
