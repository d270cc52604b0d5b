package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sends the same random commands at the same instants to a store and to {@link InMemoryStore}, and
/// expects the same outcomes and the same stored seats. Replays from its seed.
public final class Simulation {
  private static final int SEATS = 16;
  private static final int BATCHES_BETWEEN_AUDITS = 20;

  /// The kinds of outcome, command and change that a run of some thousand commands meets.
  public static final List<String> KINDS =
      List.of(
          "Held",
          "Confirmed",
          "Released",
          "Cancelled",
          "Expired",
          "Configured",
          "Pause",
          "Configure",
          "Block",
          "Unblock",
          "Advance",
          "ExpireNow",
          "block-expired",
          "Replayed",
          "KeyReused",
          "SeatsUnavailable",
          "SalesClosed",
          "HoldLimitReached",
          "CoolingDown",
          "SettingsChanged",
          "Shortage",
          "InvalidSelection",
          "HoldExpired",
          "HoldReleased",
          "HoldConfirmed",
          "QuoteMismatch",
          "NotFound");

  private final SplittableRandom random;
  private final long seed;
  private final Sale sale = Samples.inTestMode(Samples.saleWithAreas(SEATS));
  private final InMemoryStore model = new InMemoryStore();
  private final LedgerStore store;
  private final Node modelNode;
  private final List<Node> nodes = new ArrayList<>();
  private final List<HoldId> holds = new ArrayList<>();
  private final List<Command.Place> placed = new ArrayList<>();
  private final List<ReservationId> reservations = new ArrayList<>();
  private final List<Submission> keyed = new ArrayList<>();
  private final Map<String, Integer> seen = new TreeMap<>();
  private HoldId lastPlaced = HoldId.of(sale.event().id(), 0);
  private Instant clock = Samples.START;

  /// A simulation of one event in this store.
  ///
  /// @param nodes how many commit to it in turn, each with a state of its own
  public Simulation(LedgerStore store, int nodes, long seed) {
    this.store = store;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    System.getLogger(Simulation.class.getName())
        .log(System.Logger.Level.INFO, "seed {0}", "" + seed);
    model.add(sale);
    store.add(sale);
    modelNode = new Node(model, sale);
    for (int i = 0; i < nodes; i++) {
      this.nodes.add(new Node(store, sale));
    }
  }

  /// The seed that the system property `holdfast.seed` names, to replay a run; without it, one that
  /// no run had before.
  public static long newSeed() {
    return Long.getLong("holdfast.seed", new SplittableRandom().nextLong());
  }

  /// Runs so many commands in batches of this size.
  ///
  /// @return how often each of {@link #KINDS} was seen
  public Map<String, Integer> run(int commands, int batchSize) {
    for (int sent = 0, batch = 0; sent < commands; sent += batchSize, batch++) {
      step(batchSize);
      if (batch % BATCHES_BETWEEN_AUDITS == 0) {
        audit();
      }
    }
    audit();
    return seen;
  }

  private void step(int batchSize) {
    // Sometimes no time passes between two batches, so that exact boundaries are met too.
    clock =
        switch (random.nextInt(batchSize == 1 ? 24 : 6)) {
          case 0 -> clock.plus(Samples.HOLD);
          case 1 -> clock.minusSeconds(2);
          case 2, 3, 4 -> clock.plusMillis(random.nextInt(400_000));
          default -> clock;
        };
    model.setClock(clock);
    store.setClock(clock);
    List<Submission> batch = new ArrayList<>();
    for (int i = 0; i < batchSize; i++) {
      batch.add(nextSubmission());
    }
    Node node = nodes.get(random.nextInt(nodes.size()));
    List<Outcome> expected = modelNode.commit(batch);
    List<Outcome> outcomes = node.commit(batch);
    assertThat(outcomes).as("seed %d, batch %s", seed, batch).isEqualTo(expected);
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      seen.merge(nameOf(outcome), 1, Integer::sum);
      if (outcome instanceof Outcome.Configured
          || batch.get(i).command() instanceof Command.ExpireNow) {
        seen.merge(batch.get(i).command().getClass().getSimpleName(), 1, Integer::sum);
      }
      if (outcome instanceof Outcome.Refused(Refusal.SeatsUnavailable(_, var shortages))
          && !shortages.isEmpty()) {
        seen.merge("Shortage", 1, Integer::sum);
      }
      if (outcome instanceof Outcome.Held
          && batch.get(i).command() instanceof Command.Place place) {
        placed.add(place);
      }
      switch (outcome) {
        case Outcome.Held(var view) -> holds.add(view.hold().terms().id());
        case Outcome.Confirmed(var view, _) -> reservations.add(view.reservation().id());
        case Outcome.Released _,
            Outcome.Cancelled _,
            Outcome.Configured _,
            Outcome.Expired _,
            Outcome.Replayed _,
            Outcome.Refused _ -> {}
      }
    }
  }

  private static String nameOf(Outcome outcome) {
    return outcome instanceof Outcome.Refused(var refusal)
        ? refusal.getClass().getSimpleName()
        : outcome.getClass().getSimpleName();
  }

  private void audit() {
    Node node = nodes.get(random.nextInt(nodes.size()));
    Picture expected = Picture.stored(modelNode.ledger(), sale);
    assertThat(Picture.stored(node.ledger(), sale)).as("seed %d", seed).isEqualTo(expected);
    assertThat(Picture.folded(node.ledger(), sale)).as("seed %d", seed).isEqualTo(expected);
    List<LedgerEntry> entries = entries(modelNode);
    assertThat(entries(node)).as("seed %d", seed).isEqualTo(entries);
    long released =
        entries.stream().filter(entry -> entry.change().kind().equals("block-expired")).count();
    if (released > 0) {
      seen.put("block-expired", (int) released);
    }
    AreaAudit.check(node.ledger(), sale, clock, "seed " + seed);
  }

  /// All entries, whose epoch each store counts in its own way.
  private List<LedgerEntry> entries(Node node) {
    return node.ledger().entries(sale.event().id(), 0, Integer.MAX_VALUE).stream()
        .map(entry -> new LedgerEntry(1, entry.version(), entry.at(), entry.change()))
        .toList();
  }

  private Submission nextSubmission() {
    if (!keyed.isEmpty() && random.nextInt(12) == 0) {
      Submission earlier = keyed.get(random.nextInt(keyed.size()));
      return random.nextBoolean() ? earlier : withOtherFingerprint(earlier);
    }
    Submission submission = new Submission(nextCommand(), nextKey());
    if (submission.key() != null) {
      keyed.add(submission);
    }
    return submission;
  }

  private static Submission withOtherFingerprint(Submission submission) {
    RequestKey key = submission.key();
    return key == null
        ? submission
        : new Submission(submission.command(), new RequestKey(key.client(), key.key(), "other"));
  }

  private @Nullable RequestKey nextKey() {
    return random.nextInt(3) == 0
        ? new RequestKey("sim", Long.toHexString(random.nextLong()), "body")
        : null;
  }

  private Command nextCommand() {
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> {
        lastPlaced = HoldId.of(sale.event().id(), random.nextLong());
        yield !placed.isEmpty() && random.nextInt(3) == 0 ? again() : somePlace();
      }
      case 8, 9 -> new Command.Change(someHold(), someSeats(), someSeats(), List.of(), someTypes());
      case 10 -> new Command.Change(someHold(), List.of(), List.of(), someAreas(0), Map.of());
      case 11 -> Node.retyping(someHold(), someTypes());
      case 12, 13 -> new Command.Extend(someHold());
      case 14, 15, 16 ->
          new Command.Confirm(
              random.nextInt(3) == 0 ? someHold() : someOpenHold(),
              ReservationId.of(sale.event().id(), random.nextLong()),
              Long.toHexString(random.nextLong()),
              random.nextBoolean() ? "order" : null,
              someTotal(),
              false);
      case 17 -> new Command.Release(someHold());
      case 18 -> new Command.Expire(1 + random.nextInt(5));
      case 19 -> new Command.Pause(random.nextInt(4) == 0);
      case 20 ->
          new Command.Configure(somePatch(), random.nextBoolean() ? null : Set.of(someTag()));
      case 21 -> random.nextBoolean() ? someBlock() : someUnblocking();
      case 22 ->
          random.nextBoolean()
              ? new Command.ExpireNow(someHold())
              : new Command.Advance(Duration.ofMillis(1 + random.nextInt(600_000)));
      default ->
          new Command.Cancel(
              someReservation(),
              random.nextBoolean() ? null : someSeats(),
              random.nextInt(3) == 0 ? someNumbers() : null,
              "changed my mind",
              false);
    };
  }

  private Command.Place somePlace() {
    return new Command.Place(
        lastPlaced, someSeats(), someAreas(1), someTypes(), Samples.details(), someHolder());
  }

  /// What somebody held not long ago, and may have let go, so that cool-downs are met.
  private Command.Place again() {
    Command.Place before =
        placed.get(placed.size() - 1 - random.nextInt(Math.min(placed.size(), 6)));
    return new Command.Place(
        lastPlaced,
        before.seats(),
        before.areas(),
        before.ticketTypes(),
        before.details(),
        before.holder());
  }

  /// A small one, so that most seats stay on sale.
  private Command.Block someBlock() {
    List<String> seats = someSeats().stream().limit(2).toList();
    Instant now = modelNode.state().sale().now(clock);
    Instant releaseAt = random.nextBoolean() ? now.plusSeconds(random.nextInt(-60, 2_000)) : null;
    String channel = random.nextInt(3) == 0 ? "fan-club" : null;
    return new Command.Block(
        seats, someAreas(1), new Claim.Blocked("reason " + random.nextInt(3), channel, releaseAt));
  }

  private Command.Unblock someUnblocking() {
    return new Command.Unblock(someBlocked(), random.nextBoolean() ? List.of() : someAreas(1));
  }

  /// Most of them are blocked, of which there are few.
  private List<String> someBlocked() {
    List<String> seats = new ArrayList<>(someSeats().stream().limit(random.nextInt(2)).toList());
    for (int number : modelNode.state().availability(clock).blocked()) {
      if (random.nextBoolean()) {
        seats.add(sale.seatMap().idAt(number));
      }
    }
    return seats;
  }

  /// One of few, so that limits are met.
  private Holder someHolder() {
    ClientId client = random.nextBoolean() ? Samples.SHOP : null;
    return switch (random.nextInt(4)) {
      case 0 -> Holder.of(client);
      case 1 -> Holder.ofAddress(client, 2 + random.nextLong(4));
      default -> Holder.ofCustomer(client, random.nextLong(6));
    };
  }

  private HoldLimits.Limit someLimit(int most) {
    return new HoldLimits.Limit(random.nextInt(most), random.nextInt(most));
  }

  private Duration someCoolDown() {
    return Duration.ofMillis(random.nextInt(3_600_000));
  }

  private SettingsPatch somePatch() {
    if (random.nextBoolean()) {
      return SettingsPatch.builder()
          .customerLimit(someLimit(8))
          .clientLimit(someLimit(24))
          .addressLimit(someLimit(8))
          .coolDown(random.nextInt(4) == 0 ? Duration.ZERO : someCoolDown())
          .build();
    }
    return Samples.patch(
        Map.of(
            "stalls",
            new CategoryPrice.Flat(Samples.PRICE * random.nextLong(1, 3)),
            random.nextBoolean() ? "standing" : "house",
            new CategoryPrice.Flat(1)));
  }

  private String someTag() {
    Settings settings = modelNode.state().sale().event().settings();
    return EntryCodec.tag(random.nextBoolean() ? settings : settings.withPaused(true));
  }

  private HoldId someHold() {
    // One of the same batch, whatever becomes of it, or one that was placed before.
    int recent = Math.min(holds.size(), random.nextInt(4) == 0 ? 200 : 12);
    return recent == 0 || random.nextInt(3) == 0
        ? lastPlaced
        : holds.get(holds.size() - 1 - random.nextInt(recent));
  }

  /// Due or not, so that even a short run sells.
  private HoldId someOpenHold() {
    List<HoldTerms> open = modelNode.state().openHolds();
    return open.isEmpty() ? someHold() : open.get(random.nextInt(open.size())).id();
  }

  private ReservationId someReservation() {
    int recent = Math.min(reservations.size(), 8);
    return recent == 0
        ? ReservationId.of(sale.event().id(), 0)
        : reservations.get(reservations.size() - 1 - random.nextInt(recent));
  }

  private @Nullable Long someTotal() {
    return random.nextBoolean() ? null : Samples.PRICE * random.nextLong(3);
  }

  private List<String> someSeats() {
    List<String> seats = new ArrayList<>();
    int count = random.nextInt(Samples.MOST_SEATS + 1);
    for (int i = 0; i < count; i++) {
      // The last two seats do not exist.
      seats.add("S-" + (1 + random.nextInt(SEATS + (random.nextInt(10) == 0 ? 2 : 0))));
    }
    return seats;
  }

  private List<Command.Quantity> someAreas(int least) {
    List<Command.Quantity> areas = new ArrayList<>();
    for (String area : List.of("Pit", "Queue", "Pit")) {
      if (random.nextInt(4) == 0) {
        @Nullable String type =
            random.nextInt(3) == 0 ? "child" : random.nextBoolean() ? "adult" : null;
        int quantity = least + random.nextInt(Samples.MOST_SEATS - least);
        areas.add(new Command.Quantity(area, quantity, type));
      }
    }
    return areas;
  }

  private List<Command.Numbers> someNumbers() {
    String area = random.nextBoolean() ? "Pit" : "Queue";
    return List.of(new Command.Numbers(area, List.of(1 + random.nextInt(Samples.PIT))));
  }

  private Map<String, String> someTypes() {
    Map<String, String> types = new HashMap<>();
    if (random.nextInt(4) == 0) {
      types.put("S-" + (1 + random.nextInt(SEATS)), random.nextBoolean() ? "child" : "adult");
    }
    return types;
  }
}
