package dev.holdfast.application.port.in;

import java.util.Optional;

/// Buying for nobody, from an event that is there for this purpose, so that somebody hears of it if
/// buying does not work while no buyer tries.
public interface Canary {
  /// Holds a seat or place that is free, confirms the hold and cancels the reservation.
  ///
  /// If there was no answer the last time, it first goes on from there, as a shop would that asks
  /// again. A hold that it does not know of or can't confirm expires by itself.
  ///
  /// @return why it was refused; empty if all went well
  /// @throws Unavailable if there is no answer for now
  Optional<String> buy();
}
