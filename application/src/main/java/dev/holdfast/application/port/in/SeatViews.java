package dev.holdfast.application.port.in;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Holding;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who has an event's seats, as this node knows it, and how that changes. Another node's change is
/// seen a moment later; this node's own changes at once.
///
/// Every method is empty if there is no such event, and throws {@link Unavailable} if what is known
/// is too old and the store can't be asked.
public interface SeatViews {
  /// What names the availability of this moment: as long as it stays the same, so does the answer.
  Optional<Availability.Stamp> stamp(EventId event);

  /// Who has an event's seats now.
  Optional<Availability> availability(EventId event);

  /// What of an event is blocked now. To a caller who does not own the event, there is no such
  /// event.
  Optional<Blocks> blocks(EventId event, Caller caller);

  /// What of an event is blocked.
  ///
  /// @param numbers of seats and places, ascending
  record Blocks(Sale sale, Map<Claim.Blocked, List<Integer>> numbers) {}

  /// What each client has of an event now that has something: how many seats and places are in
  /// holds and in reservations. To a caller who does not own the event, there is no such event.
  Optional<Map<ClientId, Holding>> figures(EventId event, Caller caller);

  /// The changes that follow a version, the earliest first.
  ///
  /// @param since the version that the caller knows; 0 for the beginning
  /// @param epoch the epoch that the caller knows; null for the one at hand
  /// @param atMost at least 1
  Optional<Changes> changes(EventId event, long since, @Nullable Long epoch, int atMost);

  /// Calls a watcher whenever there may be changes that were not there before, until the watch is
  /// closed. It is called by the threads that sell, and must not keep them.
  Optional<Watch> watch(EventId event, Runnable watcher);

  /// What followed a version.
  sealed interface Changes {
    /// These entries, which end at the version `to`; none if there is nothing new.
    record Page(Sale sale, long epoch, long from, long to, List<LedgerEntry> entries)
        implements Changes {
      public Page {
        entries = List.copyOf(entries);
      }
    }

    /// The version is none of this ledger's, so the caller has to start from the availability.
    record Resync(long epoch, long version) implements Changes {}
  }

  /// Ends when it is closed.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
