package dev.holdfast.benchmarks.textbook;

import java.time.Duration;
import java.util.List;

/// What is measured: each way with each workload and each number of clients on one node, and each
/// way once on two nodes.
///
/// @param rehearsal how long each way runs before anything is measured, to have its code compiled
/// @param warmUp how long each cell runs before it is measured
/// @param measured how long each cell is measured
/// @param leastHolds how many holds have to be acknowledged in a cell, however long that takes; a
///     cell that does not get there in a minute ends without
/// @param twoNodes the workload of the two nodes
/// @param twoNodesClients how many clients both nodes have together, at least 2
/// @param seed of the choices of seats
public record Plan(
    List<Way> ways,
    List<Workload> workloads,
    List<Integer> clients,
    Duration rehearsal,
    Duration warmUp,
    Duration measured,
    int leastHolds,
    Workload twoNodes,
    int twoNodesClients,
    long seed) {
  public Plan {
    ways = List.copyOf(ways);
    workloads = List.copyOf(workloads);
    clients = List.copyOf(clients);
  }

  /// Every cell, in about twenty minutes.
  public static Plan full(long seed) {
    return new Plan(
        List.of(Way.values()),
        List.of(Workload.UNIFORM, Workload.HOT, Workload.MULTI_SEAT),
        List.of(1, 8, 32, 128),
        Duration.ofSeconds(3),
        Duration.ofMillis(400),
        Duration.ofMillis(1_200),
        1,
        Workload.HOT,
        8,
        seed);
  }

  /// Each way once on one node and once on two, so briefly that the figures mean little, in a room
  /// so small that whoever can sell a seat twice does.
  public static Plan brief(long seed) {
    Workload small = new Workload("a small room", 1, 40, 2, 8);
    return new Plan(
        List.of(Way.values()),
        List.of(small),
        List.of(8),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofMillis(120),
        30,
        small,
        8,
        seed);
  }

  int cells() {
    return ways.size() * (workloads.size() * clients.size() + 1);
  }
}
