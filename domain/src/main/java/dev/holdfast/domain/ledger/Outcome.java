package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.ReservationView;

/// What became of a command.
public sealed interface Outcome {
  /// The hold was placed, changed or extended; this is how it is now.
  record Held(HoldView hold) implements Outcome {}

  /// The hold is confirmed.
  ///
  /// @param before whether it had been confirmed before this command
  record Confirmed(ReservationView reservation, boolean before) implements Outcome {}

  /// The hold has ended without a sale.
  record Released() implements Outcome {}

  /// The seats are cancelled.
  record Cancelled(ReservationView reservation) implements Outcome {}

  /// The organiser's command about the event is done.
  ///
  /// @param sale the event with the settings that it has then
  record Configured(Sale sale) implements Outcome {}

  /// Due holds were expired, and seats and places released whose block was over.
  ///
  /// @param ended how many holds, and seats and places of blocks
  record Expired(int ended) implements Outcome {}

  /// The request had been carried out before; this is its outcome with the state of now.
  record Replayed(Outcome original) implements Outcome {}

  /// Nothing was changed.
  record Refused(Refusal refusal) implements Outcome {}
}
