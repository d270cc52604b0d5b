package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.ledger.Command;
import java.util.List;
import java.util.Map;
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
  record Quantity(String id, int quantity, @Nullable String ticketType) {
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
  record Place(
      List<String> seats,
      List<Quantity> areas,
      Map<String, String> ticketTypes,
      @Nullable String customer,
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

    /// A buyer token says whose the hold is.
    ///
    /// @throws ProblemException if the body says somebody else
    void requireCustomerOf(Caller caller) {
      String known = caller.customer();
      if (known != null && customer != null && !known.equals(customer)) {
        throw ProblemException.malformed(
            List.of(
                FieldError.expected(
                    FieldPath.of("customer"),
                    Text.quote(customer),
                    "the customer of the buyer token, or absent")));
      }
    }

    SeatHolds.Selection toDomain() {
      return new SeatHolds.Selection(
          seats, Quantity.toDomain(areas), ticketTypes, customer, metadata);
    }
  }

  /// Seats and places to add, to give back, and to re-type.
  record Change(
      List<String> add, List<String> remove, List<Quantity> areas, Map<String, String> ticketTypes)
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
  record Confirm(@Nullable String reference, @Nullable Long expectedTotal) implements HoldRequest {
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
