package dev.holdfast.domain.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is to be another of an event's settings; what is null stays as it is.
///
/// @param prices instead of all that there are
public record SettingsPatch(
    @Nullable String name,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant doorsAt,
    @Nullable Map<String, CategoryPrice> prices,
    @Nullable Instant salesOpenAt,
    @Nullable Instant salesCloseAt,
    @Nullable Duration holdDuration,
    @Nullable Duration holdMaxLifetime,
    @Nullable Integer maxSeatsPerHold) {
  public SettingsPatch {
    prices = prices == null ? null : Map.copyOf(prices);
  }

  /// The event that this makes of another, before it is known that it can be.
  public NewEvent on(Event event) {
    Settings settings = event.settings();
    HoldPolicy policy = settings.holdPolicy();
    return new NewEvent(
        or(name, settings.name()),
        event.seatMapId(),
        or(startsAt, settings.startsAt()),
        endsAt == null ? settings.endsAt() : endsAt,
        doorsAt == null ? settings.doorsAt() : doorsAt,
        event.timeZone().getId(),
        event.currency().getCurrencyCode(),
        settings.ticketTypes(),
        or(prices, settings.prices()),
        salesOpenAt == null ? settings.salesOpenAt() : salesOpenAt,
        salesCloseAt == null ? settings.salesCloseAt() : salesCloseAt,
        or(holdDuration, policy.duration()),
        or(holdMaxLifetime, policy.maxLifetime()),
        or(maxSeatsPerHold, policy.maxSeatsPerHold()),
        settings.browserConfirm(),
        event.externalId(),
        event.metadata());
  }

  private static <T> T or(@Nullable T patched, T present) {
    return Objects.requireNonNullElse(patched, present);
  }
}
