package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.seatmap.Area;
import java.util.List;

/// Who has the seats of an event, at one version and one instant.
///
/// @param held the numbers of seats in live holds, ascending
/// @param reserved the numbers of sold seats, ascending
/// @param blocked the numbers of seats that are not for sale or taken out of it, ascending
/// @param areas how full each area is, in the map's order
public record Availability(
    Sale sale,
    Stamp stamp,
    List<Integer> held,
    List<Integer> reserved,
    List<Integer> blocked,
    List<AreaCount> areas) {
  /// What names an availability. Time alone changes who has which seat, by holds that run out and
  /// blocks that are over.
  ///
  /// @param due how many holds and releases of blocks are due but not swept yet; their seats count
  ///     as available
  public record Stamp(long epoch, long version, int due) {}

  /// How full an area is.
  ///
  /// @param held how many of its places live holds have
  /// @param reserved how many of its places are sold
  /// @param blocked how many of its places are not for sale or taken out of it
  public record AreaCount(Area area, int held, int reserved, int blocked) {
    /// How many of its places can be held at once.
    public int available() {
      return area.capacity() - held - reserved - blocked;
    }
  }

  public Availability {
    held = List.copyOf(held);
    reserved = List.copyOf(reserved);
    blocked = List.copyOf(blocked);
    areas = List.copyOf(areas);
  }

  /// How many seats and places can be held at once.
  public int available() {
    return sale.seatMap().seats().size()
        - held.size()
        - reserved.size()
        - blocked.size()
        + areas.stream().mapToInt(AreaCount::available).sum();
  }
}
