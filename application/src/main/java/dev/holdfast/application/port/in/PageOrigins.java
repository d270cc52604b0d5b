package dev.holdfast.application.port.in;

import dev.holdfast.domain.client.Origin;
import java.util.Optional;

/// From which pages browsers may call the API.
public interface PageOrigins {
  /// Whether pages of this origin may, if that is known at once.
  ///
  /// What was read of the keys is believed for half a second.
  ///
  /// @return empty if it has to be looked for
  Optional<Boolean> known(Origin origin);

  /// Whether pages of this origin may: the configuration names it, or a live publishable key of any
  /// client is for it. While the keys can't be read, it is as it was last.
  boolean find(Origin origin);
}
