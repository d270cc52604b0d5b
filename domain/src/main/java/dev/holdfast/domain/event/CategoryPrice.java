package dev.holdfast.domain.event;

import java.util.Map;

/// What a seat of one category costs, in minor units of the event's currency.
public sealed interface CategoryPrice {
  /// The same for every ticket type.
  record Flat(long amount) implements CategoryPrice {}

  /// One price for each ticket type, by its id.
  record ByTicketType(Map<String, Long> amounts) implements CategoryPrice {
    public ByTicketType {
      amounts = Map.copyOf(amounts);
    }
  }
}
