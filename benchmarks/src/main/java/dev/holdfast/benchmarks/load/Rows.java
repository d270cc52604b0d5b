package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Row.Bound;
import java.nio.file.Path;
import java.util.List;

/// All rows, in the order in which they are measured.
final class Rows {
  private Rows() {}

  /// @param plan how large what they tell of is
  /// @param folder for what rows need on disk
  static List<Row> all(Plan plan, Path folder) {
    // What is to write nothing or little comes first, so that nothing is left to be vacuumed.
    return List.of(
        new Row(
            "refused",
            "refusing holds of taken seats",
            "≥ 0.85 × the do-nothing rate, and no WAL written",
            Bound.atLeast(0.85),
            AgainstNothing::refused),
        new Row(
            "unchanged",
            "availability that has not changed (304)",
            "≥ 0.95 × the do-nothing rate, and no database access",
            Bound.atLeast(0.95),
            AgainstNothing::unchanged),
        new Row(
            "one-client",
            "durable holds of 2 seats over HTTP by one client without other load",
            "≥ 0.8 × `pgbench` with one client and the unique key alone",
            Bound.atLeast(0.8),
            (lab, _) -> AgainstPgbench.oneClient(lab, plan, folder)),
        new Row(
            "holds",
            "durable holds of 2 seats over HTTP, %,d connections, %,d events"
                .formatted(plan.connections(), plan.events()),
            "≥ 3.0 × `pgbench` making the same claims with 32 clients, and CPU of all processes ≤ 75 µs/hold",
            Bound.atLeast(3),
            (lab, _) -> AgainstPgbench.manyEvents(lab, plan, folder)),
        new Row(
            "hot",
            "the same on one hot event",
            "≥ 12 × `pgbench` likewise",
            Bound.atLeast(12),
            (lab, _) -> AgainstPgbench.hotEvent(lab, plan, folder)),
        new Row(
            "wrk",
            "durable holds of 2 seats over HTTP, sent by `wrk` on %,d connections, %,d events"
                .formatted(plan.connections(), plan.events()),
            "≥ 2.2 × `pgbench` making the same claims with 32 clients",
            Bound.atLeast(2.2),
            (lab, _) -> AgainstPgbench.sentByWrk(lab, plan, folder)),
        new Row(
            "confirm",
            "p99 of hold → confirm, open loop at %,d requests/s".formatted(plan.rate()),
            "≤ 10 × the do-nothing p99 at that rate, and CPU of all processes ≤ 250 µs/request",
            Bound.atMost(10),
            AgainstNothing::confirmed),
        new Row(
            "seats",
            "p99 of hold on an event with %,d seats, open loop at half capacity"
                .formatted(plan.manySeats()),
            "≤ 1.1 × that with 1,000 seats",
            Bound.atMost(1.1),
            AtScale::seats),
        new Row(
            "past",
            "p99 of hold on an event with %,d past holds, open loop at half capacity"
                .formatted(plan.pastHolds()),
            "≤ 1.1 × that with 1,000 past holds",
            Bound.atMost(1.1),
            AtScale::pastHolds),
        new Row(
            "expiry",
            "p99 of hold while %,d holds expire at once".formatted(plan.expiring()),
            "≤ 1.3 × that before, and all swept within 2 s",
            Bound.atMost(1.3),
            MassExpiry::measure),
        new Row(
            "two-nodes",
            "durable holds of 2 seats over HTTP on one hot event, %d clients, through the balancer of two nodes"
                .formatted(TwoNodes.CLIENTS),
            "≥ 0.7 × the rate through a balancer of one node",
            Bound.atLeast(0.7),
            (lab, _) -> TwoNodes.measure(lab, plan, folder)),
        new Row(
            "watchers",
            "p99 of the time from a change to its frame, %,d watchers of one event"
                .formatted(plan.watchers()),
            "≤ 1 × 150 ms",
            Bound.atMost(1),
            Watching::many),
        new Row(
            "reconnect",
            "p99 of the time from a change to its frame, after one of two nodes with %,d watchers was killed and all were back"
                .formatted(plan.watchers() / 2),
            "≤ 2 × that before, and each watcher is told each change once",
            Bound.atMost(2),
            Watching::again),
        new Row(
            "redis",
            "holds of 2 seats over HTTP with the Redis ledger, %,d connections, %,d events"
                .formatted(plan.connections(), plan.events()),
            "≥ 1.0 × the PostgreSQL ledger's rate, and < 5 % of its writes to the database",
            Bound.atLeast(1),
            AgainstPostgres::measure),
        new Row(
            "keys",
            "holds of 2 seats over HTTP with a secret key, customers and limits, %,d connections, %,d events"
                .formatted(plan.connections(), plan.events()),
            "≥ 0.95 × the rate without a key",
            Bound.atLeast(0.95),
            WithKeys::measure),
        new Row(
            "webhooks",
            "p99 of the time from a change to its arrival at a webhook endpoint, %,d changes/s, %,d endpoints of as many clients"
                .formatted(Notifying.changes(plan), Notifying.endpoints(plan)),
            "≤ 1 × 1,000 ms, and each change arrives, those of an event in order",
            Bound.atMost(1),
            Notifying::measure),
        new Row(
            "nodes",
            "p99 of the time from a change on one node to its frame on another, over Redis",
            "≤ 1 × 100 ms",
            Bound.atMost(1),
            Watching::elsewhere),
        new Row(
            "first-minute",
            "durable holds of 2 seats in the first %d s after readiness".formatted(plan.seconds()),
            "≥ 0.8 × the same node's rate %d s later".formatted(plan.lateSeconds()),
            Bound.atLeast(0.8),
            FirstMinute::measure),
        new Row(
            "start",
            "time until a node without warm-up is ready, with the AOT cache of `./holdfast package`",
            "≤ 0.3 × that without the cache",
            Bound.atMost(0.3),
            Starting::measure),
        new Row(
            "frames",
            "p95 of what the seat picker takes for a frame while its room is panned and zoomed, %,d and %,d seats"
                .formatted(Frames.large(plan), plan.manySeats()),
            "≤ 1 × 8 ms, and 16 ms for the larger room",
            Bound.atMost(1),
            Frames::measure));
  }

  /// The share of a core that the compilers may take once the service counts as compiled.
  private static final double HARDLY_COMPILING = 0.05;

  /// How much longer than planned the service may take to be compiled.
  private static final int LATEST = 6;

  /// Exercises what all rows use until it is compiled.
  static void warmUp(Lab lab, Plan plan) {
    int parts = Math.max(1, plan.warmUp() / 5);
    double seconds = (double) plan.warmUp() / parts;
    double compiling = 1;
    for (int i = 0; i < parts || (compiling > HARDLY_COMPILING && i < LATEST * parts); i++) {
      List<String> events = lab.newEvents(plan.events(), Jobs.SEATS);
      double before = lab.compilerCpu();
      lab.run(Jobs.place(plan, events, Jobs.SEATS, Jobs.CLOSED_LOOP).lasting(0, seconds * 0.4));
      List<String> others = lab.newEvents(plan.events(), Jobs.SEATS);
      lab.run(
          Jobs.rounds(plan, others, Jobs.SEATS, Job.Ending.CONFIRM, Jobs.CLOSED_LOOP)
              .lasting(0, seconds * 0.4));
      lab.run(Jobs.nothing(plan, Jobs.CLOSED_LOOP).lasting(0, seconds * 0.2));
      compiling = (lab.compilerCpu() - before) / seconds;
    }
  }
}
