package dev.holdfast.application.port.in;

import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Holding seats and places, and what becomes of holds.
///
/// A caller may touch a hold whose secret it knows, and with a key also one that it has placed, or
/// that is of an event of its own. A hold that is unknown and a hold that the caller may not touch
/// look alike. Every method that
/// changes something waits for the outcome and throws {@link Unavailable} if it is not to be had.
public interface SeatHolds {
  /// Takes seats and places for a limited time, all or none. To a caller with a key who may
  /// not sell the event, there is no such event. The hold's customer is the caller's, if it has
  /// one.
  ///
  /// @param key null if the request has no idempotency key
  Outcome place(EventId event, Selection selection, Caller caller, @Nullable RequestKey key);

  /// A hold as it is now, ended or not; ended ones for at least 24 h.
  Optional<HoldView> find(HoldId id, Caller caller);

  /// A page of the holds of an event, by their ids: all of them for the event's owner, and for a
  /// client that may sell it, those that it has placed.
  ///
  /// Where holds are in Redis, those that were released, or have expired and were swept, are not
  /// among them.
  ///
  /// @param status null for any
  /// @param after the {@link Page#next} of the page before; null for the first page
  /// @param limit 1 to 200
  /// @return empty if there is no such event, or the caller may not sell it
  Optional<Page<HoldView>> list(
      EventId event, Hold.@Nullable Status status, @Nullable UUID after, int limit, Caller caller);

  /// Adds, gives back and re-types seats and places, all or nothing; the expiry stays.
  Outcome change(HoldId id, Amendment amendment, Caller caller, @Nullable RequestKey key);

  /// Lets a hold live longer, as far as its event's policy lets it.
  Outcome extend(HoldId id, Caller caller, @Nullable RequestKey key);

  /// Gives a hold's seats back. Releasing an ended hold again changes nothing.
  Outcome release(HoldId id, Caller caller);

  /// Ends the time of a hold of a test event at once. Again changes nothing.
  Outcome expireNow(HoldId id, Caller caller, @Nullable RequestKey key);

  /// Sells a hold's seats. Confirming again gives the same reservation.
  ///
  /// Where the event's `browserConfirm` is false, a caller without a key is refused, and one with a
  /// key who may not sell the event, whatever has become of the hold, and of an earlier
  /// request with the idempotency key.
  Outcome confirm(HoldId id, Confirmation confirmation, Caller caller, @Nullable RequestKey key);

  /// The token that proves that a caller owns a hold, to be given to whoever placed it.
  String secretOf(HoldView hold);

  /// What is to be held.
  ///
  /// @param seats seat ids
  /// @param areas places of areas
  /// @param ticketTypes ticket type ids by seat id
  /// @param customer the shop's own id of its customer; null if there is none
  /// @param metadata a JSON object; null if there is none
  record Selection(
      List<String> seats,
      List<Command.Quantity> areas,
      Map<String, String> ticketTypes,
      @Nullable String customer,
      @Nullable String metadata) {
    public Selection {
      seats = List.copyOf(seats);
      areas = List.copyOf(areas);
      ticketTypes = Map.copyOf(ticketTypes);
    }
  }

  /// What is to be changed.
  ///
  /// @param add seat ids
  /// @param remove seat ids
  /// @param areas what the hold has of these areas afterwards
  /// @param ticketTypes ticket type ids by seat id, in the order in which they were named
  record Amendment(
      List<String> add,
      List<String> remove,
      List<Command.Quantity> areas,
      Map<String, String> ticketTypes) {
    public Amendment {
      add = List.copyOf(add);
      remove = List.copyOf(remove);
      areas = List.copyOf(areas);
      ticketTypes = Collections.unmodifiableMap(new LinkedHashMap<>(ticketTypes));
    }
  }

  /// What is to be confirmed.
  ///
  /// @param reference what the shop calls the sale; null if nothing
  /// @param expectedTotal refused if the quote is another, in minor units; null for any quote
  record Confirmation(@Nullable String reference, @Nullable Long expectedTotal) {}
}
