package dev.holdfast.domain.hold;

import dev.holdfast.domain.event.Sale;
import java.time.Instant;

/// A hold with all that is needed to show it.
///
/// @param now the store's clock when it was read or decided
public record HoldView(Sale sale, Hold hold, HoldDetails details, Instant now) {}
