package dev.holdfast.benchmarks.generator;

import org.jspecify.annotations.Nullable;

/// Where requests come from.
interface Work {
  /// The next request, or null if there is nothing left to send.
  @Nullable Request next();

  /// Takes note of an answer with the expected status.
  void answered(Request request, Answer answer);
}
