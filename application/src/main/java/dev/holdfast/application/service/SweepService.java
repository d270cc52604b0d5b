package dev.holdfast.application.service;

import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Sweep;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.lang.System.Logger;

/// Serves {@link Sweep}: puts expire commands on the lanes, where other commands get their turn in
/// between. An event that can't be swept does not keep the others from it.
public final class SweepService implements Sweep {
  private static final Logger LOG = System.getLogger(SweepService.class.getName());
  private static final int EVENTS_AT_ONCE = 1_000;

  private final Sales sales;
  private final Lanes lanes;
  private final SeatLedger ledger;
  private final int holdsAtOnce;

  /// Sweeps through these lanes.
  ///
  /// @param holdsAtOnce how many holds one command expires, at least 1
  public SweepService(Sales sales, Lanes lanes, SeatLedger ledger, int holdsAtOnce) {
    this.sales = sales;
    this.lanes = lanes;
    this.ledger = ledger;
    this.holdsAtOnce = holdsAtOnce;
  }

  @Override
  public int sweep() {
    int expired = 0;
    for (EventId event : ledger.eventsWithDueHolds(EVENTS_AT_ONCE)) {
      try {
        expired += sales.sale(event).map(this::sweep).orElse(0);
      } catch (RuntimeException e) {
        LOG.log(Logger.Level.WARNING, "event " + event + " is not swept for now", e);
      }
    }
    return expired;
  }

  private int sweep(Sale sale) {
    int expired = 0;
    int last;
    do {
      Outcome outcome = lanes.submit(sale, new Submission(new Command.Expire(holdsAtOnce), null));
      last = outcome instanceof Outcome.Expired(int holds) ? holds : 0;
      expired += last;
    } while (last == holdsAtOnce);
    return expired;
  }
}
