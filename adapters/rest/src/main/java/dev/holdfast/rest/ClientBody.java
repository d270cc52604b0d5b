package dev.holdfast.rest;

import dev.holdfast.domain.client.Client;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A client.
@Schema(name = "Client")
@RegisterForReflection
record ClientBody(UUID id, String name) {
  static ClientBody from(Client client) {
    return new ClientBody(client.id().value(), client.name());
  }

  /// All clients, by name.
  @Schema(name = "Clients")
  @RegisterForReflection
  record Listing(List<ClientBody> items) {}
}
