package dev.holdfast.benchmarks.generator;

import org.jspecify.annotations.Nullable;

/// Where requests come from.
interface Work {
  /// The next request, or null if there is none now.
  @Nullable Request next();

  /// Whether there will never be another.
  boolean isDone();

  /// A request that undoes what this has left behind, so that the work can be done again; null if
  /// there is nothing to undo.
  @Nullable Request undo();

  /// Takes note of an answer, expected or not.
  void answered(Request request, Answer answer);
}
