package dev.holdfast.rest;

import dev.holdfast.domain.client.Client;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A client.
@RegisterForReflection
record ClientBody(UUID id, String name) {
  static ClientBody from(Client client) {
    return new ClientBody(client.id().value(), client.name());
  }

  /// Some clients, by name.
  ///
  /// @param nextCursor null on the last page
  @RegisterForReflection
  record Page(List<ClientBody> items, @Nullable String nextCursor) {
    static Page from(dev.holdfast.domain.Page<Client> page) {
      return new Page(
          page.items().stream().map(ClientBody::from).toList(), Queries.cursor(page.next()));
    }
  }
}
