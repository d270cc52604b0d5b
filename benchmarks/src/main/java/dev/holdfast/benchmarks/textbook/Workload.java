package dev.holdfast.benchmarks.textbook;

import java.util.SplittableRandom;

/// Who wants what: any event and any of its seats, each as likely as the other.
///
/// @param events how many events are on sale
/// @param seats how many seats each of them has
/// @param seatsPerHold how many seats a buyer wants, in no order
/// @param openHolds how many holds are kept open all the while, by all clients together; a client
///     whose share of them is 0 gives a hold back as soon as it has it
public record Workload(String name, int events, int seats, int seatsPerHold, int openHolds) {
  public static final Workload UNIFORM = new Workload("many events", 500, 100, 2, 32);
  public static final Workload HOT = new Workload("one hot event", 1, 1_000, 2, 32);

  /// In a room so small that buyers get into each other's way, as they do for the front rows.
  public static final Workload MULTI_SEAT = new Workload("six seats a hold", 1, 500, 6, 16);

  int[] choice(SplittableRandom random) {
    int[] chosen = new int[seatsPerHold];
    for (int i = 0; i < seatsPerHold; i++) {
      do {
        chosen[i] = random.nextInt(seats);
      } while (isAmongFirst(i, chosen));
    }
    return chosen;
  }

  private static boolean isAmongFirst(int count, int[] chosen) {
    for (int i = 0; i < count; i++) {
      if (chosen[i] == chosen[count]) {
        return true;
      }
    }
    return false;
  }
}
