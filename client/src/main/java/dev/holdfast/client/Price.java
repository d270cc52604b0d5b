package dev.holdfast.client;

import java.util.Map;

/// What a seat of a category costs, in minor units of the event's currency.
public sealed interface Price {
  /// The same for all.
  record Flat(long amount) implements Price {}

  /// By the ids of ticket types.
  record ByTicketType(Map<String, Long> amounts) implements Price {}
}
