package dev.holdfast.domain.event;

import java.util.UUID;

/// Names one event.
///
/// The ids of its holds and reservations begin with the same 64 bits, so that a hold's id alone
/// leads to its event without an index over all holds.
public record EventId(UUID value) {
  private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /// The 64 bits that the ids of this event's holds and reservations begin with.
  public long prefix() {
    return value.getMostSignificantBits();
  }

  /// An id under this event's prefix.
  ///
  /// @param random of which the lower 62 bits are used
  public UUID scoped(long random) {
    return new UUID(prefix(), (random & VARIANT_MASK) | VARIANT);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
