package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of one event is named that its state may not know.
public record Named(Set<RequestKey> keys, Set<HoldId> holds, Set<ReservationId> reservations) {
  public Named {
    keys = Set.copyOf(keys);
    holds = Set.copyOf(holds);
    reservations = Set.copyOf(reservations);
  }

  /// What these name.
  public static Named by(List<Submission> submissions) {
    Set<RequestKey> keys = new LinkedHashSet<>();
    Set<HoldId> holds = new LinkedHashSet<>();
    Set<ReservationId> reservations = new LinkedHashSet<>();
    for (Submission submission : submissions) {
      Optional.ofNullable(submission.key()).ifPresent(keys::add);
      if (submission.command() instanceof Command.OfHold of) {
        holds.add(of.holdId());
      }
      if (submission.command() instanceof Command.OfReservation of) {
        reservations.add(of.reservationId());
      }
    }
    return new Named(keys, holds, reservations);
  }

  /// Whether nothing is.
  public boolean isEmpty() {
    return keys.isEmpty() && holds.isEmpty() && reservations.isEmpty();
  }
}
