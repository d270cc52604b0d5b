package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.EventId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events that are over and whose holds were in another store than their {@link FinalSales}.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface PastEvents {
  /// What was found among some events, in the order of their ids.
  ///
  /// @param over the epochs of those that have been over for some time, their sale as well
  /// @param next where to go on; null at the end
  record Page(Map<EventId, Long> over, @Nullable EventId next) {
    public Page {
      over = Map.copyOf(over);
    }
  }

  /// Looks at some events.
  ///
  /// @param overFor for how long an event has to be over, by the store's clock; at least a day
  /// @param after the {@link Page#next} of the last page; null for the beginning
  /// @param atMost how many to look at
  Page page(Duration overFor, @Nullable EventId after, int atMost);

  /// Forgets what became of attempts to sell holds of events. Each of these events is in a new
  /// epoch then, so that an attempt that comes as late as this is not stored. One that somebody
  /// else has locked is passed over.
  ///
  /// @param atMost how many attempts to forget
  /// @return how many were forgotten
  int forgetAttempts(Collection<EventId> events, int atMost);
}
