package dev.holdfast.domain.event;

import dev.holdfast.domain.client.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is said of an event's settings when it is made, or is to be another one later. What is null
/// has its default, or stays as it is.
///
/// The components mean what they mean in {@link Settings}, and those of the hold policy what they
/// mean in {@link HoldPolicy}.
///
/// @param prices instead of all that there are
/// @param customerLimit see {@link HoldLimits#customer}, and likewise the other limits
/// @param sellers instead of all that there are
public record SettingsPatch(
    @Nullable String name,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant doorsAt,
    @Nullable List<TicketType> ticketTypes,
    @Nullable Map<String, CategoryPrice> prices,
    @Nullable Instant salesOpenAt,
    @Nullable Instant salesCloseAt,
    @Nullable Duration holdDuration,
    @Nullable Duration holdMaxLifetime,
    @Nullable Integer maxSeatsPerHold,
    @Nullable Duration coolDown,
    HoldLimits.@Nullable Limit customerLimit,
    HoldLimits.@Nullable Limit clientLimit,
    HoldLimits.@Nullable Limit addressLimit,
    @Nullable Boolean browserConfirm,
    @Nullable List<ClientId> sellers) {
  public SettingsPatch {
    ticketTypes = ticketTypes == null ? null : List.copyOf(ticketTypes);
    prices = prices == null ? null : Map.copyOf(prices);
    sellers = sellers == null ? null : List.copyOf(sellers);
  }

  /// The settings of a new event. Name, start and prices have no default: without them, these are
  /// none that an event can have.
  public Settings onDefaults() {
    return on(
        new Settings(
            0,
            "",
            Instant.MAX,
            null,
            null,
            List.of(),
            Map.of(),
            null,
            null,
            HoldPolicy.usual(holdDuration),
            false,
            false,
            List.of(),
            HoldLimits.DEFAULT,
            Duration.ZERO));
  }

  /// The settings that this makes of others, with the same version.
  public Settings on(Settings before) {
    HoldPolicy policy = before.holdPolicy();
    HoldLimits limits = before.limits();
    return new Settings(
        before.version(),
        or(name, before.name()),
        or(startsAt, before.startsAt()),
        endsAt == null ? before.endsAt() : endsAt,
        doorsAt == null ? before.doorsAt() : doorsAt,
        or(ticketTypes, before.ticketTypes()),
        or(prices, before.prices()),
        salesOpenAt == null ? before.salesOpenAt() : salesOpenAt,
        salesCloseAt == null ? before.salesCloseAt() : salesCloseAt,
        new HoldPolicy(
            or(holdDuration, policy.duration()),
            or(holdMaxLifetime, policy.maxLifetime()),
            or(maxSeatsPerHold, policy.maxSeatsPerHold()),
            or(coolDown, policy.coolDown())),
        or(browserConfirm, before.browserConfirm()),
        before.paused(),
        or(sellers, before.sellers()),
        new HoldLimits(
            or(customerLimit, limits.customer()),
            or(clientLimit, limits.client()),
            or(addressLimit, limits.address())),
        before.clockAhead());
  }

  private static <T> T or(@Nullable T patched, T present) {
    return Objects.requireNonNullElse(patched, present);
  }

  /// A patch of which nothing is said yet.
  public static Builder builder() {
    return new Builder();
  }

  /// Collects a patch by the names of its components, since most patches have few of them.
  public static final class Builder {
    private @Nullable String name;
    private @Nullable Instant startsAt;
    private @Nullable Instant endsAt;
    private @Nullable Instant doorsAt;
    private @Nullable List<TicketType> ticketTypes;
    private @Nullable Map<String, CategoryPrice> prices;
    private @Nullable Instant salesOpenAt;
    private @Nullable Instant salesCloseAt;
    private @Nullable Duration holdDuration;
    private @Nullable Duration holdMaxLifetime;
    private @Nullable Integer maxSeatsPerHold;
    private @Nullable Duration coolDown;
    private HoldLimits.@Nullable Limit customerLimit;
    private HoldLimits.@Nullable Limit clientLimit;
    private HoldLimits.@Nullable Limit addressLimit;
    private @Nullable Boolean browserConfirm;
    private @Nullable List<ClientId> sellers;

    private Builder() {}

    public Builder name(@Nullable String said) {
      name = said;
      return this;
    }

    public Builder startsAt(@Nullable Instant said) {
      startsAt = said;
      return this;
    }

    public Builder endsAt(@Nullable Instant said) {
      endsAt = said;
      return this;
    }

    public Builder doorsAt(@Nullable Instant said) {
      doorsAt = said;
      return this;
    }

    public Builder ticketTypes(@Nullable List<TicketType> said) {
      ticketTypes = said;
      return this;
    }

    public Builder prices(@Nullable Map<String, CategoryPrice> said) {
      prices = said;
      return this;
    }

    public Builder salesOpenAt(@Nullable Instant said) {
      salesOpenAt = said;
      return this;
    }

    public Builder salesCloseAt(@Nullable Instant said) {
      salesCloseAt = said;
      return this;
    }

    public Builder holdDuration(@Nullable Duration said) {
      holdDuration = said;
      return this;
    }

    public Builder holdMaxLifetime(@Nullable Duration said) {
      holdMaxLifetime = said;
      return this;
    }

    public Builder maxSeatsPerHold(@Nullable Integer said) {
      maxSeatsPerHold = said;
      return this;
    }

    public Builder coolDown(@Nullable Duration said) {
      coolDown = said;
      return this;
    }

    public Builder customerLimit(HoldLimits.@Nullable Limit said) {
      customerLimit = said;
      return this;
    }

    public Builder clientLimit(HoldLimits.@Nullable Limit said) {
      clientLimit = said;
      return this;
    }

    public Builder addressLimit(HoldLimits.@Nullable Limit said) {
      addressLimit = said;
      return this;
    }

    public Builder browserConfirm(@Nullable Boolean said) {
      browserConfirm = said;
      return this;
    }

    public Builder sellers(@Nullable List<ClientId> said) {
      sellers = said;
      return this;
    }

    public SettingsPatch build() {
      return new SettingsPatch(
          name,
          startsAt,
          endsAt,
          doorsAt,
          ticketTypes,
          prices,
          salesOpenAt,
          salesCloseAt,
          holdDuration,
          holdMaxLifetime,
          maxSeatsPerHold,
          coolDown,
          customerLimit,
          clientLimit,
          addressLimit,
          browserConfirm,
          sellers);
    }
  }
}
