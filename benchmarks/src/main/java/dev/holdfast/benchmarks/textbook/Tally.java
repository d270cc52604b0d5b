package dev.holdfast.benchmarks.textbook;

import java.util.concurrent.atomic.LongAdder;

/// What the ways themselves count, on all nodes together.
final class Tally {
  /// Something was tried once more.
  final LongAdder retries = new LongAdder();

  /// The database ended a transaction because it and another waited for each other.
  final LongAdder deadlocks = new LongAdder();
}
