package dev.holdfast.rest;

import dev.holdfast.domain.client.Client;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/// A client.
@RegisterForReflection
record ClientBody(UUID id, String name) {
  static ClientBody from(Client client) {
    return new ClientBody(client.id().value(), client.name());
  }

  /// All clients, by name.
  @RegisterForReflection
  record Listing(List<ClientBody> items) {}
}
