package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is to be looked up of one event: what commands name and its state may not know.
public record Lookup(Set<RequestKey> keys, Set<HoldId> holds, Set<ReservationId> reservations) {
  public Lookup {
    keys = Set.copyOf(keys);
    holds = Set.copyOf(holds);
    reservations = Set.copyOf(reservations);
  }

  /// What these name.
  public static Lookup by(List<Submission> submissions) {
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
    return new Lookup(keys, holds, reservations);
  }

  /// Whether nothing is.
  public boolean isEmpty() {
    return keys.isEmpty() && holds.isEmpty() && reservations.isEmpty();
  }
}
