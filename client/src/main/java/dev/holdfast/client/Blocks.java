package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the organiser has taken out of sale.
public record Blocks(List<Block> items) {
  /// All that is blocked for one reason and channel until one time.
  ///
  /// @param releaseAt null if it stays blocked until it is unblocked
  public record Block(
      String reason,
      @Nullable String channel,
      @Nullable Instant releaseAt,
      List<String> seats,
      List<Places> areas) {}

  /// Some places of one area, whichever they are.
  public record Places(String id, int quantity) {}
}
