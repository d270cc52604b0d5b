package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.seatmap.SeatMap;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who has the seats of an event. Seats that are in none of the lists are available.
///
/// @param eventVersion the {@link EventBody#version} at which it is
/// @param capacity seats and places together
/// @param available seats and places together
/// @param states the three lists, packed; null unless that was asked for
@RegisterForReflection
record AvailabilityBody(
    UUID eventId,
    long epoch,
    long version,
    long eventVersion,
    int capacity,
    int available,
    @Nullable List<String> held,
    @Nullable List<String> reserved,
    @Nullable List<String> blocked,
    @Nullable String states,
    List<AreaBody> areas) {
  private static final int SEATS_PER_BYTE = 4;
  private static final int HELD = 1;
  private static final int RESERVED = 2;
  private static final int BLOCKED = 3;

  /// With the ids of the seats.
  static AvailabilityBody listed(Availability availability) {
    return of(
        availability,
        ids(availability, availability.held()),
        ids(availability, availability.reserved()),
        ids(availability, availability.blocked()),
        null);
  }

  /// With 2 bits for each seat in map order, the lowest bits first.
  static AvailabilityBody packed(Availability availability) {
    int seats = availability.sale().seatMap().seats().size();
    byte[] states = new byte[(seats + SEATS_PER_BYTE - 1) / SEATS_PER_BYTE];
    availability.held().forEach(seat -> mark(states, seat, HELD));
    availability.reserved().forEach(seat -> mark(states, seat, RESERVED));
    availability.blocked().forEach(seat -> mark(states, seat, BLOCKED));
    return of(availability, null, null, null, Base64.getEncoder().encodeToString(states));
  }

  private static void mark(byte[] states, int seat, int state) {
    states[seat / SEATS_PER_BYTE] |= (byte) (state << (seat % SEATS_PER_BYTE * 2));
  }

  private static AvailabilityBody of(
      Availability availability,
      @Nullable List<String> held,
      @Nullable List<String> reserved,
      @Nullable List<String> blocked,
      @Nullable String states) {
    SeatMap map = availability.sale().seatMap();
    return new AvailabilityBody(
        availability.sale().event().id().value(),
        availability.stamp().epoch(),
        availability.stamp().version(),
        availability.sale().event().settings().version(),
        map.capacity(),
        availability.available(),
        held,
        reserved,
        blocked,
        states,
        availability.areas().stream().map(AreaBody::from).toList());
  }

  private static List<String> ids(Availability availability, List<Integer> seats) {
    SeatMap map = availability.sale().seatMap();
    return seats.stream().map(number -> map.seat(number).id()).toList();
  }

  /// How many places of an area are left.
  record AreaBody(String id, int capacity, int available, int held, int reserved, int blocked) {
    static AreaBody from(Availability.AreaCount count) {
      return new AreaBody(
          count.area().id(),
          count.area().capacity(),
          count.available(),
          count.held(),
          count.reserved(),
          count.blocked());
    }
  }
}
