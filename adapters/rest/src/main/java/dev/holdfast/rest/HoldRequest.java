package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Command;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a client asks of holds.
sealed interface HoldRequest {
  /// How many bytes of JSON a hold's metadata may have.
  int METADATA_LIMIT = 8 * 1024;

  /// A seat.
  ///
  /// @param ticketType null for the event's first
  record Seat(String id, @Nullable String ticketType) {
    static List<Seat> readAll(JsonFields fields) {
      return fields.objects(
          "seats", seat -> new Seat(seat.text("id"), seat.optionalText("ticketType")));
    }

    private static List<String> ids(List<Seat> seats) {
      return seats.stream().map(Seat::id).toList();
    }

    private static void addTypes(List<Seat> seats, Map<String, String> types) {
      for (Seat seat : seats) {
        if (seat.ticketType != null) {
          types.put(seat.id, seat.ticketType);
        }
      }
    }
  }

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
      List<Seat> seats, List<Quantity> areas, @Nullable String customer, @Nullable String metadata)
      implements HoldRequest {
    static Place read(JsonFields fields) {
      return new Place(
          Seat.readAll(fields),
          Quantity.readAll(fields),
          fields.optionalText("customer", HoldDetails.CUSTOMER_LENGTH),
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
      Map<String, String> types = new HashMap<>();
      Seat.addTypes(seats, types);
      return new SeatHolds.Selection(
          Seat.ids(seats), Quantity.toDomain(areas), types, customer, metadata);
    }
  }

  /// Seats to add and to give back, and what seats and areas are to be like, whatever they were.
  record Change(List<Seat> add, List<String> remove, Target set) implements HoldRequest {
    static Change read(JsonFields fields) {
      List<Seat> add = fields.object("add", Seat::readAll);
      List<String> remove =
          fields.object("remove", given -> given.objects("seats", seat -> seat.text("id")));
      List<Seat> added = add == null ? List.of() : add;
      Target set = fields.object("set", given -> Target.read(given, added));
      return new Change(
          added,
          remove == null ? List.of() : remove,
          set == null ? new Target(List.of(), List.of()) : set);
    }

    SeatHolds.Amendment toDomain() {
      Map<String, String> types = new LinkedHashMap<>();
      Seat.addTypes(set.seats, types);
      Seat.addTypes(add, types);
      return new SeatHolds.Amendment(Seat.ids(add), remove, Quantity.toDomain(set.areas), types);
    }
  }

  /// What a hold is to have of these seats and areas afterwards.
  record Target(List<Seat> seats, List<Quantity> areas) {
    private static Target read(JsonFields fields, List<Seat> added) {
      Set<String> named = new HashSet<>(Seat.ids(added));
      return new Target(
          fields.objects(
              "seats",
              seat -> {
                String id = seat.text("id");
                if (!named.add(id)) {
                  seat.refuse("id", "a seat that add and set name once");
                }
                return new Seat(id, seat.text("ticketType"));
              }),
          Quantity.readAll(fields));
    }
  }

  /// The sale.
  record Confirm(@Nullable String reference, @Nullable Long expectedTotal) implements HoldRequest {
    static Confirm read(JsonFields fields) {
      return new Confirm(
          fields.optionalText("reference", Reservation.REFERENCE_LENGTH),
          fields.optionalAmount("expectedTotal"));
    }

    SeatHolds.Confirmation toDomain() {
      return new SeatHolds.Confirmation(reference, expectedTotal);
    }
  }
}
