package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.TicketType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event as a client sees it.
///
/// Each time comes twice: as an instant, and as a clock in the event's time zone shows it, for
/// clients who don't know that zone.
///
/// @param prices by category id: an amount in minor units, or amounts by ticket type id; a category
///     without one is not for sale
/// @param sellers null if there are none, and to everybody but the owner
/// @param metadata a JSON object; null likewise
@RegisterForReflection
record EventBody(
    UUID id,
    String name,
    long version,
    UUID seatMapId,
    Instant startsAt,
    String startsAtLocal,
    @Nullable Instant endsAt,
    @Nullable String endsAtLocal,
    @Nullable Instant doorsAt,
    @Nullable String doorsAtLocal,
    String timeZone,
    String currency,
    int currencyDigits,
    List<TicketTypeBody> ticketTypes,
    Map<String, Object> prices,
    @Nullable Instant salesOpenAt,
    @Nullable String salesOpenAtLocal,
    Instant salesCloseAt,
    String salesCloseAtLocal,
    PolicyBody holdPolicy,
    LimitsBody limits,
    boolean browserConfirm,
    boolean paused,
    boolean testMode,
    @Nullable String clockAhead,
    @Nullable List<UUID> sellers,
    @Nullable String externalId,
    @JsonRawValue @Nullable String metadata) {

  /// An event as its owner sees it, or as everybody does.
  static EventBody from(Event event, Caller caller) {
    return from(event, caller.owns(event));
  }

  static EventBody from(Event event, boolean toOwner) {
    Settings settings = event.settings();
    Map<String, Object> prices = new TreeMap<>();
    settings
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
        settings.name(),
        settings.version(),
        event.seatMapId().value(),
        settings.startsAt(),
        Times.local(settings.startsAt(), event.timeZone()),
        settings.endsAt(),
        local(settings.endsAt(), event),
        settings.doorsAt(),
        local(settings.doorsAt(), event),
        event.timeZone().getId(),
        event.currency().getCurrencyCode(),
        event.currency().getDefaultFractionDigits(),
        settings.ticketTypes().stream().map(TicketTypeBody::from).toList(),
        prices,
        settings.salesOpenAt(),
        local(settings.salesOpenAt(), event),
        settings.closesAt(),
        Times.local(settings.closesAt(), event.timeZone()),
        PolicyBody.from(settings.holdPolicy()),
        LimitsBody.from(settings.limits()),
        settings.browserConfirm(),
        settings.paused(),
        event.testMode(),
        settings.clockAhead().isZero() ? null : settings.clockAhead().toString(),
        toOwner ? sellers(settings.sellers()) : null,
        event.externalId(),
        toOwner ? event.metadata() : null);
  }

  private static @Nullable List<UUID> sellers(List<ClientId> sellers) {
    return sellers.isEmpty() ? null : sellers.stream().map(ClientId::value).toList();
  }

  private static @Nullable String local(@Nullable Instant at, Event event) {
    return at == null ? null : Times.local(at, event.timeZone());
  }

  /// A kind of buyer.
  record TicketTypeBody(String id, String name) {
    static TicketTypeBody from(TicketType type) {
      return new TicketTypeBody(type.id(), type.name());
    }
  }

  /// How many seats and places somebody may have.
  record LimitsBody(LimitBody customer, LimitBody client, LimitBody address) {
    static LimitsBody from(HoldLimits limits) {
      return new LimitsBody(
          LimitBody.from(limits.customer()),
          LimitBody.from(limits.client()),
          LimitBody.from(limits.address()));
    }
  }

  /// How many one of them may have; 0 for any number.
  record LimitBody(int held, int total) {
    static LimitBody from(HoldLimits.Limit limit) {
      return new LimitBody(limit.held(), limit.total());
    }
  }

  /// How long and how many; durations in ISO-8601.
  record PolicyBody(String duration, String maxLifetime, int maxSeatsPerHold, String coolDown) {
    static PolicyBody from(HoldPolicy policy) {
      return new PolicyBody(
          policy.duration().toString(),
          policy.maxLifetime().toString(),
          policy.maxSeatsPerHold(),
          policy.coolDown().toString());
    }
  }

  /// Some events, by their start.
  ///
  /// @param nextCursor null on the last page
  record Page(List<EventBody> items, @Nullable String nextCursor) {}
}
