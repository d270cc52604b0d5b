package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Refusal.Conflict;
import dev.holdfast.domain.ledger.Refusal.Shortage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A seat that is not to be had.
///
/// @param kind `seat`
/// @param mayBeFreeAt when the hold that has it runs out; null if no hold has it
@RegisterForReflection
record ConflictBody(String kind, String id, String reason, @Nullable Instant mayBeFreeAt) {
  private static final String NOT_FOR_SALE = "not-for-sale";

  static ConflictBody from(Conflict conflict) {
    return new ConflictBody(
        "seat",
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
  /// @param kind `area`
  /// @param requested how many places the hold was to have
  /// @param available how many it could have, those that it has included
  @RegisterForReflection
  record OfArea(String kind, String id, String reason, int requested, int available) {
    static OfArea from(Shortage shortage) {
      return new OfArea(
          "area",
          shortage.area(),
          shortage.forSale() ? "too-few" : NOT_FOR_SALE,
          shortage.requested(),
          shortage.available());
    }
  }
}
