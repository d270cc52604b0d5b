package dev.holdfast.domain.client;

import java.util.UUID;

/// Names one key. It is part of the key's token and no secret.
public record KeyId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
