package dev.holdfast.application.service;

import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatHolds.Amendment;
import dev.holdfast.application.port.in.SeatHolds.Confirmation;
import dev.holdfast.application.port.in.SeatHolds.Selection;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.application.view.Views;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import dev.holdfast.testkit.InMemoryStore;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A request comes again while the first is still under way, and would be decided otherwise
/// meanwhile. Whoever hears of a refusal relies on it that nothing is carried out later.
@Timeout(30)
class RepeatsTest {
  private static final Duration TURN_TIMEOUT = Duration.ofMillis(50);
  private static final Caller SHOP = Caller.admin();
  private static final RequestKey KEY = new RequestKey("shop", "key", "fingerprint");

  private final InMemoryStore store = new InMemoryStore();
  private final Sale sale = Samples.sale(12);
  private final Node other = new Node(store, sale);
  private final Slow ledger = new Slow(store.newLedger());
  private @Nullable Engine engine;

  @BeforeEach
  void begin() {
    store.setClock(Samples.START);
    store.add(sale);
  }

  @AfterEach
  void end() {
    ledger.goesOn.countDown();
    if (engine != null) {
      engine.close();
    }
  }

  /// @param timeout of those who wait for the lane
  private SeatHolds serve(Duration timeout) {
    Engine started =
        Engine.start(
            ledger,
            new NoRecords(),
            new QuietFeed(),
            new Bulkhead(4, Duration.ofSeconds(5)),
            new Lanes.Plan(1, 10, 10, 1, timeout));
    this.engine = started;
    var stores = new Stores();
    var engines = new Engines(started, Optional.empty(), TURN_TIMEOUT);
    var secrets = new HoldSecrets(List.of(new byte[32]));
    var holders = new Holders(List.of(new byte[32]), false, () -> LocalDate.EPOCH);
    return new SeatHoldService(
        new Catalogue(stores, stores),
        engines,
        secrets,
        holders,
        new Access(engines, secrets, holders),
        RandomGenerator.getDefault());
  }

  private Views views() {
    return Objects.requireNonNull(engine).views();
  }

  /// A ledger that keeps the first waiting who comes to some place in it.
  private static final class Slow implements SeatLedger {
    private final SeatLedger ledger;
    final CountDownLatch stands = new CountDownLatch(1);
    final CountDownLatch goesOn = new CountDownLatch(1);
    volatile @Nullable String place;

    Slow(SeatLedger ledger) {
      this.ledger = ledger;
    }

    private SeatLedger after(String reached) {
      if (reached.equals(place)) {
        place = null;
        stands.countDown();
        try {
          goesOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return ledger;
    }

    @Override
    public List<Optional<List<Outcome>>> commitFree(List<Work> works) {
      return after("commit").commitFree(works);
    }

    @Override
    public List<Outcome> commit(Work work) {
      return ledger.commit(work);
    }

    @Override
    public void load(EventState state) {
      after("load").load(state);
    }

    @Override
    public List<LedgerEntry> entries(EventId event, long after, int atMost) {
      return ledger.entries(event, after, atMost);
    }

    @Override
    public Heads heads(Collection<EventId> events) {
      return ledger.heads(events);
    }

    @Override
    public boolean isAnswered(EventId event, RequestKey key) {
      return ledger.isAnswered(event, key);
    }

    @Override
    public List<EventId> eventsDue(int atMost) {
      return ledger.eventsDue(atMost);
    }

    @Override
    public Duration overdue() {
      return ledger.overdue();
    }
  }

  /// Sends a request that does not come to its lane for now, and the same again while it would be
  /// refused.
  ///
  /// @param meanwhile makes it so, and returns what undoes that
  /// @return the outcome of both
  private Outcome sendTwice(Function<SeatHolds, Outcome> request, Supplier<Command> meanwhile)
      throws InterruptedException {
    SeatHolds holds = serve(Duration.ofSeconds(20));
    ledger.place = "load";
    CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(() -> request.apply(holds));
    ledger.stands.await();
    // As somebody does who came to the lane before.
    store.newLedger().load(views().of(sale).state());

    Command undoing = meanwhile.get();
    assertThatThrownBy(() -> request.apply(holds)).isInstanceOf(Unavailable.class);
    other.commit(undoing, null);
    ledger.goesOn.countDown();

    Outcome outcome = first.join();
    long version = version();
    assertThat(request.apply(holds)).isEqualTo(new Outcome.Replayed(outcome));
    assertThat(version()).as("once").isEqualTo(version);
    return outcome;
  }

  private long version() {
    other.ledger().load(other.state());
    return other.state().version();
  }

  private HoldId holdOf(String seat) {
    return other.hold(seat).hold().terms().id();
  }

  private Function<SeatHolds, Outcome> placing(String seat) {
    var selection = new Selection(List.of(seat), List.of(), Map.of(), null, null);
    return holds -> holds.place(sale.event().id(), selection, SHOP, KEY);
  }

  private static Function<SeatHolds, Outcome> adding(HoldId id, String seat) {
    var amendment = new Amendment(List.of(seat), List.of(), List.of(), Map.of());
    return holds -> holds.change(id, amendment, SHOP, KEY);
  }

  private static Function<SeatHolds, Outcome> confirming(HoldId id, long total) {
    return holds -> holds.confirm(id, new Confirmation(null, total), SHOP, KEY);
  }

  private Supplier<Command> taking(String seat) {
    return () -> new Command.Release(holdOf(seat));
  }

  private Supplier<Command> adding(HoldId id, List<String> seats) {
    return () -> {
      held(other.commit(Node.changing(id, seats, List.of()), null));
      return Node.changing(id, List.of(), seats);
    };
  }

  @Test
  @Tag("I5")
  void placingWhatIsTakenMeanwhile() throws InterruptedException {
    Outcome outcome = sendTwice(placing("S-1"), taking("S-1"));

    assertThat(held(outcome).hold().terms().numbers()).containsExactly(0);
  }

  @Test
  @Tag("I5")
  void addingWhatIsTakenMeanwhile() throws InterruptedException {
    Outcome outcome = sendTwice(adding(holdOf("S-1"), "S-2"), taking("S-2"));

    assertThat(held(outcome).hold().terms().numbers()).containsExactly(0, 1);
  }

  @Test
  @Tag("I5")
  void addingToAHoldThatIsFullMeanwhile() throws InterruptedException {
    HoldId hold = holdOf("S-1");

    Outcome outcome = sendTwice(adding(hold, "S-2"), adding(hold, List.of("S-3", "S-4", "S-5")));

    assertThat(held(outcome).hold().terms().numbers()).containsExactly(0, 1);
  }

  @Test
  @Tag("I5")
  void confirmingWhatHasAnotherTotalMeanwhile() throws InterruptedException {
    HoldId hold = holdOf("S-1");

    Outcome outcome = sendTwice(confirming(hold, Samples.PRICE), adding(hold, List.of("S-2")));

    assertThat(confirmed(outcome).holdId()).isEqualTo(hold);
  }

  @Test
  @Tag("I5")
  void whoeverGivesUpWhileTheCommandIsAtHandIsNotRefusedEither() throws InterruptedException {
    SeatHolds holds = serve(Duration.ofMillis(200));
    Function<SeatHolds, Outcome> request = placing("S-1");
    ledger.place = "commit";
    assertThatThrownBy(() -> request.apply(holds)).isInstanceOf(Unavailable.class);
    ledger.stands.await();

    HoldId inTheWay = holdOf("S-1");
    await(() -> views().hopeless(sale, other.placing("S-1")).isPresent());
    assertThatThrownBy(() -> request.apply(holds)).isInstanceOf(Unavailable.class);
    other.commit(new Command.Release(inTheWay), null);
    ledger.goesOn.countDown();

    await(() -> version() == 3);
    assertThat(request.apply(holds)).isInstanceOf(Outcome.Replayed.class);
    assertThat(version()).isEqualTo(3);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /// Nobody reads holds in these tests.
  private static final class NoRecords implements HoldRecords {
    @Override
    public Page<HoldView> holds(Sale sale, HoldsWanted wanted) {
      return new Page<>(List.of(), null);
    }

    @Override
    public Page<Reservation> reservations(Sale sale, ReservationsWanted wanted) {
      return new Page<>(List.of(), null);
    }

    @Override
    public Optional<HoldView> hold(Sale sale, HoldId id) {
      return Optional.empty();
    }

    @Override
    public Optional<Reservation> reservation(Sale sale, ReservationId id) {
      return Optional.empty();
    }
  }

  /// The node is alone.
  private static final class QuietFeed implements ChangeFeed {
    @Override
    public void tell(EventId event, long epoch, long version) {}

    @Override
    public void listen(Listener listener) {}
  }

  /// The one event that there is.
  private final class Stores implements EventStore, SeatMapStore {
    @Override
    public Optional<Event> findByPrefix(long prefix) {
      return Optional.of(sale.event());
    }

    @Override
    public Optional<Settings> settings(EventId id) {
      return Optional.of(sale.event().settings());
    }

    @Override
    public Optional<SeatMap> find(SeatMapId id) {
      return Optional.of(sale.seatMap());
    }

    @Override
    public Optional<KeptCreation> add(Event event, @Nullable RequestKey key) {
      throw new AssertionError("it is there");
    }

    @Override
    public Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key) {
      throw new AssertionError("it is there");
    }

    @Override
    public Optional<KeptCreation> answered(RequestKey key) {
      throw new AssertionError("nothing is added");
    }

    @Override
    public boolean delete(EventId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit) {
      throw new AssertionError("nobody lists");
    }

    @Override
    public List<SeatMapSummary> list(@Nullable SeatMapId after, int limit) {
      throw new AssertionError("nobody lists");
    }
  }
}
