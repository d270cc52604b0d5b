package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import java.util.List;

/// Who has the seats of an event, at one version and one instant.
///
/// @param held the numbers of seats in live holds, ascending
/// @param reserved the numbers of sold seats, ascending
public record Availability(Sale sale, Stamp stamp, List<Integer> held, List<Integer> reserved) {
  /// What names an availability. Time alone changes who has which seat, by holds that run out.
  ///
  /// @param due how many holds are expired but not swept yet; their seats count as available
  public record Stamp(long epoch, long version, int due) {}

  public Availability {
    held = List.copyOf(held);
    reserved = List.copyOf(reserved);
  }

  /// How many seats and places can be held at once.
  public int available() {
    return sale.seatMap().capacity() - held.size() - reserved.size();
  }
}
