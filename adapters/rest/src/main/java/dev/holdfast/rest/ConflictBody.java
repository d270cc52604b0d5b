package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Refusal.Conflict;
import dev.holdfast.domain.ledger.Refusal.Shortage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A seat that is not to be had.
///
/// @param mayBeFreeAt when the hold that has it runs out; null if no hold has it
@RegisterForReflection
record ConflictBody(String seat, String reason, @Nullable Instant mayBeFreeAt) {
  private static final String NOT_FOR_SALE = "notForSale";

  static ConflictBody from(Conflict conflict) {
    return new ConflictBody(
        conflict.seat(),
        switch (conflict.reason()) {
          case HELD -> "held";
          case RESERVED -> "reserved";
          case BLOCKED -> "blocked";
          case NOT_FOR_SALE -> NOT_FOR_SALE;
        },
        conflict.mayBeFreeAt());
  }

  /// An area that has too few places left.
  ///
  /// @param requested how many places the hold was to have
  /// @param available how many it could have, those that it has included
  /// @param reason null unless the area is not for sale
  @RegisterForReflection
  record OfArea(String area, int requested, int available, @Nullable String reason) {
    static OfArea from(Shortage shortage) {
      return new OfArea(
          shortage.area(),
          shortage.requested(),
          shortage.available(),
          shortage.forSale() ? null : NOT_FOR_SALE);
    }
  }
}
