package dev.holdfast.application.port.in;

import dev.holdfast.domain.limit.Allowance;
import java.util.Optional;

/// How often somebody may ask.
public interface RateLimits {
  /// What a request is for.
  enum Use {
    /// To read.
    BROWSING,
    /// To change something.
    HOLDING
  }

  /// Counts a request, by its client if it carried a secret key, or else by its address.
  ///
  /// @param address where it came from; what is behind one address is counted together
  /// @return empty if nothing limits it
  Optional<Allowance> take(Use use, Caller caller, String address);
}
