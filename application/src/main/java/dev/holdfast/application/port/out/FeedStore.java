package dev.holdfast.application.port.out;

import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The order of all changes of all events of a client. It says which changes come when; what they
/// are, the events' ledgers say.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface FeedStore {
  /// Appends what is new of events to the feeds of their owners, each in one row. The positions of
  /// a feed have no gaps, and whoever sees one has seen all before.
  ///
  /// @param heads of ledgers, as far as their entries are stored. What was appended before is not
  ///     appended again, and events that are not stored are passed over.
  /// @return whether any feed grew
  /// @throws LedgerUnavailable also if somebody else kept a feed's lock
  boolean append(Map<EventId, Head> heads);

  /// The same without waiting for whoever else appends to one of the feeds.
  ///
  /// @return the events of the feeds that somebody else has the lock of, which are not appended
  Set<EventId> appendFree(Map<EventId, Head> heads);

  /// Events whose ledgers are in this store and go on beyond what was appended, with their heads.
  /// Those of one feed do not keep out those of another.
  ///
  /// @param atMost at least 1
  Map<EventId, Head> behind(int atMost);

  /// The events whose ledgers are in another store and that are not over, or that had a final
  /// change a short time ago that was not appended.
  Collection<EventId> elsewhere();

  /// A part of a feed.
  ///
  /// @param owner null for the events that administrators without a client have made
  /// @param from the position of the first row
  /// @param atMost at least 1
  Part read(@Nullable ClientId owner, long from, int atMost);

  /// Deletes rows that are older than this, but never the last one of a feed.
  ///
  /// @return how many it deleted
  int deleteOld(Duration olderThan);

  /// Some rows of a feed, in order.
  ///
  /// @param epoch of the feed; 0 if it is empty
  /// @param first the position of the first row that is kept; 1 if the feed is empty
  /// @param last the row that was appended last; null if the feed is empty
  record Part(long epoch, long first, @Nullable Row last, List<Row> rows) {
    public Part {
      rows = List.copyOf(rows);
    }
  }

  /// Changes of one event.
  ///
  /// @param position from 1, without gaps
  /// @param epoch of the event
  /// @param from the version that they follow
  /// @param to the version of the last one
  /// @param isBroken whether the epoch is another than that of the event's row before
  /// @param at when it was appended, by the store's clock
  record Row(
      long position, EventId event, long epoch, long from, long to, boolean isBroken, Instant at) {}
}
