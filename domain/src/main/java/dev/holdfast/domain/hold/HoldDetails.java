package dev.holdfast.domain.hold;

import org.jspecify.annotations.Nullable;

/// What a hold carries that plays no part in deciding; it may hold personal data, so it is never
/// written to the ledger.
///
/// @param secretKey the id of the server key that its secret was made with
/// @param customer the shop's own id of its customer, a line; null if there is none
/// @param metadata the shop's own JSON object, kept as it came; null if there is none
public record HoldDetails(String secretKey, @Nullable String customer, @Nullable String metadata) {
  /// How many characters a customer may have.
  public static final int CUSTOMER_LENGTH = 128;
}
