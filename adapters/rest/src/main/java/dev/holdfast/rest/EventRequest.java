package dev.holdfast.rest;

import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An event as a client asks for it.
///
/// @param metadata a JSON object
@Schema(
    name = "NewEvent",
    requiredProperties = {"name", "seatMapId", "startsAt", "timeZone", "currency", "prices"})
record EventRequest(
    String name,
    UUID seatMapId,
    Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant doorsAt,
    @Schema(description = "name in the IANA time zone database, such as Europe/Berlin")
        String timeZone,
    @Schema(description = "ISO 4217 code, such as EUR") String currency,
    @Schema(
            implementation = EventBody.TicketTypeBody[].class,
            description = "the first is the default")
        List<TicketType> ticketTypes,
    @Schema(
            type = SchemaType.OBJECT,
            description =
                "by category id: an amount in minor units, or an object of amounts by ticket type; "
                    + "a category that is absent or null is not for sale")
        Map<String, CategoryPrice> prices,
    @Nullable Instant salesOpenAt,
    @Schema(
            description =
                "the time at which sales close; defaults to endsAt, or to startsAt without endsAt")
        @Nullable Instant salesCloseAt,
    @Nullable PolicyRequest holdPolicy,
    @Schema(
            defaultValue = "true",
            description =
                "whether a hold's secret is enough to confirm the hold and to cancel its reservation; "
                    + "if false, both require the admin key")
        @Nullable Boolean browserConfirm,
    @Nullable String externalId,
    @Schema(type = SchemaType.OBJECT, description = "at most 8 KiB of JSON")
        @Nullable String metadata) {
  private static final int METADATA_LIMIT = 8 * 1024;

  static EventRequest read(JsonFields fields) {
    return new EventRequest(
        fields.text("name"),
        fields.uuid("seatMapId"),
        fields.instant("startsAt"),
        fields.optionalInstant("endsAt"),
        fields.optionalInstant("doorsAt"),
        fields.text("timeZone"),
        fields.text("currency"),
        fields.objects("ticketTypes", type -> new TicketType(type.text("id"), type.text("name"))),
        fields.<CategoryPrice>prices(
            "prices", CategoryPrice.Flat::new, CategoryPrice.ByTicketType::new),
        fields.optionalInstant("salesOpenAt"),
        fields.optionalInstant("salesCloseAt"),
        fields.object("holdPolicy", PolicyRequest::read),
        fields.optionalBoolean("browserConfirm"),
        fields.optionalText("externalId"),
        fields.jsonObject("metadata", METADATA_LIMIT));
  }

  NewEvent toDomain() {
    PolicyRequest policy = holdPolicy == null ? PolicyRequest.DEFAULT : holdPolicy;
    return new NewEvent(
        name,
        new SeatMapId(seatMapId),
        startsAt,
        endsAt,
        doorsAt,
        timeZone,
        currency,
        ticketTypes,
        prices,
        salesOpenAt,
        salesCloseAt,
        policy.duration(),
        policy.maxLifetime(),
        policy.maxSeatsPerHold(),
        browserConfirm == null || browserConfirm,
        externalId,
        metadata);
  }

  /// What is to be another of an event's settings; what is null stays.
  @Schema(name = "EventPatch", description = "A field that is absent or null stays as it is.")
  record Patch(
      @Nullable String name,
      @Nullable Instant startsAt,
      @Nullable Instant endsAt,
      @Nullable Instant doorsAt,
      @Schema(type = SchemaType.OBJECT, description = "the new prices, instead of all old ones")
          @Nullable Map<String, CategoryPrice> prices,
      @Nullable Instant salesOpenAt,
      @Nullable Instant salesCloseAt,
      @Nullable PolicyRequest holdPolicy) {
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
          fields.object("holdPolicy", PolicyRequest::read));
    }

    SettingsPatch toDomain() {
      PolicyRequest policy = holdPolicy == null ? PolicyRequest.DEFAULT : holdPolicy;
      return new SettingsPatch(
          name,
          startsAt,
          endsAt,
          doorsAt,
          prices,
          salesOpenAt,
          salesCloseAt,
          policy.duration(),
          policy.maxLifetime(),
          policy.maxSeatsPerHold());
    }
  }

  /// A hold policy as a client asks for it; what is null is the default's.
  @Schema(name = "NewHoldPolicy")
  record PolicyRequest(
      @Schema(description = "ISO 8601, PT1S to PT24H; the default is PT15M")
          @Nullable Duration duration,
      @Schema(
              description =
                  "ISO 8601, duration to PT168H; the default is PT30M, or twice the duration if the duration exceeds PT30M")
          @Nullable Duration maxLifetime,
      @Schema(description = "1 to 1000; the default is 10") @Nullable Integer maxSeatsPerHold) {
    private static final PolicyRequest DEFAULT = new PolicyRequest(null, null, null);

    static PolicyRequest read(JsonFields fields) {
      return new PolicyRequest(
          fields.optionalDuration("duration"),
          fields.optionalDuration("maxLifetime"),
          fields.optionalInt("maxSeatsPerHold"));
    }
  }
}
