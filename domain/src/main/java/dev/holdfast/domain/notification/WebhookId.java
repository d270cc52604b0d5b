package dev.holdfast.domain.notification;

import java.util.UUID;

/// Names one webhook endpoint.
public record WebhookId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
