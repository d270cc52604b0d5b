package dev.holdfast.application.port.in;

import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Final sales, and taking them back. A caller needs the secret of the hold that became the
/// reservation, or a key of the event's owner or of the client that placed the hold; any other is
/// told that there is no such reservation.
public interface Reservations {
  /// A reservation as it is now.
  Optional<ReservationView> find(ReservationId id, Caller caller);

  /// A page of the reservations of an event, by their ids: all of them for the event's owner, and
  /// for a client that may sell it, those of the holds that it has placed.
  ///
  /// @param filter which of them
  /// @param after the {@link Page#next} of the page before; null for the first page
  /// @param limit 1 to 200
  /// @return empty if there is no such event, or the caller may not sell it
  Optional<Page<ReservationView>> list(
      EventId event, Filter filter, @Nullable UUID after, int limit, Caller caller);

  /// Which reservations are listed: those of which all that is said here is true.
  ///
  /// @param code null for any
  /// @param reference null for any
  /// @param customer the hold's; null for any
  record Filter(@Nullable String code, @Nullable String reference, @Nullable String customer) {}

  /// Takes sold seats and places back, all of them if none are named; taking back the same again
  /// changes nothing.
  ///
  /// Where the event's `browserConfirm` is false, a caller without a key is refused, and so is one
  /// with a key who may not sell the event.
  ///
  /// @param seats seat ids; null for none, or all
  /// @param areas places; null for none, or all
  /// @param reason null if none was given
  /// @param key null if the request has no idempotency key
  Outcome cancel(
      ReservationId id,
      @Nullable List<String> seats,
      @Nullable List<Command.Numbers> areas,
      @Nullable String reason,
      Caller caller,
      @Nullable RequestKey key);
}
