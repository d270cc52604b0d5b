package dev.holdfast.domain.ledger;

import java.time.Instant;

/// The fact that somebody who has let a seat go can't hold it again yet. Everybody else can.
///
/// @param number the seat's
/// @param mark of the customer or the address, see {@link dev.holdfast.domain.hold.Holder}
/// @param endsAt the first instant at which they can, by the event's time
public record CoolDown(int number, long mark, Instant endsAt) {}
