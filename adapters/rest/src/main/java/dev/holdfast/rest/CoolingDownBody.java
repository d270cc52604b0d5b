package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Refusal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/// A seat that whoever asked for it has let go, and can't hold again yet.
@RegisterForReflection
record CoolingDownBody(String id, Instant mayBeHeldAt) {
  static CoolingDownBody from(Refusal.CoolingDown.Seat seat) {
    return new CoolingDownBody(seat.seat(), seat.endsAt());
  }
}
