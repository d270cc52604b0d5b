package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event as a client asks for it.
///
/// @param settings what can be changed later, too; its fields are among the others
/// @param metadata a JSON object
record EventRequest(
    @JsonUnwrapped Patch settings,
    UUID seatMapId,
    String timeZone,
    String currency,
    List<TicketType> ticketTypes,
    @Nullable Boolean browserConfirm,
    @Nullable Boolean testMode,
    @Nullable String externalId,
    @Nullable String metadata) {
  private static final int METADATA_LIMIT = 8 * 1024;

  static EventRequest read(JsonFields fields) {
    fields.require("name", "startsAt", "prices");
    return new EventRequest(
        Patch.read(fields),
        fields.uuid("seatMapId"),
        fields.text("timeZone"),
        fields.text("currency"),
        fields.objects("ticketTypes", type -> new TicketType(type.text("id"), type.text("name"))),
        fields.optionalBoolean("browserConfirm"),
        fields.optionalBoolean("testMode"),
        fields.optionalText("externalId"),
        fields.jsonObject("metadata", METADATA_LIMIT));
  }

  NewEvent toDomain() {
    return new NewEvent(
        new SeatMapId(seatMapId),
        timeZone,
        currency,
        Boolean.TRUE.equals(testMode),
        externalId,
        metadata,
        settings.said().ticketTypes(ticketTypes).browserConfirm(browserConfirm).build());
  }

  /// What is to be another of an event's settings; what is null stays.
  record Patch(
      @Nullable String name,
      @Nullable Instant startsAt,
      @Nullable Instant endsAt,
      @Nullable Instant doorsAt,
      @Nullable Map<String, CategoryPrice> prices,
      @Nullable Instant salesOpenAt,
      @Nullable Instant salesCloseAt,
      @Nullable PolicyRequest holdPolicy,
      @Nullable LimitsRequest limits,
      @Nullable List<UUID> sellers) {
    static Patch read(JsonFields fields) {
      return new Patch(
          fields.optionalText("name"),
          fields.optionalInstant("startsAt"),
          fields.optionalInstant("endsAt"),
          fields.optionalInstant("doorsAt"),
          fields.<CategoryPrice>optionalPrices(
              "prices", CategoryPrice.Flat::new, CategoryPrice.ByTicketType::new),
          fields.optionalInstant("salesOpenAt"),
          fields.optionalInstant("salesCloseAt"),
          fields.object("holdPolicy", PolicyRequest::read),
          fields.object("limits", LimitsRequest::read),
          fields.optionalUuids("sellers"));
    }

    SettingsPatch toDomain() {
      return said().build();
    }

    private SettingsPatch.Builder said() {
      PolicyRequest policy = holdPolicy == null ? PolicyRequest.NONE : holdPolicy;
      LimitsRequest most = limits == null ? LimitsRequest.NONE : limits;
      return SettingsPatch.builder()
          .name(name)
          .startsAt(startsAt)
          .endsAt(endsAt)
          .doorsAt(doorsAt)
          .prices(prices)
          .salesOpenAt(salesOpenAt)
          .salesCloseAt(salesCloseAt)
          .holdDuration(policy.duration())
          .holdMaxLifetime(policy.maxLifetime())
          .maxSeatsPerHold(policy.maxSeatsPerHold())
          .coolDown(policy.coolDown())
          .customerLimit(LimitRequest.toDomain(most.customer))
          .clientLimit(LimitRequest.toDomain(most.client))
          .addressLimit(LimitRequest.toDomain(most.address))
          .sellers(sellers == null ? null : sellers.stream().map(ClientId::new).toList());
    }
  }

  /// A hold policy as a client asks for it; what is null is the default's, or stays.
  record PolicyRequest(
      @Nullable Duration duration,
      @Nullable Duration maxLifetime,
      @Nullable Integer maxSeatsPerHold,
      @Nullable Duration coolDown) {
    private static final PolicyRequest NONE = new PolicyRequest(null, null, null, null);

    static PolicyRequest read(JsonFields fields) {
      return new PolicyRequest(
          fields.optionalDuration("duration"),
          fields.optionalDuration("maxLifetime"),
          fields.optionalInt("maxSeatsPerHold"),
          fields.optionalDuration("coolDown"));
    }
  }

  /// How many seats and places somebody may have; what is null is the default's, or stays.
  record LimitsRequest(
      @Nullable LimitRequest customer,
      @Nullable LimitRequest client,
      @Nullable LimitRequest address) {
    private static final LimitsRequest NONE = new LimitsRequest(null, null, null);

    static LimitsRequest read(JsonFields fields) {
      return new LimitsRequest(
          fields.object("customer", LimitRequest::read),
          fields.object("client", LimitRequest::read),
          fields.object("address", LimitRequest::read));
    }
  }

  /// How many one of them may have; what is null is any number.
  record LimitRequest(@Nullable Integer held, @Nullable Integer total) {
    static LimitRequest read(JsonFields fields) {
      return new LimitRequest(fields.optionalInt("held"), fields.optionalInt("total"));
    }

    private static HoldLimits.@Nullable Limit toDomain(@Nullable LimitRequest limit) {
      return limit == null ? null : new HoldLimits.Limit(or0(limit.held), or0(limit.total));
    }

    private static int or0(@Nullable Integer number) {
      return number == null ? 0 : number;
    }
  }
}
