package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Serves {@link Reservations}.
public final class ReservationService implements Reservations {
  private final Catalogue catalogue;
  private final Engines engines;
  private final Holders holders;
  private final Access access;

  public ReservationService(Catalogue catalogue, Engines engines, Holders holders, Access access) {
    this.catalogue = catalogue;
    this.engines = engines;
    this.holders = holders;
    this.access = access;
  }

  @Override
  public Optional<ReservationView> find(ReservationId id, Caller caller) {
    return find(id, caller, Scope.RESERVATIONS_READ);
  }

  private Optional<ReservationView> find(ReservationId id, Caller caller, Scope scope) {
    return catalogue
        .saleByPrefix(id.eventPrefix())
        .flatMap(
            sale ->
                engines
                    .of(sale)
                    .records()
                    .reservation(sale, id)
                    .filter(found -> access.admits(caller, sale, found.holdId(), scope))
                    .map(found -> new ReservationView(sale, found)));
  }

  @Override
  public Optional<Page<ReservationView>> list(
      EventId event, Filter filter, @Nullable UUID after, int limit, Caller caller) {
    return catalogue
        .sale(event)
        .flatMap(
            sale ->
                access
                    .listed(caller, sale)
                    .map(
                        of ->
                            new HoldRecords.ReservationsWanted(
                                of.client(),
                                filter.code(),
                                filter.reference(),
                                filter.customer(),
                                after,
                                limit))
                    .map(wanted -> page(sale, wanted)));
  }

  private Page<ReservationView> page(Sale sale, HoldRecords.ReservationsWanted wanted) {
    Page<Reservation> page = engines.of(sale).records().reservations(sale, wanted);
    return new Page<>(
        page.items().stream().map(one -> new ReservationView(sale, one)).toList(), page.next());
  }

  @Override
  public Outcome cancel(
      ReservationId id,
      @Nullable List<String> seats,
      @Nullable List<Command.Numbers> areas,
      @Nullable String reason,
      Caller caller,
      @Nullable RequestKey key) {
    return find(id, caller, Scope.RESERVATIONS_CONFIRM)
        .map(
            view ->
                engines.submit(
                    view.sale(),
                    new Submission(
                        new Command.Cancel(
                            id,
                            seats,
                            areas,
                            reason,
                            access.isBrowser(caller, view.sale(), view.reservation().holdId())),
                        key,
                        holders.mandated(caller))))
        .orElse(new Outcome.Refused(new Refusal.NotFound()));
  }
}
