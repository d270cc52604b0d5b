package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.EventState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares what is stored of an event with itself and with the event's ledger. It locks nothing
/// and changes nothing. Every method throws {@link LedgerUnavailable} if the store could not be
/// used.
public interface LedgerAudit {
  /// What can't be true.
  enum Kind {
    /// A seat has two owners: a live hold or ticket has it, and a claim says that somebody else
    /// has it.
    DOUBLE_CLAIM,
    /// A claim has neither a live hold, nor a live ticket, nor is it a block.
    ORPHANED_CLAIM,
    /// A seat of a live hold or ticket has no claim.
    UNCLAIMED_SEAT,
    /// The entries of the ledger come to something else than what is stored.
    LEDGER_MISMATCH,
    /// Available, held, reserved and blocked seats or places do not come to the capacity.
    COUNT_MISMATCH
  }

  /// Something that can't be true.
  ///
  /// @param seat the seat, or the area of the place; null if it is about the event as a whole
  record Finding(Kind kind, @Nullable String seat, String detail) {}

  /// Events in the order of their ids.
  ///
  /// @param last the last one before; null for the beginning
  /// @param atMost at least 1
  List<EventId> eventsAfter(@Nullable EventId last, int atMost);

  /// Brings a state forward by entries alone. One that is not known begins where the ledger does.
  /// It stays unknown if that is not to be told from the entries: of an event with holds in another
  /// store, after a new epoch began, and of entries of a later version.
  ///
  /// @param atMost how many entries, at least 1
  /// @return whether there are no more
  /// @throws IllegalStateException if the entries contradict each other
  boolean fold(EventState state, int atMost);

  /// Looks at what is stored at one moment, and whether the entries come to it.
  ///
  /// @param folded as {@link #fold} left it, which is brought to the head; one that is unknown is
  ///     replaced by what is stored, from where later entries can be folded, unless its holds are
  ///     elsewhere
  /// @return what can't be true, not more than a few of each kind
  List<Finding> compare(EventState folded);
}
