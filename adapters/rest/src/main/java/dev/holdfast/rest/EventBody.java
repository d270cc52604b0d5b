package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.TicketType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An event as a client sees it.
///
/// @param prices by category id: an amount in minor units, or amounts by ticket type id
/// @param metadata a JSON object
@Schema(name = "Event")
@RegisterForReflection
record EventBody(
    UUID id,
    String name,
    UUID seatMapId,
    Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant doorsAt,
    String timeZone,
    String currency,
    List<TicketTypeBody> ticketTypes,
    Map<String, Object> prices,
    @Nullable Instant salesOpenAt,
    @Nullable Instant salesCloseAt,
    PolicyBody holdPolicy,
    @Schema(description = "whether a hold's secret is enough to confirm it, without the admin key")
        boolean browserConfirm,
    @Nullable String externalId,
    @Schema(type = SchemaType.OBJECT) @JsonRawValue @Nullable String metadata) {

  static EventBody from(Event event) {
    Map<String, Object> prices = new TreeMap<>();
    event
        .prices()
        .forEach(
            (category, price) ->
                prices.put(
                    category,
                    switch (price) {
                      case CategoryPrice.Flat(long amount) -> amount;
                      case CategoryPrice.ByTicketType(var amounts) -> new TreeMap<>(amounts);
                    }));
    return new EventBody(
        event.id().value(),
        event.name(),
        event.seatMapId().value(),
        event.startsAt(),
        event.endsAt(),
        event.doorsAt(),
        event.timeZone().getId(),
        event.currency().getCurrencyCode(),
        event.ticketTypes().stream().map(TicketTypeBody::from).toList(),
        prices,
        event.salesOpenAt(),
        event.salesCloseAt(),
        PolicyBody.from(event.holdPolicy()),
        event.browserConfirm(),
        event.externalId(),
        event.metadata());
  }

  /// A kind of buyer.
  @Schema(name = "TicketType")
  record TicketTypeBody(String id, String name) {
    static TicketTypeBody from(TicketType type) {
      return new TicketTypeBody(type.id(), type.name());
    }
  }

  /// How long and how many; durations in ISO-8601.
  @Schema(name = "HoldPolicy")
  record PolicyBody(String duration, String maxLifetime, int maxSeatsPerHold) {
    static PolicyBody from(HoldPolicy policy) {
      return new PolicyBody(
          policy.duration().toString(), policy.maxLifetime().toString(), policy.maxSeatsPerHold());
    }
  }

  /// Some events, by their start.
  ///
  /// @param nextCursor null on the last page
  @Schema(name = "Events")
  record Page(List<EventBody> items, @Nullable String nextCursor) {}
}
