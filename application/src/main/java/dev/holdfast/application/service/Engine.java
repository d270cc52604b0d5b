package dev.holdfast.application.service;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.concurrent.FailureCount;
import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.LaneObserver;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.view.Views;
import java.util.List;
import java.util.stream.Stream;

/// What changes and shows the events of one ledger. It shares nothing that could be waited for with
/// that of another ledger, so that events go on while a store is away that they are not in.
public record Engine(SeatLedger ledger, HoldRecords records, Views views, Lanes lanes)
    implements AutoCloseable {

  /// Starts an engine over a ledger, whose lanes nobody observes.
  ///
  /// @param records the holds and reservations that the ledger stored
  /// @param readers what is read from the ledger for callers is read within
  public static Engine start(
      SeatLedger ledger, HoldRecords records, ChangeFeed feed, Bulkhead readers, Lanes.Plan plan) {
    return start(ledger, records, feed, readers, plan, LaneObserver.NOBODY);
  }

  /// Starts an engine over a ledger.
  ///
  /// @param records the holds and reservations that the ledger stored
  /// @param readers what is read from the ledger for callers is read within
  /// @param observer hears of each command's way through its lane
  public static Engine start(
      SeatLedger ledger,
      HoldRecords records,
      ChangeFeed feed,
      Bulkhead readers,
      Lanes.Plan plan,
      LaneObserver observer) {
    Views views = new Views(ledger, feed, readers);
    return new Engine(ledger, records, views, new Lanes(ledger, views, plan, observer));
  }

  /// The threads that are always there.
  public List<Worker> workers() {
    return Stream.concat(lanes.workers().stream(), Stream.of(views.worker())).toList();
  }

  /// The crashes of its threads.
  public List<FailureCount> breaks() {
    return Stream.concat(lanes.breaks().stream(), Stream.of(views.worker().breaks())).toList();
  }

  @Override
  public void close() {
    lanes.close();
    views.close();
  }
}
