package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.holdfast.domain.client.ClientId;
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
/// @param settings what can be changed later, too; its fields are among the others
/// @param metadata a JSON object
@Schema(
    name = "NewEvent",
    requiredProperties = {"name", "seatMapId", "startsAt", "timeZone", "currency", "prices"})
record EventRequest(
    @JsonUnwrapped Patch settings,
    UUID seatMapId,
    @Schema(description = "name in the IANA time zone database, such as Europe/Berlin")
        String timeZone,
    @Schema(description = "ISO 4217 code, such as EUR") String currency,
    @Schema(
            implementation = EventBody.TicketTypeBody[].class,
            description = "the first is the default")
        List<TicketType> ticketTypes,
    @Schema(
            defaultValue = "true",
            description =
                "whether a hold's secret is enough to confirm the hold and to cancel its reservation; "
                    + "if false, both require a key")
        @Nullable Boolean browserConfirm,
    @Nullable String externalId,
    @Schema(type = SchemaType.OBJECT, description = "at most 8 KiB of JSON")
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
        fields.optionalText("externalId"),
        fields.jsonObject("metadata", METADATA_LIMIT));
  }

  NewEvent toDomain() {
    return new NewEvent(
        new SeatMapId(seatMapId),
        timeZone,
        currency,
        externalId,
        metadata,
        settings.said().ticketTypes(ticketTypes).browserConfirm(browserConfirm).build());
  }

  /// What is to be another of an event's settings; what is null stays.
  @Schema(
      name = "EventPatch",
      description =
          "A field that is absent or null stays as it is. New prices replace all old ones.")
  record Patch(
      @Nullable String name,
      @Nullable Instant startsAt,
      @Nullable Instant endsAt,
      @Nullable Instant doorsAt,
      @Schema(
              type = SchemaType.OBJECT,
              description =
                  "by category id: an amount in minor units, or an object of amounts by ticket type; "
                      + "a category that is absent or null is not for sale")
          @Nullable Map<String, CategoryPrice> prices,
      @Nullable Instant salesOpenAt,
      @Schema(
              description =
                  "the time at which sales close; if it was never set, they close at endsAt, or at "
                      + "startsAt without endsAt")
          @Nullable Instant salesCloseAt,
      @Nullable PolicyRequest holdPolicy,
      @Schema(
              description =
                  "the ids of the clients that may hold and sell with their keys, besides the event's "
                      + "owner: 0 to 50; new ones replace all old ones")
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
          fields.optionalUuids("sellers"));
    }

    SettingsPatch toDomain() {
      return said().build();
    }

    private SettingsPatch.Builder said() {
      PolicyRequest policy = holdPolicy == null ? PolicyRequest.NONE : holdPolicy;
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
          .sellers(sellers == null ? null : sellers.stream().map(ClientId::new).toList());
    }
  }

  /// A hold policy as a client asks for it; what is null is the default's, or stays.
  @Schema(name = "NewHoldPolicy")
  record PolicyRequest(
      @Schema(description = "ISO 8601, PT1S to PT24H; the default is PT15M")
          @Nullable Duration duration,
      @Schema(
              description =
                  "ISO 8601, duration to PT168H; the default is PT30M, or twice the duration if the duration exceeds PT30M")
          @Nullable Duration maxLifetime,
      @Schema(description = "1 to 1000; the default is 10") @Nullable Integer maxSeatsPerHold) {
    private static final PolicyRequest NONE = new PolicyRequest(null, null, null);

    static PolicyRequest read(JsonFields fields) {
      return new PolicyRequest(
          fields.optionalDuration("duration"),
          fields.optionalDuration("maxLifetime"),
          fields.optionalInt("maxSeatsPerHold"));
    }
  }
}
