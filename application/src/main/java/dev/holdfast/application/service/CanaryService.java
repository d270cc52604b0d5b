package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Canary;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.seatmap.SeatMap;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Serves {@link Canary} through the ports that buyers come in by. It takes any seat or place, so
/// that those of several nodes seldom want the same.
public final class CanaryService implements Canary {
  /// Browsers may not confirm what is held of most events.
  private static final Caller SHOP = Caller.admin();

  private static final String NAME = "canary";

  /// Whoever else takes the same seat does not do so again and again.
  private static final int MOST_CONFLICTS = 2;

  private final EventId event;
  private final SeatViews views;
  private final SeatHolds holds;
  private final Reservations reservations;
  private final RandomGenerator random;

  /// What was held, and not sold and cancelled for want of an answer.
  private @Nullable HoldId unfinished;

  /// Buys from this event.
  ///
  /// @param random chooses among the free seats and places
  public CanaryService(
      EventId event,
      SeatViews views,
      SeatHolds holds,
      Reservations reservations,
      RandomGenerator random) {
    this.event = event;
    this.views = views;
    this.holds = holds;
    this.reservations = reservations;
    this.random = random;
  }

  @Override
  public synchronized Optional<String> buy() {
    HoldId before = unfinished;
    if (before != null) {
      // It may have expired meanwhile, and then nothing is left of it.
      var _ = finish(before);
    }
    return buy(MOST_CONFLICTS);
  }

  private Optional<String> buy(int mostConflicts) {
    Optional<Availability> seats = views.availability(event);
    if (seats.isEmpty()) {
      return Optional.of("there is no event " + event);
    }
    if (seats.get().available() == 0) {
      return Optional.of("event " + event + " has no free seat or place");
    }
    Outcome outcome = holds.place(event, any(seats.get()), SHOP, null);
    if (outcome instanceof Outcome.Held(HoldView view)) {
      return finish(view.hold().terms().id());
    }
    return mostConflicts > 0 && outcome instanceof Outcome.Refused(Refusal.SeatsUnavailable _)
        ? buy(mostConflicts - 1)
        : refused("held", outcome);
  }

  private Optional<String> finish(HoldId hold) {
    unfinished = hold;
    Outcome outcome = holds.confirm(hold, new SeatHolds.Confirmation(NAME, null), SHOP, null);
    Optional<String> refusal =
        outcome instanceof Outcome.Confirmed(ReservationView view, _)
            ? cancel(view.reservation().id())
            : refused("confirmed", outcome);
    unfinished = null;
    return refusal;
  }

  private Optional<String> cancel(ReservationId sold) {
    Outcome outcome = reservations.cancel(sold, null, null, NAME, SHOP, null);
    return outcome instanceof Outcome.Cancelled ? Optional.empty() : refused("cancelled", outcome);
  }

  private Optional<String> refused(String expected, Outcome outcome) {
    String reason =
        outcome instanceof Outcome.Refused(Refusal.SalesClosed closed)
            ? switch (closed.reason()) {
              case NOT_OPEN -> "its sales are not open yet";
              case OVER -> "its sales are over";
              case PAUSED -> "its sales are paused";
            }
            : outcome.toString();
    return Optional.of("nothing of event %s could be %s: %s".formatted(event, expected, reason));
  }

  private SeatHolds.Selection any(Availability seats) {
    SeatMap map = seats.sale().seatMap();
    BitSet taken = new BitSet();
    seats.held().forEach(taken::set);
    seats.reserved().forEach(taken::set);
    seats.blocked().forEach(taken::set);
    int chosen = random.nextInt(seats.available());
    OptionalInt seat =
        IntStream.range(0, map.seats().size())
            .filter(number -> !taken.get(number))
            .skip(chosen)
            .findFirst();
    if (seat.isPresent()) {
      return selection(List.of(map.seat(seat.getAsInt()).id()), List.of());
    }
    int place = chosen - (map.seats().size() - taken.cardinality());
    for (Availability.AreaCount area : seats.areas()) {
      if (place < area.available()) {
        return selection(List.of(), List.of(new Command.Quantity(area.area().id(), 1, null)));
      }
      place -= area.available();
    }
    throw new IllegalStateException(
        "chosen: " + chosen + " (expected: < " + seats.available() + ")");
  }

  private static SeatHolds.Selection selection(List<String> seats, List<Command.Quantity> areas) {
    return new SeatHolds.Selection(seats, areas, Map.of(), null, null);
  }
}
