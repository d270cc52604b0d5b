package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import java.util.List;
import java.util.Map;

/// What the store must look up for a batch, because an event's state does not keep it: ended holds,
/// reservations and answers that its commands name, and the details of the holds they name.
public record LookupResult(
    List<Hold> endedHolds,
    Map<HoldId, HoldDetails> details,
    List<Reservation> reservations,
    List<KeptAnswer> answers) {
  /// Nothing was found.
  public static final LookupResult NONE =
      new LookupResult(List.of(), Map.of(), List.of(), List.of());

  public LookupResult {
    endedHolds = List.copyOf(endedHolds);
    details = Map.copyOf(details);
    reservations = List.copyOf(reservations);
    answers = List.copyOf(answers);
  }
}
