package dev.holdfast.client;

import java.time.Instant;

/// What a key may buy: one purchase at one event.
///
/// @param maxSeats how many seats and places its holds and reservations may have together, 1 or
///     more
/// @param maxTotal what they may cost together, in minor units
/// @param currency of the total, an ISO 4217 code; it has to be the event's
/// @param until the first instant at which it is over
public record Mandate(
    String eventId, int maxSeats, long maxTotal, String currency, Instant until) {}
