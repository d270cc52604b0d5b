package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where notifications are sent.
///
/// @param types of the notifications that are sent; empty for all
/// @param events whose notifications are sent; empty for all
/// @param status `enabled`, `failing` or `disabled`
/// @param disabledReason why the service has disabled it; null if it has not
/// @param cursor up to where in the feed everything was delivered
/// @param failures how many deliveries have failed in a row
/// @param failingSince null if the last delivery did not fail
/// @param nextAttemptAt likewise
/// @param secret of its signatures, only in the answer to adding it; otherwise null
public record WebhookEndpoint(
    String id,
    String url,
    List<String> types,
    List<String> events,
    String status,
    @Nullable String disabledReason,
    String cursor,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant nextAttemptAt,
    Instant createdAt,
    @Nullable String secret) {
  /// Settings of one. What is null stays as it is, or is as the service has it for new ones.
  ///
  /// @param url a public https address
  /// @param types none for all
  /// @param events at most 100, none for all
  public record Settings(
      @Nullable String url,
      @Nullable List<String> types,
      @Nullable List<String> events,
      @Nullable Boolean enabled) {
    /// All notifications go to this address.
    public static Settings all(String url) {
      return new Settings(url, null, null, null);
    }
  }

  /// A new secret of one.
  ///
  /// @param previousUntil until when requests are signed with the one before, too
  public record Secret(String secret, Instant previousUntil) {
    /// What a secret must not be in: a log.
    @Override
    public String toString() {
      return "Secret[previousUntil=" + previousUntil + "]";
    }
  }

  /// An attempt to deliver a notification.
  ///
  /// @param id null for a ping
  /// @param cursor of the notification; null for a ping
  /// @param attempt 1 or more
  /// @param status of the response; null if there was none
  /// @param error why it failed; null if it did not
  public record Delivery(
      @Nullable String id,
      String notificationId,
      String type,
      @Nullable String cursor,
      Instant at,
      int attempt,
      @Nullable Integer status,
      @Nullable String error,
      long durationMillis) {}

  /// What a secret must not be in: a log.
  @Override
  public String toString() {
    return "WebhookEndpoint[id=" + id + ", url=" + url + ", status=" + status + "]";
  }
}
