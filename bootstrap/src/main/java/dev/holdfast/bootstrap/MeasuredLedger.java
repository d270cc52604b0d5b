package dev.holdfast.bootstrap;

import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A ledger that measures what it does for this node.
final class MeasuredLedger implements SeatLedger {
  /// Of more clients than these, the refusals are counted together, so that there are not too many
  /// counters.
  private static final int MOST_CLIENTS = 100;

  private static final double[] BATCH_SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

  private final SeatLedger ledger;
  private final MeterRegistry meters;
  private final Tags tags;
  private final InstantSource clock;
  private final DistributionSummary batches;
  private final Timer committed;
  private final Timer unavailable;
  private final Timer unknown;
  private final Timer failed;
  private final Counter contended;
  private final Counter expired;
  private final Counter forgotten;
  private final Map<Change, Counter> changes = new ConcurrentHashMap<>();
  private final Set<String> clients = ConcurrentHashMap.newKeySet();
  private final Map<Hoarding, Counter> hoarding = new ConcurrentHashMap<>();
  private volatile double clockOffset = Double.NaN;
  private volatile double overdue = Double.NaN;

  /// @param label says which ledger it is
  MeasuredLedger(SeatLedger ledger, MeterRegistry meters, String label, InstantSource clock) {
    this.ledger = ledger;
    this.meters = meters;
    this.tags = Tags.of("ledger", label);
    this.clock = clock;
    this.batches =
        DistributionSummary.builder("holdfast.batch")
            .description("How many changes one transaction carries out")
            .baseUnit("changes")
            .tags(tags)
            .serviceLevelObjectives(BATCH_SIZES)
            .register(meters);
    this.committed = commits("ok");
    this.unavailable = commits("unavailable");
    this.unknown = commits("unknown");
    this.failed = commits("error");
    this.contended =
        counter("holdfast.contended", "Events of a batch whose lock somebody else had");
    this.expired = counter("holdfast.swept", "Holds, and seats of blocks, that a sweep ended");
    this.forgotten =
        counter("holdfast.states.forgotten", "States of events that had to be read anew");
    gauge(
        "holdfast.clock.offset",
        "How far the store's clock is ahead of this node's",
        () -> clockOffset);
    gauge(
        "holdfast.sweep.overdue",
        "How long the longest due hold, or release of a block, had been due at the last sweep",
        () -> overdue);
  }

  /// What a change and its outcome are counted by. There are a few dozen.
  ///
  /// @param outcome the class of a refusal, or of a replay, or of all other outcomes
  private record Change(Class<? extends Command> command, Class<?> outcome) {
    static Change of(Command command, Outcome outcome) {
      return new Change(
          command.getClass(),
          switch (outcome) {
            case Outcome.Refused(Refusal refusal) -> refusal.getClass();
            case Outcome.Replayed _ -> Outcome.Replayed.class;
            case Outcome.Confirmed(_, boolean before) when before -> Outcome.Replayed.class;
            case Outcome.Held _,
                Outcome.Confirmed _,
                Outcome.Released _,
                Outcome.Cancelled _,
                Outcome.Configured _,
                Outcome.Expired _ ->
                Outcome.class;
          });
    }

    Tags tags() {
      return Tags.of(
          "command", kebab(command), "outcome", outcome == Outcome.class ? "done" : kebab(outcome));
    }

    private static String kebab(Class<?> type) {
      return type.getSimpleName().replaceAll("(?<=[a-z])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
  }

  /// What a hold is counted by that was refused to a hoarder.
  private record Hoarding(String client, String limit) {}

  private Timer commits(String outcome) {
    return Timer.builder("holdfast.commit")
        .description("How long a transaction takes, with waiting for locks and trying again")
        .tags(tags)
        .tag("outcome", outcome)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .register(meters);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tags(tags).register(meters);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value)
        .description(description)
        .baseUnit("seconds")
        .tags(tags)
        .register(meters);
  }

  @Override
  public List<Optional<List<Outcome>>> commitFree(List<Work> works) {
    List<Optional<List<Outcome>>> outcomes = measured(works, () -> ledger.commitFree(works));
    for (int i = 0; i < works.size(); i++) {
      Work work = works.get(i);
      outcomes.get(i).ifPresentOrElse(list -> count(work, list), contended::increment);
    }
    return outcomes;
  }

  @Override
  public List<Outcome> commit(Work work) {
    List<Outcome> outcomes = measured(List.of(work), () -> ledger.commit(work));
    count(work, outcomes);
    return outcomes;
  }

  private <T> T measured(List<Work> works, Supplier<T> commit) {
    long wereForgotten = works.stream().filter(work -> isForgotten(work.state())).count();
    batches.record(works.stream().mapToInt(work -> work.submissions().size()).sum());
    long begun = System.nanoTime();
    Timer duration = failed;
    try {
      T outcomes = commit.get();
      duration = committed;
      forgotten.increment((double) wereForgotten);
      return outcomes;
    } catch (OutcomeUnknown e) {
      duration = unknown;
      throw e;
    } catch (Unavailable e) {
      duration = unavailable;
      throw e;
    } finally {
      duration.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }
  }

  /// Whether it was known before. An epoch is never 0.
  private static boolean isForgotten(EventState state) {
    return !state.isKnown() && state.epoch() > 0;
  }

  /// Test events are in no figures.
  private void count(Work work, List<Outcome> outcomes) {
    if (work.state().sale().event().testMode()) {
      return;
    }
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      changes
          .computeIfAbsent(
              Change.of(work.submissions().get(i).command(), outcome), this::changeCounter)
          .increment();
      if (outcome instanceof Outcome.Expired(int ended)) {
        expired.increment(ended);
      }
      if (outcome instanceof Outcome.Refused(Refusal.HoldLimitReached reached)) {
        countHoarding(work, i, reached.scope().toString());
      }
      if (outcome instanceof Outcome.Refused(Refusal.CoolingDown _)) {
        countHoarding(work, i, "cool-down");
      }
    }
  }

  private void countHoarding(Work work, int index, String limit) {
    Holder holder =
        switch (work.submissions().get(index).command()) {
          case Command.Place place -> place.holder();
          case Command.OfHold of ->
              work.state().openHold(of.holdId()).map(HoldTerms::holder).orElse(Holder.NOBODY);
          case Command.OfReservation _, Command.OfEvent _, Command.Expire _ -> Holder.NOBODY;
        };
    hoarding
        .computeIfAbsent(new Hoarding(label(holder.client()), limit), this::hoardingCounter)
        .increment();
  }

  private String label(@Nullable ClientId client) {
    if (client == null) {
      return "none";
    }
    String id = client.toString();
    boolean isNamed = clients.contains(id) || (clients.size() < MOST_CLIENTS && clients.add(id));
    return isNamed ? id : "other";
  }

  private Counter hoardingCounter(Hoarding refused) {
    return Counter.builder("holdfast.hoarding.refused")
        .description("Holds that were refused since somebody would have had too many seats")
        .tags(tags.and("client", refused.client(), "limit", refused.limit()))
        .register(meters);
  }

  private Counter changeCounter(Change change) {
    return Counter.builder("holdfast.changes")
        .description("Changes that were decided, by what they came to")
        .tags(tags.and(change.tags()))
        .register(meters);
  }

  @Override
  public void load(EventState state) {
    boolean isForgotten = isForgotten(state);
    ledger.load(state);
    if (isForgotten) {
      forgotten.increment();
    }
  }

  @Override
  public List<LedgerEntry> entries(EventId event, long after, int atMost) {
    return ledger.entries(event, after, atMost);
  }

  @Override
  public Heads heads(Collection<EventId> events) {
    Instant asked = clock.instant();
    Heads heads = ledger.heads(events);
    Instant middle = asked.plus(Duration.between(asked, clock.instant()).dividedBy(2));
    clockOffset = seconds(Duration.between(middle, heads.clock()));
    return heads;
  }

  @Override
  public boolean isAnswered(EventId event, RequestKey key) {
    return ledger.isAnswered(event, key);
  }

  @Override
  public void forget(EventId event) {
    ledger.forget(event);
  }

  @Override
  public List<EventId> eventsDue(int atMost) {
    List<EventId> due = ledger.eventsDue(atMost);
    overdue = due.isEmpty() ? 0 : seconds(ledger.overdue());
    return due;
  }

  @Override
  public Duration overdue() {
    return ledger.overdue();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
