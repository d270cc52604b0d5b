package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.EventId;

/// Tells the nodes of each other's commits, soon and cheaply.
///
/// A notice may come twice, late or never. Whoever must know the head of a ledger reads it there;
/// the feed only spares most of that reading.
public interface ChangeFeed {
  /// Tells the other nodes that an event's ledger has a new head, soon after this returns.
  ///
  /// Of several heads of one event that wait to be told, the others hear the highest. This never
  /// waits for the store and never fails. To be called after the commit, outside of it.
  void tell(EventId event, long epoch, long version);

  /// Lets a listener hear of the other nodes' commits from now on. Each hears of all.
  void listen(Listener listener);

  /// What hears of other nodes' commits. It is called by one thread, which it must not keep.
  interface Listener {
    /// Another node says that an event's ledger is at this head, or was a moment ago.
    void changed(EventId event, long epoch, long version);

    /// Notices may have been missed: the feed has only now begun to hear, or to hear again.
    void missed();
  }
}
