package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import java.util.List;

/// Who has the seats of an event, at one version and one instant.
///
/// @param held the numbers of seats in live holds, ascending
/// @param reserved the numbers of sold seats, ascending
/// @param due how many holds are expired but not swept yet; their seats count as available
public record Availability(
    Sale sale, long epoch, long version, List<Integer> held, List<Integer> reserved, int due) {
  public Availability {
    held = List.copyOf(held);
    reserved = List.copyOf(reserved);
  }

  /// How many seats and places can be held at once.
  public int available() {
    return sale.seatMap().capacity() - held.size() - reserved.size();
  }
}
