package dev.holdfast.application.service;

import dev.holdfast.application.concurrent.Turns;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.lane.StillUnderWay;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The engines of this node, one for each ledger that it reaches.
public final class Engines implements AutoCloseable {
  /// Whoever repeats a request that is still not answered then may ask again.
  private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);

  private final Turns<Repeated> turns;

  /// Of each key, the last one, which comes to its end after those before.
  private final Map<Repeated, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

  private volatile Map<EventId, Engine> scratch = Map.of();

  private final Engine postgres;
  private final Optional<Engine> redis;

  /// @param redis empty if this node is not configured for Redis
  public Engines(Engine postgres, Optional<Engine> redis) {
    this(postgres, redis, TURN_TIMEOUT);
  }

  /// @param turnTimeout how long a request that repeats another waits for that one's answer
  Engines(Engine postgres, Optional<Engine> redis, Duration turnTimeout) {
    this.postgres = postgres;
    this.redis = redis;
    this.turns = new Turns<>(turnTimeout);
  }

  /// What requests have in common of which the later ones repeat the first.
  private record Repeated(EventId event, RequestKey.Sender sender) {}

  /// Answers a request. One that repeats another waits until that is answered, so that it sees what
  /// became of it, and is not refused while the first one has yet to be carried out.
  <T> T answer(EventId event, @Nullable RequestKey key, Supplier<T> answering) {
    if (key == null) {
      return answering.get();
    }
    var repeated = new Repeated(event, key.sender());
    return turns.inTurn(
        repeated,
        () -> {
          try {
            return answering.get();
          } catch (StillUnderWay e) {
            CompletableFuture<Outcome> outcome = e.outcome();
            underWay.put(repeated, outcome);
            var _ = outcome.whenComplete((_, _) -> underWay.remove(repeated, outcome));
            throw e;
          }
        });
  }

  /// Whether an earlier request with this key may still be carried out, though nobody waits for it
  /// any more.
  boolean isUnderWay(EventId event, RequestKey key) {
    return underWay.containsKey(new Repeated(event, key.sender()));
  }

  /// Uses these engines for these events from now on, and not those that were told before. They are
  /// not among {@link #all}, and whoever started them closes them.
  public void alsoUse(Map<EventId, Engine> others) {
    scratch = Map.copyOf(others);
  }

  /// The engine of an event.
  ///
  /// @throws Unavailable if this node has none for the event's ledger
  public Engine of(Sale sale) {
    Engine usual =
        switch (sale.event().ledger()) {
          case POSTGRES -> postgres;
          case REDIS ->
              redis.orElseThrow(
                  () ->
                      new Unavailable(
                          "the event's seats are in Redis, which this node is not configured for"));
        };
    return scratch.getOrDefault(sale.event().id(), usual);
  }

  /// An event with its settings, if some view knows them well enough to be shown.
  Optional<Sale> known(EventId event) {
    return all().stream().flatMap(engine -> engine.views().known(event).stream()).findFirst();
  }

  /// Changes an event, as {@link Lanes#submit} does, in the turn of its key.
  ///
  /// @throws Unavailable likewise
  Outcome submit(Sale sale, Submission submission) {
    return answer(
        sale.event().id(), submission.key(), () -> of(sale).lanes().submit(sale, submission));
  }

  /// All of them.
  public List<Engine> all() {
    return Stream.concat(Stream.of(postgres), redis.stream()).toList();
  }

  /// Ends them as {@link Engine#close} does.
  @Override
  public void close() {
    all().forEach(Engine::close);
  }
}
