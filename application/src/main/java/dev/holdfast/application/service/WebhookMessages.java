package dev.holdfast.application.service;

import dev.holdfast.application.port.out.WebhookSender;
import dev.holdfast.application.port.out.WebhookSender.Result;
import dev.holdfast.application.port.out.WebhookStore;
import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Notification;
import dev.holdfast.domain.notification.Webhook;
import dev.holdfast.domain.notification.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes signed messages of notifications, and sends each once.
public final class WebhookMessages {
  private static final String CLOUD_EVENT = "application/cloudevents+json; charset=UTF-8";
  private static final int HUNDREDS = 100;
  private static final int SUCCESS = 2;

  private final WebhookStore store;
  private final WebhookSecrets secrets;
  private final WebhookSender sender;
  private final InstantSource clock;

  public WebhookMessages(
      WebhookStore store, WebhookSecrets secrets, WebhookSender sender, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.sender = sender;
    this.clock = clock;
  }

  /// The live secrets of an endpoint that can be read.
  List<byte[]> secrets(WebhookId id) {
    return store.secrets(id).stream().flatMap(one -> secrets.open(id, one).stream()).toList();
  }

  /// Sends a notification.
  ///
  /// @param signing each of which signs
  Delivery send(
      Webhook webhook,
      List<byte[]> signing,
      Notification notification,
      @Nullable FeedPosition position,
      int attempt) {
    Instant at = clock.instant();
    Result result =
        signing.isEmpty()
            ? new Result.Unanswered("its secret can't be read (expected: that it is rotated)")
            : post(webhook, signing, notification, at);
    Integer status = result instanceof Result.Answered(int answered) ? answered : null;
    return new Delivery(
        0,
        notification.id(),
        notification.type().toString(),
        position,
        at,
        attempt,
        status,
        switch (result) {
          case Result.Unanswered(String reason) -> reason;
          case Result.Answered(int of) ->
              of / HUNDREDS == SUCCESS ? null : "status: " + of + " (expected: 200..299)";
        },
        Duration.between(at, clock.instant()));
  }

  private Result post(
      Webhook webhook, List<byte[]> signing, Notification notification, Instant at) {
    byte[] body = notification.json().getBytes(StandardCharsets.UTF_8);
    long timestamp = at.getEpochSecond();
    return sender.post(
        webhook.url(),
        Map.of(
            "content-type",
            CLOUD_EVENT,
            "webhook-id",
            notification.id(),
            "webhook-timestamp",
            Long.toString(timestamp),
            "webhook-signature",
            WebhookSecrets.signature(signing, notification.id(), timestamp, body)),
        body);
  }
}
