package dev.holdfast.domain.limit;

import java.util.OptionalInt;

/// How many requests somebody may make in a minute, by what they are for. Each is 1 or more; empty
/// is as many as one likes.
///
/// @param browsing to read
/// @param holding to place, change and confirm holds, and to cancel reservations
/// @param managing to change anything else
public record Quotas(OptionalInt browsing, OptionalInt holding, OptionalInt managing) {
  /// No limits.
  public static final Quotas NONE =
      new Quotas(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
