package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The gap-free, ordered record of every change of each event's seats, and the arbiter of who has
/// which seat. Nothing changes an event's seats past {@link #commitFree} and {@link #commit}.
///
/// An implementation passes `SeatLedgerContract` and `AreaLedgerContract`. Any thread may call it,
/// but to commit only one at a time with the same state.
public interface SeatLedger {
  /// Commands of one event, to be decided in order.
  ///
  /// @param state of the event
  /// @param submissions at least one
  record Work(EventState state, List<Submission> submissions) {
    public Work {
      submissions = List.copyOf(submissions);
    }
  }

  /// Decides batches of commands of several events and stores what they come to, all in one
  /// transaction that waits for no event's lock.
  ///
  /// Under an event's lock it brings the state to the head, reads its clock, lets the domain decide
  /// the batch in order and stores all of it or nothing. A decision's instant is never before the
  /// event's last entry, and a confirmation is stored only while its hold is live.
  ///
  /// @param works at least one, each of another event; their states are at the new heads afterwards
  /// @return for each work, one outcome for each submission, in order; empty if somebody else had
  ///     the event's lock, or kept the transaction from going on, or if the event can't be used at
  ///     once, and so nothing was decided
  /// @throws LedgerUnavailable if nothing was changed, since the store could not be used
  /// @throws OutcomeUnknown if nobody can say whether the batches were stored
  List<Optional<List<Outcome>>> commitFree(List<Work> works);

  /// The same for one event, waiting for its lock.
  ///
  /// @return one outcome for each submission, in order
  /// @throws EventDeleted if there is no such event any more
  /// @throws LedgerUnavailable if nothing was changed, since the store could not be used, or
  ///     somebody else kept the event's lock
  /// @throws OutcomeUnknown if nobody can say whether the batch was stored
  List<Outcome> commit(Work work);

  /// Brings a state to the head, or to a later version than it was at and not past the head.
  ///
  /// @throws EventDeleted if there is no such event any more
  /// @throws LedgerUnavailable if the store could not be used
  void load(EventState state);

  /// The entries of an event that follow a version, in order.
  ///
  /// @param after 0 for the beginning
  /// @param atMost at least 1
  /// @throws LedgerUnavailable if the store could not be used
  List<LedgerEntry> entries(EventId event, long after, int atMost);

  /// Where some ledgers are.
  ///
  /// @param events those that are stored by now and can be read at once. What keeps one from being
  ///     read ends by itself, or {@link #load} ends it.
  record Heads(Instant clock, Map<EventId, Head> events) {
    public Heads {
      events = Map.copyOf(events);
    }

    /// Where one ledger is.
    public record Head(long epoch, long version) {
      /// The later of two heads of one ledger.
      public static Head later(Head one, Head other) {
        boolean otherIsLater =
            one.epoch == other.epoch ? one.version < other.version : one.epoch < other.epoch;
        return otherIsLater ? other : one;
      }
    }
  }

  /// Where these events' ledgers are, and the store's clock, which is read before. This waits for
  /// no event.
  ///
  /// @throws LedgerUnavailable if the store could not be used
  Heads heads(Collection<EventId> events);

  /// Whether an answer is kept for a key, whatever the request it came with.
  ///
  /// @throws LedgerUnavailable if the store could not be used
  boolean isAnswered(EventId event, RequestKey key);

  /// Forgets what is kept of an event that is about to be deleted, or was, where the event itself
  /// is not.
  ///
  /// @throws LedgerUnavailable if the store could not be used
  default void forget(EventId event) {}

  /// Events with a hold whose time is up, or a block that is over.
  ///
  /// @param atMost at least 1
  /// @throws LedgerUnavailable if the store could not be used
  List<EventId> eventsDue(int atMost);

  /// How long the longest due hold, or release of a block, has been due; zero if nothing is.
  ///
  /// @throws LedgerUnavailable if the store could not be used
  Duration overdue();
}
