package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.Settings;
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
/// Each time comes twice: as an instant, and as a clock in the event's time zone shows it, for
/// clients who don't know that zone.
///
/// @param prices by category id: an amount in minor units, or amounts by ticket type id; a category
///     without one is not for sale
/// @param metadata a JSON object
@Schema(name = "Event")
@RegisterForReflection
record EventBody(
    UUID id,
    String name,
    @Schema(description = "how often the event was changed") long version,
    UUID seatMapId,
    Instant startsAt,
    @Schema(description = LOCAL, examples = "2027-03-12T19:30:00+01:00") String startsAtLocal,
    @Nullable Instant endsAt,
    @Schema(description = LOCAL) @Nullable String endsAtLocal,
    @Nullable Instant doorsAt,
    @Schema(description = LOCAL) @Nullable String doorsAtLocal,
    String timeZone,
    String currency,
    @Schema(description = CURRENCY_DIGITS) int currencyDigits,
    List<TicketTypeBody> ticketTypes,
    Map<String, Object> prices,
    @Nullable Instant salesOpenAt,
    @Schema(description = LOCAL) @Nullable String salesOpenAtLocal,
    Instant salesCloseAt,
    @Schema(description = LOCAL) String salesCloseAtLocal,
    PolicyBody holdPolicy,
    @Schema(
            description =
                "whether a hold's secret is enough to confirm the hold and to cancel its reservation; "
                    + "if false, both require a key")
        boolean browserConfirm,
    @Schema(description = "whether nothing can be held for now") boolean paused,
    @Schema(
            description =
                "the clients that may sell besides the owner, shown to the owner only; absent for none")
        @Nullable List<UUID> sellers,
    @Nullable String externalId,
    @Schema(type = SchemaType.OBJECT) @JsonRawValue @Nullable String metadata) {

  static final String CURRENCY_DIGITS =
      "the number of decimals of the currency in ISO 4217; divide an amount by 10 to the power of this "
          + "number to get the currency's major unit";

  static final String EVENT_VERSION = "the version of the event that this goes with";

  private static final String LOCAL =
      "the same time in the event's time zone, with its offset from UTC";

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
        settings.browserConfirm(),
        settings.paused(),
        toOwner ? sellers(settings.sellers()) : null,
        event.externalId(),
        event.metadata());
  }

  private static @Nullable List<UUID> sellers(List<ClientId> sellers) {
    return sellers.isEmpty() ? null : sellers.stream().map(ClientId::value).toList();
  }

  private static @Nullable String local(@Nullable Instant at, Event event) {
    return at == null ? null : Times.local(at, event.timeZone());
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
