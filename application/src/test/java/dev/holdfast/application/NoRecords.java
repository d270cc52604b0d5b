package dev.holdfast.application;

import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.util.List;
import java.util.Optional;

/// There are no holds and no reservations.
public final class NoRecords implements HoldRecords {
  @Override
  public Page<HoldView> holds(Sale sale, HoldsWanted wanted) {
    return new Page<>(List.of(), null);
  }

  @Override
  public Page<Reservation> reservations(Sale sale, ReservationsWanted wanted) {
    return new Page<>(List.of(), null);
  }

  @Override
  public Optional<HoldView> hold(Sale sale, HoldId id) {
    return Optional.empty();
  }

  @Override
  public Optional<Reservation> reservation(Sale sale, ReservationId id) {
    return Optional.empty();
  }
}
