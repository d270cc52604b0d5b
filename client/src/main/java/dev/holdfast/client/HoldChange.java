package dev.holdfast.client;

import dev.holdfast.client.NewHold.AreaQuantity;
import dev.holdfast.client.NewHold.SeatWish;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to change of a hold, completely or not at all.
///
/// @param add what it gets; null for nothing
/// @param remove what it gives back; null for nothing
/// @param set what it has afterwards, whatever it had; null for nothing
public record HoldChange(@Nullable Seats add, @Nullable Seats remove, @Nullable Target set) {
  /// Seats that a hold gets or gives back. Those that it gives back have no ticket type.
  public record Seats(List<SeatWish> seats) {}

  /// What a hold has afterwards.
  ///
  /// @param seats seats of the hold that get this ticket type
  /// @param areas the new number of the hold's places in these areas; 0 for none
  public record Target(List<SeatWish> seats, List<AreaQuantity> areas) {}

  /// These seats in place of those.
  public static HoldChange of(List<String> add, List<String> remove) {
    return new HoldChange(new Seats(SeatWish.all(add)), new Seats(SeatWish.all(remove)), null);
  }
}
