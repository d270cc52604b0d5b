package dev.holdfast.benchmarks.textbook;

import dev.holdfast.benchmarks.textbook.SeatHolder.Claim;
import java.util.HashSet;
import java.util.Set;

/// Who has which seat, in plain memory: 0 is nobody. It protects itself from nothing.
final class Seats {
  private final long[][] holders;

  Seats(Workload workload) {
    this.holders = new long[workload.events()][workload.seats()];
  }

  boolean areFree(int event, int[] seats) {
    for (int seat : seats) {
      if (holders[event][seat] != 0) {
        return false;
      }
    }
    return true;
  }

  void set(int event, int[] seats, long holder) {
    for (int seat : seats) {
      holders[event][seat] = holder;
    }
  }

  Answer hold(long holder, int event, int[] seats) {
    if (!areFree(event, seats)) {
      return Answer.TAKEN;
    }
    set(event, seats, holder);
    return Answer.HELD;
  }

  Set<Claim> claims() {
    Set<Claim> claims = new HashSet<>();
    for (int event = 0; event < holders.length; event++) {
      for (int seat = 0; seat < holders[event].length; seat++) {
        if (holders[event][seat] != 0) {
          claims.add(new Claim(event, seat, holders[event][seat]));
        }
      }
    }
    return claims;
  }
}
