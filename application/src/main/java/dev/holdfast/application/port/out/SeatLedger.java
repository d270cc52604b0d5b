package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.time.Instant;
import java.util.List;

/// The gap-free, ordered record of every change of each event's seats, and the arbiter of who has
/// which seat. Nothing changes an event's seats past {@link #commit}.
///
/// An implementation passes `SeatLedgerContract`. It may be called by many threads, but by one at a
/// time with the same state.
public interface SeatLedger {
  /// Decides a batch of commands of one event and stores what it comes to, in one transaction.
  ///
  /// Under the event's lock it brings the state to the head, reads its clock, lets the domain
  /// decide the batch in order and stores all of it or nothing. A decision's instant is never
  /// before the event's last entry, and a confirmation is stored only while its hold is live.
  ///
  /// @param state of the event; at the new head afterwards, and of no more use if this throws
  /// @param batch at least one
  /// @return one outcome for each submission, in order
  /// @throws LedgerUnavailable if nothing was changed, since the store could not be used
  /// @throws OutcomeUnknown if nobody can say whether the batch was stored
  List<Outcome> commit(EventState state, List<Submission> batch);

  /// Replaces all that a state knows by one consistent snapshot of the store.
  ///
  /// @return the store's clock at the snapshot, not before the event's last entry
  /// @throws LedgerUnavailable if the store could not be used
  Instant load(EventState state);

  /// The entries of an event that follow a version, in order.
  ///
  /// @param after 0 for the beginning
  /// @param atMost at least 1
  /// @throws LedgerUnavailable if the store could not be used
  List<LedgerEntry> entries(EventId event, long after, int atMost);

  /// Events with a hold whose time is up.
  ///
  /// @param atMost at least 1
  /// @throws LedgerUnavailable if the store could not be used
  List<EventId> eventsWithDueHolds(int atMost);
}
