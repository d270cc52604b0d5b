package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is final of events whose holds are in another store: their reservations, who has which
/// sold seat, which seats are blocked, and their settings. It has the last word on them, whatever
/// that store believes.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface FinalSales {
  /// One try to make the final part of a batch final, which happens once or never.
  ///
  /// @param number a random number that names the try
  /// @param holds those whose sale it makes or cancels
  record Attempt(EventId event, long number, List<HoldId> holds) {
    public Attempt {
      holds = List.copyOf(holds);
    }
  }

  /// What became of an attempt.
  enum Fate {
    /// It is stored, and durable.
    STORED,
    /// It is not stored, and never will be.
    ABANDONED,
    /// The same, since it does not go with what is stored: the event is in another epoch, or a
    /// seat has another owner.
    CONTRADICTED
  }

  /// Stores the final parts of batches, each of another event.
  ///
  /// @param waits whether to wait for an event that somebody else has locked; if not, its attempt
  ///     is abandoned
  /// @return what became of each attempt
  /// @throws OutcomeUnknown if nobody can say yet; {@link #settle} can, later
  Map<Attempt, Fate> store(Map<Attempt, Batch> batches, boolean waits);

  /// Finds out what became of an attempt. One that has not been stored by now never will be.
  Fate settle(Attempt attempt);

  /// What is stored of an event at the beginning of an epoch.
  ///
  /// @param version of the last entry that was stored
  /// @param lastAt its instant
  /// @param settings of the event
  /// @param claims of sold and blocked seats, by their number
  /// @param lastNumbers see {@link dev.holdfast.domain.ledger.EventState#lastNumbers}
  /// @param sold those of the holds asked about that have been sold, their sale cancelled or not
  record Opening(
      long epoch,
      long version,
      Instant lastAt,
      Settings settings,
      Map<Integer, Claim> claims,
      List<Integer> lastNumbers,
      Set<HoldId> sold) {}

  /// Opens an event in the other store. Of those who want to at once, one does it at a time.
  interface Opener {
    /// What the other store knows of the event.
    ///
    /// @param epoch the last one; 0 for none
    /// @param holds those of which it is to be said whether they have been sold
    record Known(long epoch, List<HoldId> holds) {}

    /// Looks what the other store knows; empty if somebody else has opened the event by now.
    Optional<Known> look();

    /// Opens it.
    void open(Opening opening);
  }

  /// Begins a new epoch of an event, unless somebody else just has. No attempt of an earlier one is
  /// stored from now on.
  ///
  /// @param waits whether to wait for an event that somebody else has locked; if not, it stays as
  ///     it is
  void open(EventId event, Opener opener, boolean waits);

  /// What is stored of what is named.
  Map<EventId, LookupResult> lookUp(Map<EventId, Lookup> named);

  /// Where an event is.
  ///
  /// @param claims how many of its seats and places are sold or blocked
  record Standing(long epoch, long claims) {}

  /// The events whose holds are in the other store and that are not over.
  Map<EventId, Standing> standings();
}
