package dev.holdfast.redis.store;

import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.RedisLink.Unanswered;
import dev.holdfast.redis.Script;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.redis.store.RedisEvents.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes changes of events, each only if its event is still where it was when it was read.
public final class CompareAndCommit {
  private static final String NONE = "";
  private static final String REFUSED = "refused: ";

  private final RedisLink link;
  private final Scripts scripts;
  private final RedisEvents events;
  private final Duration budget;

  /// Uses this connection.
  ///
  /// @param budget how long is tried to find out what became of a change
  public CompareAndCommit(RedisLink link, Scripts scripts, RedisEvents events, Duration budget) {
    this.link = link;
    this.scripts = scripts;
    this.events = events;
    this.budget = budget;
  }

  /// Writes that are done if the event is still where it was, each or nothing of them.
  ///
  /// @param at where it was
  /// @param pending the number of the sales that are under way, which this ends; null for none
  /// @param before the instant from which it is too late; null for any time
  /// @param closeTo the instant to which Redis's clock has to be close, because the event itself
  ///     was not asked for it; null for any time
  public record Change(
      EventKeys keys,
      Reading at,
      @Nullable Long pending,
      @Nullable Instant before,
      @Nullable Instant closeTo,
      Writes writes) {
    private Script.Call by(Script commit) {
      List<String> conditions =
          new ArrayList<>(
              List.of(
                  Long.toString(at.epoch()),
                  Long.toString(at.version()),
                  at.fence(),
                  pending == null ? NONE : Long.toString(pending),
                  before == null ? NONE : Codec.micros(before),
                  closeTo == null ? NONE : Codec.micros(closeTo)));
      conditions.addAll(writes.absent());
      return writes.by(commit, conditions);
    }
  }

  /// What became of a change.
  public sealed interface Written {}

  /// What became of a change, as far as that is known.
  public sealed interface Settled extends Written {}

  /// It is done, or a condition of it was not met.
  public enum Done implements Settled {
    DONE,
    /// The event is not where it was when it was read.
    MOVED,
    /// It is past the instant.
    LATE
  }

  /// Redis can't write at present, and nothing of it was written.
  public record Refused(String why) implements Settled {
    public LedgerUnavailable failure() {
      return new LedgerUnavailable("Redis does not write: " + why, null);
    }
  }

  /// Nobody knows yet.
  public record Unknown(Unanswered failure) implements Written {}

  /// By which a change is recognised afterwards.
  public sealed interface Trace {
    /// What it stores.
    ///
    /// @param entries that it adds to the ledger
    /// @param answers the keys of the answers that it keeps
    record Entries(List<LedgerEntry> entries, List<String> answers) implements Trace {}

    /// The mark that it sets.
    ///
    /// @param attempt the number of the sales that it marks as under way
    record Mark(long attempt) implements Trace {}
  }

  /// A change that is found again where the answer to it is lost.
  public record Traced(Change change, Trace trace) {}

  /// Writes changes, and finds out what became of those that were not answered.
  ///
  /// @throws OutcomeUnknown if that can't be found out of one
  public List<Settled> commit(List<Traced> changes) {
    if (changes.isEmpty()) {
      return List.of();
    }
    List<Written> written = write(changes.stream().map(Traced::change).toList());
    List<Settled> settled = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      settled.add(
          switch (written.get(i)) {
            case Settled known -> known;
            case Unknown(Unanswered failure) -> lookUp(changes.get(i), failure);
          });
    }
    return settled;
  }

  /// Writes changes.
  public List<Written> write(List<Change> changes) {
    return link
        .callEach(changes.stream().map(change -> change.by(scripts.commit())).toList())
        .stream()
        .map(CompareAndCommit::written)
        .toList();
  }

  private static Written written(RedisLink.Reply reply) {
    if (reply.failure() != null) {
      return new Unknown(reply.failure());
    }
    String answer = String.valueOf(reply.answer());
    return switch (answer) {
      case "done" -> Done.DONE;
      case "late" -> Done.LATE;
      default ->
          answer.startsWith(REFUSED) ? new Refused(answer.substring(REFUSED.length())) : Done.MOVED;
    };
  }

  /// Whether a change is done, about which the answer does not tell. If not, it never will be.
  private Done lookUp(Traced traced, Unanswered failure) {
    Change change = traced.change;
    boolean isDone =
        switch (traced.trace) {
          case Trace.Entries entries -> hasAdded(change, entries, failure);
          case Trace.Mark(long attempt) ->
              fenced(change, List.of(), failure)
                  .flatMap(reading -> Optional.ofNullable(reading.pending()))
                  .filter(pending -> pending.attempt() == attempt)
                  .isPresent();
        };
    return isDone ? Done.DONE : Done.MOVED;
  }

  private boolean hasAdded(Change change, Trace.Entries trace, Unanswered failure) {
    List<LedgerEntry> expected = trace.entries;
    Reading reading = fenced(change, trace.answers, failure).orElse(null);
    if (reading == null || reading.epoch() != change.at.epoch()) {
      throw new OutcomeUnknown("the event's ledger is in another epoch now", failure);
    }
    if (expected.isEmpty() || reading.version() < expected.getLast().version()) {
      return false;
    }
    // Any number may have been added since, and only the latest are kept.
    List<LedgerEntry> stored =
        lookingUp(failure, () -> events.entries(change.keys, change.at.version(), expected.size()));
    if (stored.isEmpty() || stored.getFirst().version() != expected.getFirst().version()) {
      throw new OutcomeUnknown("the event's ledger is not kept that far back", failure);
    }
    // Another node may have made the same entries, but then it kept no answers for these keys.
    return stored.equals(expected) && reading.values().keySet().containsAll(trace.answers);
  }

  private Optional<Reading> fenced(Change change, List<String> strings, Unanswered failure) {
    return lookingUp(failure, () -> events.readFenced(new Asked(change.keys, 0, 0, strings)));
  }

  private <T> T lookingUp(Unanswered failure, Supplier<T> looking) {
    var retries = new Retries(budget);
    do {
      try {
        return looking.get();
      } catch (LedgerUnavailable e) {
        failure.addSuppressed(e);
      }
    } while (retries.pause());
    throw new OutcomeUnknown("the outcome is unknown", failure);
  }
}
