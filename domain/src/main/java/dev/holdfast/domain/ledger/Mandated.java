package dev.holdfast.domain.ledger;

import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.hold.Holder;

/// By what mandate a command comes, and as whose the seats are counted that were held by it. The
/// mandate's holds and reservations are those of this holder, and of nobody else.
///
/// @param holder with a mark that is the mandate's own
public record Mandated(Mandate mandate, Holder holder) {}
