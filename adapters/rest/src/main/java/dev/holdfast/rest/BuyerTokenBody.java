package dev.holdfast.rest;

import dev.holdfast.application.port.in.BuyerTokens;
import dev.holdfast.domain.client.BuyerPass;
import dev.holdfast.domain.hold.HoldDetails;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/// A buyer token.
@RegisterForReflection
record BuyerTokenBody(
    String token, UUID eventId, String origin, String customer, Instant expiresAt) {
  /// A token as a shop asks for it.
  static BuyerPass.Asked read(JsonFields fields) {
    return new BuyerPass.Asked(
        fields.text("origin"),
        fields.line("customer", HoldDetails.CUSTOMER_LENGTH),
        fields.optionalDuration("lifetime"));
  }

  static BuyerTokenBody from(BuyerTokens.Made.Token made) {
    BuyerPass pass = made.pass();
    return new BuyerTokenBody(
        made.token(),
        pass.event().value(),
        pass.origin().value(),
        pass.customer(),
        pass.expiresAt());
  }
}
