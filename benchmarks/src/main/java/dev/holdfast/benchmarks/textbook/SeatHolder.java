package dev.holdfast.benchmarks.textbook;

import java.util.Set;

/// A way of holding seats, on one node. It is called by many threads at once.
///
/// The way of all: a hold takes all of its seats or none, and its holder gives them back. Time does
/// not end a hold here, since no cell lasts as long as a hold would.
interface SeatHolder extends AutoCloseable {
  /// Takes seats for somebody.
  ///
  /// @param holder a number that no other hold has, at least 1
  /// @param seats different ones, in the order in which the buyer named them. A way that gives out
  ///     seats of its own choice, as many as there are here, writes them into this array.
  Answer hold(long holder, int event, int[] seats);

  /// Gives back what a holder was told to have.
  void release(long holder, int event, int[] seats);

  /// Who has which seat by the way's own records, asked when nobody holds or releases.
  Set<Claim> claims();

  @Override
  void close();

  /// That a holder has a seat.
  record Claim(int event, int seat, long holder) {}
}
