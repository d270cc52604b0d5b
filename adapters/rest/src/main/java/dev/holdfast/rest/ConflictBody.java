package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Refusal.Conflict;
import dev.holdfast.domain.ledger.Refusal.Shortage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A seat that is not to be had.
///
/// @param mayBeFreeAt when the hold that has it runs out; null if no hold has it
@RegisterForReflection
record ConflictBody(String seat, String reason, @Nullable Instant mayBeFreeAt) {
  static ConflictBody from(Conflict conflict) {
    return new ConflictBody(
        conflict.seat(), conflict.reason().name().toLowerCase(Locale.ROOT), conflict.mayBeFreeAt());
  }

  /// An area that has too few places left.
  ///
  /// @param requested how many places the hold was to have
  /// @param available how many it could have, those that it has included
  @RegisterForReflection
  record OfArea(String area, int requested, int available) {
    static OfArea from(Shortage shortage) {
      return new OfArea(shortage.area(), shortage.requested(), shortage.available());
    }
  }
}
