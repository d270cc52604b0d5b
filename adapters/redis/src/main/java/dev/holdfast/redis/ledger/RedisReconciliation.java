package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.FinalSales.Standing;
import dev.holdfast.application.port.out.Reconciliation;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.redis.store.RedisEvents.Reading;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Opens the events that Redis has lost or may have, ends the sales that were left midway, and
/// opens anew what contradicts the final sales. An event that somebody comes to before is mended
/// then; this is for those that nobody comes to.
///
/// It waits for no event that somebody else has locked, and one that fails does not keep the
/// others.
final class RedisReconciliation implements Reconciliation {
  private static final Logger LOG = Logger.getLogger(RedisReconciliation.class);

  private final RedisEvents events;
  private final TwoStepSale sale;
  private final EventOpening opening;
  private final DueEvents dueEvents;
  private final FinalSales sales;

  RedisReconciliation(
      RedisEvents events,
      TwoStepSale sale,
      EventOpening opening,
      DueEvents dueEvents,
      FinalSales sales) {
    this.events = events;
    this.sale = sale;
    this.opening = opening;
    this.dueEvents = dueEvents;
    this.sales = sales;
  }

  @Override
  public int reconcile() {
    long before = opening.opened() + sale.healed();
    sales
        .standings()
        .forEach(
            (event, standing) -> {
              try {
                reconcile(event, standing);
              } catch (RuntimeException e) {
                LOG.warnf(e, "event %s is not reconciled for now", event);
                // Where Redis itself is away, no other event fares better.
                events.clock();
              }
            });
    return (int) (opening.opened() + sale.healed() - before);
  }

  private void reconcile(EventId event, Standing standing) {
    var keys = new EventKeys(event);
    Optional<Reading> read = read(keys);
    if (read.isEmpty()) {
      opening.open(keys, false);
      read = read(keys);
    }
    read.ifPresent(reading -> mend(keys, reading, standing));
    events.nextDue(keys).ifPresent(due -> dueEvents.add(Map.of(event, due)));
  }

  private Optional<Reading> read(EventKeys keys) {
    return events.read(Asked.of(keys));
  }

  private void mend(EventKeys keys, Reading reading, Standing standing) {
    if (reading.pending() != null) {
      sale.healIfLeft(keys, reading);
    } else if (contradicts(keys, reading, standing) && stillContradicts(keys)) {
      LOG.warnf("event %s contradicts its final sales; it is opened anew", keys.event());
      opening.reopen(keys, reading.epoch(), false);
    }
  }

  /// A sale or an opening may have come between what was read of the one store and of the other.
  /// None has where the event is still what it was.
  private boolean stillContradicts(EventKeys keys) {
    Optional<Reading> before = read(keys);
    Standing standing = sales.standings().get(keys.event());
    return standing != null
        && read(keys)
            .filter(after -> before.filter(first -> isWhereItWas(first, after)).isPresent())
            .filter(after -> contradicts(keys, after, standing))
            .isPresent();
  }

  private static boolean isWhereItWas(Reading before, Reading after) {
    return after.pending() == null
        && before.epoch() == after.epoch()
        && before.version() == after.version();
  }

  private boolean contradicts(EventKeys keys, Reading reading, Standing standing) {
    Optional<Long> claims = events.finalClaims(keys, reading);
    return claims.isPresent()
        && (reading.epoch() < standing.epoch() || claims.get() != standing.claims());
  }
}
