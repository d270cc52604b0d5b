package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// The sale.
///
/// @param reference the shop's name for it, 1 to 200 characters; null for none
/// @param expectedTotal the total that the buyer was shown, in minor units; null to take any
public record Confirmation(@Nullable String reference, @Nullable Long expectedTotal) {
  public static Confirmation of(String reference, long expectedTotal) {
    return new Confirmation(reference, expectedTotal);
  }
}
