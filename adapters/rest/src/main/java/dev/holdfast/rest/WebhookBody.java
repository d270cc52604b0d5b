package dev.holdfast.rest;

import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.NotificationType;
import dev.holdfast.domain.notification.Webhook;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A webhook endpoint as its client sees it.
///
/// @param types which notifications are sent; empty for all
/// @param events of which events; empty for all
/// @param status `enabled`, `failing` or `disabled`
/// @param disabledReason null unless the service has disabled it
/// @param cursor of the last notification that was delivered, or passed over
/// @param failures how many deliveries have failed since the last one that did not
/// @param secret null unless it was made right now
@RegisterForReflection
record WebhookBody(
    UUID id,
    URI url,
    List<String> types,
    List<UUID> events,
    String status,
    @Nullable String disabledReason,
    String cursor,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant nextAttemptAt,
    Instant createdAt,
    @Nullable String secret) {

  static WebhookBody from(Webhook webhook) {
    return from(webhook, null);
  }

  static WebhookBody from(Webhook webhook, @Nullable String secret) {
    return new WebhookBody(
        webhook.id().value(),
        webhook.url(),
        webhook.types().stream().map(NotificationType::toString).sorted().toList(),
        webhook.events().stream().map(event -> event.value()).sorted().toList(),
        webhook.status(),
        webhook.disabledReason(),
        webhook.position().toString(),
        webhook.failures(),
        webhook.failingSince(),
        webhook.isEnabled() ? webhook.nextAttemptAt() : null,
        webhook.createdAt(),
        secret);
  }

  /// All of a client's.
  @RegisterForReflection
  record Listing(List<WebhookBody> items) {}

  /// A secret.
  ///
  /// @param previousUntil until when requests are also signed with the one before
  @RegisterForReflection
  record SecretBody(String secret, Instant previousUntil) {}

  /// One attempt to deliver a notification.
  ///
  /// @param id null for a ping
  /// @param cursor of the notification; null for a ping
  /// @param status of the response; null if there was none
  /// @param error null if it was delivered
  @RegisterForReflection
  record DeliveryBody(
      @Nullable String id,
      String notificationId,
      String type,
      @Nullable String cursor,
      Instant at,
      int attempt,
      @Nullable Integer status,
      @Nullable String error,
      long durationMillis) {
    static DeliveryBody from(Delivery delivery) {
      FeedPosition position = delivery.position();
      return new DeliveryBody(
          delivery.number() == 0 ? null : String.valueOf(delivery.number()),
          delivery.notification(),
          delivery.type(),
          position == null ? null : position.toString(),
          delivery.at(),
          delivery.attempt(),
          delivery.status(),
          delivery.error(),
          delivery.took().toMillis());
    }
  }

  /// A page of attempts, the latest first.
  @RegisterForReflection
  record Deliveries(List<DeliveryBody> items, @Nullable String nextCursor) {
    /// @param limit how many were asked for
    static Deliveries from(List<Delivery> deliveries, int limit) {
      return new Deliveries(
          deliveries.stream().map(DeliveryBody::from).toList(),
          deliveries.size() < limit ? null : String.valueOf(deliveries.getLast().number()));
    }
  }
}
