package dev.holdfast.rest;

import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.notification.WebhookId;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.util.Optional;
import java.util.UUID;

/// The ids in addresses and bodies. What is no UUID names nothing.
final class Ids {
  private Ids() {}

  static Optional<UUID> uuid(String text) {
    return Uuids.parse(text);
  }

  static Optional<EventId> event(String text) {
    return uuid(text).map(EventId::new);
  }

  static Optional<HoldId> hold(String text) {
    return uuid(text).map(HoldId::new);
  }

  static Optional<ReservationId> reservation(String text) {
    return uuid(text).map(ReservationId::new);
  }

  static Optional<ClientId> client(String text) {
    return uuid(text).map(ClientId::new);
  }

  static Optional<KeyId> key(String text) {
    return uuid(text).map(KeyId::new);
  }

  static Optional<WebhookId> webhook(String text) {
    return uuid(text).map(WebhookId::new);
  }

  static Optional<SeatMapId> seatMap(String text) {
    return uuid(text).map(SeatMapId::new);
  }
}
