package dev.holdfast.benchmarks.textbook;

/// What somebody who wants seats is told.
enum Answer {
  /// All of the seats are theirs.
  HELD,
  /// One of the seats is somebody else's; nothing was taken.
  TAKEN,
  /// Too many tries or too much time; nothing was taken, though the seats may be free.
  GAVE_UP
}
