package dev.holdfast.client;

import java.util.List;

/// How many seats and places each client has at an event.
///
/// @param clients those that have some
public record Figures(List<OfClient> clients) {
  /// Those of one client.
  ///
  /// @param held in holds that have not expired
  /// @param reserved sold and not cancelled
  public record OfClient(String clientId, int held, int reserved) {}
}
