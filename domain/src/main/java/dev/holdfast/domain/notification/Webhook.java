package dev.holdfast.domain.notification;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An address to which a client's notifications are sent.
///
/// @param owner whose it is; null for an administrator without a client
/// @param types which are sent; empty for all
/// @param events the events whose notifications are sent; empty for all
/// @param isEnabled whether any are sent
/// @param disabledReason why they are not; null if they are, or the client wanted it so
/// @param position up to which notifications were delivered
/// @param failures how many deliveries have failed since the last one that did not
/// @param failingSince when the first of them failed; null if there are none
/// @param nextAttemptAt when it is tried again; null for at once
public record Webhook(
    WebhookId id,
    @Nullable ClientId owner,
    URI url,
    Set<NotificationType> types,
    Set<EventId> events,
    boolean isEnabled,
    @Nullable String disabledReason,
    FeedPosition position,
    Instant createdAt,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant nextAttemptAt) {
  public Webhook {
    types = Set.copyOf(types);
    events = Set.copyOf(events);
  }

  /// Whether a notification is to be sent.
  public boolean wants(Notification notification) {
    return (types.isEmpty() || types.contains(notification.type()))
        && (events.isEmpty()
            || (notification.event() != null && events.contains(notification.event())));
  }

  /// Whether the same notifications go to the same address.
  public boolean isSentTheSameAs(Webhook other) {
    return isEnabled == other.isEnabled
        && url.equals(other.url)
        && types.equals(other.types)
        && events.equals(other.events);
  }

  /// What is told of it: `enabled`, `failing` or `disabled`.
  public String status() {
    return !isEnabled ? "disabled" : failingSince == null ? "enabled" : "failing";
  }
}
