package dev.holdfast.benchmarks.generator;

/// A request that is to be sent.
final class Request {
  /// What kind a request is, where a job has two.
  enum Kind {
    FIRST,
    ENDING
  }

  static final long NEVER = Long.MIN_VALUE;

  final byte[] bytes;
  final Kind kind;
  final int expectedStatus;

  /// When it should have been sent, by [System#nanoTime]; [#NEVER] if it does not count.
  long due = NEVER;

  Request(byte[] bytes, Kind kind, int expectedStatus) {
    this.bytes = bytes;
    this.kind = kind;
    this.expectedStatus = expectedStatus;
  }
}
