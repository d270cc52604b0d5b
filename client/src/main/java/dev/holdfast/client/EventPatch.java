package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// New settings of an event. What is null stays as it is.
///
/// @param prices by category id; they replace all old ones
/// @param sellers the clients that may sell besides the owner; they replace all old ones
public record EventPatch(
    @Nullable String name,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant doorsAt,
    @Nullable Map<String, Price> prices,
    @Nullable Instant salesOpenAt,
    @Nullable Instant salesCloseAt,
    Event.@Nullable HoldPolicy holdPolicy,
    @Nullable List<String> sellers,
    @Nullable Limits limits) {
  public static Builder builder() {
    return new Builder();
  }

  /// Makes one, setting by setting.
  public static final class Builder {
    private @Nullable String name;
    private @Nullable Instant startsAt;
    private @Nullable Instant endsAt;
    private @Nullable Instant doorsAt;
    private @Nullable Map<String, Price> prices;
    private @Nullable Instant salesOpenAt;
    private @Nullable Instant salesCloseAt;
    private Event.@Nullable HoldPolicy holdPolicy;
    private @Nullable List<String> sellers;
    private @Nullable Limits limits;

    private Builder() {}

    public Builder name(String to) {
      name = to;
      return this;
    }

    public Builder startsAt(Instant to) {
      startsAt = to;
      return this;
    }

    public Builder endsAt(Instant to) {
      endsAt = to;
      return this;
    }

    public Builder doorsAt(Instant to) {
      doorsAt = to;
      return this;
    }

    public Builder prices(Map<String, Price> to) {
      prices = to;
      return this;
    }

    public Builder salesOpenAt(Instant to) {
      salesOpenAt = to;
      return this;
    }

    public Builder salesCloseAt(Instant to) {
      salesCloseAt = to;
      return this;
    }

    public Builder holdPolicy(Event.HoldPolicy to) {
      holdPolicy = to;
      return this;
    }

    public Builder sellers(List<String> to) {
      sellers = to;
      return this;
    }

    public Builder limits(Limits to) {
      limits = to;
      return this;
    }

    public EventPatch build() {
      return new EventPatch(
          name,
          startsAt,
          endsAt,
          doorsAt,
          prices,
          salesOpenAt,
          salesCloseAt,
          holdPolicy,
          sellers,
          limits);
    }
  }
}
