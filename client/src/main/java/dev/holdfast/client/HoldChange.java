package dev.holdfast.client;

import dev.holdfast.client.NewHold.AreaQuantity;
import java.util.List;
import java.util.Map;

/// What to change of a hold, completely or not at all.
///
/// @param add seat ids
/// @param remove seat ids
/// @param areas the new number of the hold's places in these areas; 0 for none
/// @param ticketTypes by seat id
public record HoldChange(
    List<String> add,
    List<String> remove,
    List<AreaQuantity> areas,
    Map<String, String> ticketTypes) {
  /// These seats in place of those.
  public static HoldChange of(List<String> add, List<String> remove) {
    return new HoldChange(add, remove, List.of(), Map.of());
  }
}
