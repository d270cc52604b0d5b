package dev.holdfast.domain.notification;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What became of one attempt to deliver a notification.
///
/// @param number from 1, ascending; 0 if it was not stored yet
/// @param notification the notification's id
/// @param type the notification's type
/// @param position of the notification in the feed; null if it is not there
/// @param attempt from 1
/// @param status of the response; null if there was none
/// @param error why it failed; null if it did not
public record Delivery(
    long number,
    String notification,
    String type,
    @Nullable FeedPosition position,
    Instant at,
    int attempt,
    @Nullable Integer status,
    @Nullable String error,
    Duration took) {
  /// Whether the receiver has it.
  public boolean hasSucceeded() {
    return error == null;
  }
}
