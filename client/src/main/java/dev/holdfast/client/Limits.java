package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// How many seats and places of an event somebody may have. What is null in a request is the
/// default, or stays.
///
/// @param customer of each customer of each client
/// @param client of each client, over all of its customers
/// @param address of each address from which browsers hold seats
public record Limits(@Nullable Limit customer, @Nullable Limit client, @Nullable Limit address) {
  /// The maximum number of seats and places at one time.
  ///
  /// @param held in holds; 0 for any number
  /// @param total in holds and reservations together; 0 for any number
  public record Limit(int held, int total) {}
}
