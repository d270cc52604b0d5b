package dev.holdfast.domain.seatmap;

/// How an area numbers its places.
public enum Numbering {
  /// The lowest numbers that are free.
  LOWEST_FREE,
  /// The next numbers in turn: a queue number is never given out twice.
  INCREASING
}
