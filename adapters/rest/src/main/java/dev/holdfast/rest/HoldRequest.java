package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.domain.ledger.Command;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a client asks of holds.
sealed interface HoldRequest {
  /// How many characters a hold's customer may have.
  int CUSTOMER_LENGTH = 128;

  /// How many bytes of JSON a hold's metadata may have.
  int METADATA_LIMIT = 8 * 1024;

  /// How many characters the reference of a confirmation may have.
  int REFERENCE_LENGTH = 200;

  /// How many places of an area a hold is to have.
  @Schema(name = "AreaQuantity")
  record Quantity(
      @Schema(description = "the area's id") String id,
      int quantity,
      @Schema(
              description =
                  "the default is the ticket type of the hold's places in this area, or the event's first; "
                      + "several entries of one area need different ticket types")
          @Nullable String ticketType) {
    static List<Quantity> readAll(JsonFields fields) {
      return fields.objects(
          "areas",
          area ->
              new Quantity(
                  area.text("id"), area.whole("quantity"), area.optionalText("ticketType")));
    }

    static List<Command.Quantity> toDomain(List<Quantity> areas) {
      return areas.stream()
          .map(area -> new Command.Quantity(area.id, area.quantity, area.ticketType))
          .toList();
    }
  }

  /// Seats and places to hold.
  @Schema(name = "NewHold")
  record Place(
      @Schema(description = "seat ids") List<String> seats,
      @Schema(description = "places of areas, at least one of each") List<Quantity> areas,
      @Schema(description = "ticket type ids by seat id; the others get the event's first")
          Map<String, String> ticketTypes,
      @Schema(description = "the shop's own id of its customer, 1 to 128 characters")
          @Nullable String customer,
      @Schema(implementation = Object.class, description = "a JSON object of at most 8 KiB")
          @Nullable String metadata)
      implements HoldRequest {
    static Place read(JsonFields fields) {
      return new Place(
          fields.texts("seats"),
          Quantity.readAll(fields),
          fields.textMap("ticketTypes"),
          fields.optionalText("customer", CUSTOMER_LENGTH),
          fields.jsonObject("metadata", METADATA_LIMIT));
    }

    SeatHolds.Selection toDomain() {
      return new SeatHolds.Selection(
          seats, Quantity.toDomain(areas), ticketTypes, customer, metadata);
    }
  }

  /// Seats and places to add, to give back, and to re-type.
  @Schema(name = "HoldChange")
  record Change(
      @Schema(description = "seat ids") List<String> add,
      @Schema(description = "seat ids") List<String> remove,
      @Schema(
              description =
                  "the new number of the hold's places in these areas; the highest numbers are given back "
                      + "first, 0 removes an area, and an area that is not named is unchanged")
          List<Quantity> areas,
      @Schema(description = "ticket type ids by seat id") Map<String, String> ticketTypes)
      implements HoldRequest {
    static Change read(JsonFields fields) {
      return new Change(
          fields.texts("add"),
          fields.texts("remove"),
          Quantity.readAll(fields),
          fields.textMap("ticketTypes"));
    }

    SeatHolds.Amendment toDomain() {
      return new SeatHolds.Amendment(add, remove, Quantity.toDomain(areas), ticketTypes);
    }
  }

  /// The sale.
  @Schema(name = "Confirmation")
  record Confirm(
      @Schema(description = "the shop's name for the sale, 1 to 200 characters")
          @Nullable String reference,
      @Schema(
              description =
                  "in minor units; the confirmation is refused if the hold's quote differs")
          @Nullable Long expectedTotal)
      implements HoldRequest {
    static Confirm read(JsonFields fields) {
      return new Confirm(
          fields.optionalText("reference", REFERENCE_LENGTH),
          fields.optionalAmount("expectedTotal"));
    }

    SeatHolds.Confirmation toDomain() {
      return new SeatHolds.Confirmation(reference, expectedTotal);
    }
  }
}
