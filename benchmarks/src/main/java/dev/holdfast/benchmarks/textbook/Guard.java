package dev.holdfast.benchmarks.textbook;

import java.util.function.Supplier;

/// Lets one at a time do something with the same seats of an event.
interface Guard extends AutoCloseable {
  /// Does the work, alone.
  Answer within(int event, int[] seats, Supplier<Answer> work);

  @Override
  default void close() {}
}
