package dev.holdfast.application.port.in;

import dev.holdfast.domain.limit.Allowance;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// How often somebody may ask.
public interface RateLimits {
  /// What a request is for.
  enum Use {
    /// To read.
    BROWSING,
    /// To place, change and confirm holds, to cancel reservations, and to make buyer tokens.
    HOLDING,
    /// To change anything else.
    MANAGING
  }

  /// Counts a request: by the person who sends it; by its secret key if that has a limit of its
  /// own, or else by the key's client; without any of them, by its address.
  ///
  /// A request whose key may be made up is counted by its address before anybody looks for the key.
  ///
  /// @param mayBeMadeUp as {@link Authentication#mayBeMadeUp} says of its key; asked if addresses
  ///     have a limit
  /// @param caller who sends it; asked unless the address has asked too often
  /// @param address where it came from; what is behind one address is counted together
  /// @return empty if nothing limits it
  Optional<Allowance> take(
      Use use, BooleanSupplier mayBeMadeUp, Supplier<Caller> caller, String address);
}
