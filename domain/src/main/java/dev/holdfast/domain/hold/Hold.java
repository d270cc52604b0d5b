package dev.holdfast.domain.hold;

import java.time.Instant;

/// A hold in one of its states.
public sealed interface Hold {
  /// What it holds, or held.
  HoldTerms terms();

  /// Not ended by anybody yet. Its time may be up all the same: see {@link #status}.
  record Open(HoldTerms terms) implements Hold {}

  /// Turned into a reservation.
  record Confirmed(HoldTerms terms, ReservationId reservationId) implements Hold {}

  /// Given back by its owner.
  record Released(HoldTerms terms) implements Hold {}

  /// Given back because its time was up.
  record Expired(HoldTerms terms) implements Hold {}

  /// What a buyer is told of it.
  enum Status {
    HELD,
    CONFIRMED,
    RELEASED,
    EXPIRED
  }

  /// Its status at an instant: an open hold whose time is up is expired, swept or not.
  default Status status(Instant now) {
    return switch (this) {
      case Open(HoldTerms terms) -> terms.isLive(now) ? Status.HELD : Status.EXPIRED;
      case Confirmed _ -> Status.CONFIRMED;
      case Released _ -> Status.RELEASED;
      case Expired _ -> Status.EXPIRED;
    };
  }
}
