package dev.holdfast.application.port.in;

import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All changes of all events of a client, in an order that never changes.
public interface Feed {
  /// What follows a position.
  ///
  /// @param after null for the beginning of what is kept
  /// @param limit at least 1
  /// @throws Unavailable if a store could not be asked
  Reading read(Caller caller, @Nullable FeedPosition after, int limit);

  /// Where the feed ends now.
  FeedPosition latest(Caller caller);

  /// What was read.
  sealed interface Reading {
    /// These notifications, the earliest first; none if there is nothing new.
    ///
    /// @param next the position after them
    record Page(List<Item> items, FeedPosition next) implements Reading {
      public Page {
        items = List.copyOf(items);
      }
    }

    /// The position is none of this feed's, or what follows is not kept any more. So the caller has
    /// to read the state of its events, and to go on from where the feed ended before that.
    ///
    /// @param latest where the feed ends now
    record Resync(FeedPosition latest) implements Reading {}
  }

  /// A notification and the position after it.
  record Item(Notification notification, FeedPosition position) {}
}
