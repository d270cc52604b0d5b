package dev.holdfast.rest;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.ledger.Holding;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// How many seats and places of an event each client has that has some.
@RegisterForReflection
record FiguresBody(List<ClientFigures> clients) {
  static FiguresBody from(Map<ClientId, Holding> clients) {
    return new FiguresBody(
        clients.entrySet().stream()
            .map(of -> ClientFigures.from(of.getKey(), of.getValue()))
            .sorted(Comparator.comparing(ClientFigures::clientId))
            .toList());
  }

  /// What one client has.
  @RegisterForReflection
  record ClientFigures(UUID clientId, int held, int reserved) {
    private static ClientFigures from(ClientId client, Holding has) {
      return new ClientFigures(client.value(), has.held(), has.reserved());
    }
  }
}
