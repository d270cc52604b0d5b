package dev.holdfast.benchmarks.generator;

/// A request that is to be sent.
final class Request {
  /// What kind a request is, where a job has two.
  enum Kind {
    FIRST,
    ENDING
  }

  final byte[] bytes;
  final Kind kind;
  final int expectedStatus;

  /// When it should have been sent, by [System#nanoTime].
  long due;

  Request(byte[] bytes, Kind kind, int expectedStatus) {
    this.bytes = bytes;
    this.kind = kind;
    this.expectedStatus = expectedStatus;
  }
}
