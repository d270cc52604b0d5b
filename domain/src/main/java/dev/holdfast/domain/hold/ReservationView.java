package dev.holdfast.domain.hold;

import dev.holdfast.domain.event.Sale;

/// A reservation with all that is needed to show it.
public record ReservationView(Sale sale, Reservation reservation) {}
