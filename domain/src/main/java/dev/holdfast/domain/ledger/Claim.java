package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The fact that somebody has a seat.
public sealed interface Claim {
  /// Whether it must never be lost, wherever holds are.
  default boolean isFinal() {
    return true;
  }

  /// When it ends by itself, without a hold that does; empty if it does not.
  static Optional<Instant> releaseAt(@Nullable Claim claim) {
    return claim instanceof Blocked blocked
        ? Optional.ofNullable(blocked.releaseAt)
        : Optional.empty();
  }

  /// By a hold that has not ended.
  record Held(HoldId holdId) implements Claim {
    @Override
    public boolean isFinal() {
      return false;
    }
  }

  /// By a final sale.
  ///
  /// @param holder the reservation's
  record Reserved(ReservationId reservationId, Holder holder) implements Claim {}

  /// By the organiser, who has taken it out of sale.
  ///
  /// @param reason as the organiser gave it
  /// @param channel for whom it is put aside; null for nobody
  /// @param releaseAt the first instant at which it is on sale again, a whole microsecond; null if
  ///     that is left to the organiser
  record Blocked(String reason, @Nullable String channel, @Nullable Instant releaseAt)
      implements Claim {
    public Blocked {
      releaseAt = releaseAt == null ? null : releaseAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// Whether the seat is out of sale. From its release on it is not, whatever is stored.
    public boolean isLive(Instant now) {
      return releaseAt == null || now.isBefore(releaseAt);
    }
  }

  /// In a way that only later versions know. So nobody can have the seat, and nothing that this
  /// version decides gives it to somebody else.
  record Unknown() implements Claim {}
}
