package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Serves {@link SeatHolds}.
public final class SeatHoldService implements SeatHolds {
  private static final Outcome NOT_FOUND = new Outcome.Refused(new Refusal.NotFound());

  private final Catalogue catalogue;
  private final Engines engines;
  private final HoldSecrets secrets;
  private final Holders holders;
  private final Access access;
  private final RandomGenerator random;
  private final LongAdder refusedAtOnce = new LongAdder();

  /// Holds seats of these events.
  ///
  /// @param random makes ids and codes; never twice the same, on any node
  public SeatHoldService(
      Catalogue catalogue,
      Engines engines,
      HoldSecrets secrets,
      Holders holders,
      Access access,
      RandomGenerator random) {
    this.catalogue = catalogue;
    this.engines = engines;
    this.secrets = secrets;
    this.holders = holders;
    this.access = access;
    this.random = random;
  }

  @Override
  public Outcome place(
      EventId event, Selection selection, Caller caller, @Nullable RequestKey key) {
    Optional<Sale> sale = catalogue.sale(event).filter(one -> access.maySell(caller, one));
    if (sale.isEmpty()) {
      return NOT_FOUND;
    }
    String customer = customer(selection, caller);
    var details = new HoldDetails(secrets.signingKey(), customer, selection.metadata());
    var place =
        new Command.Place(
            HoldId.of(event, random.nextLong()),
            selection.seats(),
            selection.areas(),
            selection.ticketTypes(),
            details,
            holders.of(caller, customer));
    return engines.answer(
        event,
        key,
        () ->
            hopeless(sale.get(), place, key)
                .map(refusal -> refuseAtOnce(sale.get(), refusal))
                .orElseGet(
                    () ->
                        engines
                            .of(sale.get())
                            .lanes()
                            .submit(
                                sale.get(), new Submission(place, key, holders.mandated(caller)))));
  }

  private static @Nullable String customer(Selection selection, Caller caller) {
    String known = caller.customer();
    return known == null ? selection.customer() : known;
  }

  /// Why a hold is refused without asking the ledger to decide. A request that was carried out
  /// before, or may still be, is not refused. While its outcome is not known, it is under way; its
  /// key is looked up after that, so as not to miss what ends in between.
  private Optional<Refusal> hopeless(Sale sale, Command.Place place, @Nullable RequestKey key) {
    Engine engine = engines.of(sale);
    return engine
        .views()
        .hopeless(sale, place)
        .filter(_ -> key == null || isNew(engine, sale.event().id(), key));
  }

  private Outcome refuseAtOnce(Sale sale, Refusal refusal) {
    if (!sale.event().testMode()) {
      refusedAtOnce.increment();
    }
    return new Outcome.Refused(refusal);
  }

  /// How many holds were refused without asking the ledger to decide.
  public long refusedAtOnce() {
    return refusedAtOnce.sum();
  }

  private boolean isNew(Engine engine, EventId event, RequestKey key) {
    return !engines.isUnderWay(event, key) && !engine.views().isAnswered(event, key);
  }

  @Override
  public Optional<HoldView> find(HoldId id, Caller caller) {
    return saleFor(id, caller, Scope.HOLDS_WRITE)
        .flatMap(sale -> engines.of(sale).records().hold(sale, id));
  }

  @Override
  public Optional<Page<HoldView>> list(
      EventId event, Hold.@Nullable Status status, @Nullable UUID after, int limit, Caller caller) {
    return catalogue
        .sale(event)
        .flatMap(
            sale ->
                access
                    .listed(caller, sale)
                    .map(
                        of ->
                            engines
                                .of(sale)
                                .records()
                                .holds(
                                    sale,
                                    new HoldRecords.HoldsWanted(
                                        of.client(), status, after, limit))));
  }

  @Override
  public Outcome change(HoldId id, Amendment amendment, Caller caller, @Nullable RequestKey key) {
    var change =
        new Command.Change(
            id, amendment.add(), amendment.remove(), amendment.areas(), amendment.ticketTypes());
    return submit(caller, saleFor(id, caller, Scope.HOLDS_WRITE), key, _ -> change);
  }

  @Override
  public Outcome extend(HoldId id, Caller caller, @Nullable RequestKey key) {
    return submit(caller, saleFor(id, caller, Scope.HOLDS_WRITE), key, _ -> new Command.Extend(id));
  }

  @Override
  public Outcome release(HoldId id, Caller caller) {
    return submit(
        caller, saleFor(id, caller, Scope.HOLDS_WRITE), null, _ -> new Command.Release(id));
  }

  @Override
  public Outcome expireNow(HoldId id, Caller caller, @Nullable RequestKey key) {
    return submit(
        caller, saleFor(id, caller, Scope.HOLDS_WRITE), key, _ -> new Command.ExpireNow(id));
  }

  @Override
  public Outcome confirm(
      HoldId id, Confirmation confirmation, Caller caller, @Nullable RequestKey key) {
    return submit(
        caller,
        saleFor(id, caller, Scope.RESERVATIONS_CONFIRM),
        key,
        sale ->
            new Command.Confirm(
                id,
                ReservationId.of(sale.event().id(), random.nextLong()),
                ReservationCode.random(random),
                confirmation.reference(),
                confirmation.expectedTotal(),
                access.isBrowser(caller, sale, id)));
  }

  @Override
  public String secretOf(HoldView hold) {
    return secrets.secret(hold.hold().terms().id(), hold.details().secretKey());
  }

  private Outcome submit(
      Caller caller, Optional<Sale> of, @Nullable RequestKey key, Function<Sale, Command> command) {
    return of.map(
            sale ->
                engines.submit(
                    sale, new Submission(command.apply(sale), key, holders.mandated(caller))))
        .orElse(NOT_FOUND);
  }

  private Optional<Sale> saleFor(HoldId id, Caller caller, Scope scope) {
    return access.mightAdmit(caller, id, scope)
        ? catalogue
            .saleByPrefix(id.eventPrefix())
            .filter(sale -> access.admits(caller, sale, id, scope))
        : Optional.empty();
  }
}
