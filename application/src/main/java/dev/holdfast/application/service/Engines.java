package dev.holdfast.application.service;

import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The engines of this node, one for each ledger that it reaches.
public final class Engines implements AutoCloseable {
  private final Engine postgres;
  private final Optional<Engine> redis;

  /// @param redis empty if this node is not configured for Redis
  public Engines(Engine postgres, Optional<Engine> redis) {
    this.postgres = postgres;
    this.redis = redis;
  }

  /// The engine of an event.
  ///
  /// @throws Unavailable if this node has none for the event's ledger
  public Engine of(Sale sale) {
    return switch (sale.event().ledger()) {
      case POSTGRES -> postgres;
      case REDIS ->
          redis.orElseThrow(
              () ->
                  new Unavailable(
                      "the event's seats are in Redis, which this node is not configured for"));
    };
  }

  /// Changes an event's seats, as {@link Lanes#submit} does.
  ///
  /// @throws Unavailable likewise
  Outcome submit(Sale sale, Submission submission) {
    return of(sale).lanes().submit(sale, submission);
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
