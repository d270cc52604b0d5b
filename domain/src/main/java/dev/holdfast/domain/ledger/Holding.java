package dev.holdfast.domain.ledger;

/// How many seats and places somebody has.
///
/// @param held in holds
/// @param reserved in reservations; cancelled ones do not count
public record Holding(int held, int reserved) {
  /// Nothing.
  static final Holding NONE = new Holding(0, 0);

  Holding plus(Holding other) {
    return new Holding(held + other.held, reserved + other.reserved);
  }

  /// The same without some that are held.
  Holding without(int fewer) {
    return new Holding(held - fewer, reserved);
  }
}
