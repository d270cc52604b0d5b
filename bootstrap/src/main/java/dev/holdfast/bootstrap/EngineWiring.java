package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.concurrent.FailureCount;
import dev.holdfast.application.feed.CommittedHeads;
import dev.holdfast.application.feed.NoticeFeed;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.LaneObserver;
import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.application.service.Engine;
import dev.holdfast.application.service.Engines;
import dev.holdfast.postgres.PostgresFinalSales;
import dev.holdfast.postgres.PostgresNotices;
import dev.holdfast.postgres.PostgresSeatLedger;
import dev.holdfast.redis.ledger.RedisHolds;
import dev.holdfast.redis.shared.RedisNotices;
import dev.holdfast.redis.store.Keeping;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What decides sales: an engine over each of the ledgers, and what tells the other nodes of it.
final class EngineWiring {
  private static final String POSTGRES = "postgres";
  private static final String REDIS = "redis";

  private static final String CLOCK_STEPS = "holdfast.clock.steps";
  private static final String CLOCK_STEPS_MEANING =
      "Decisions for which the store's clock was more than 5 s behind the event's last change";

  @Produces
  @Singleton
  NoticeFeed changeFeed(DataSource dataSource, Optional<Redis> redis, MeterRegistry meters) {
    var feed =
        new NoticeFeed(
            redis
                .<NoticeChannel>map(RedisNotices::new)
                .orElseGet(() -> new PostgresNotices(dataSource)));
    FunctionCounter.builder(
            "holdfast.feed.crashes",
            feed,
            one -> one.workers().stream().mapToLong(worker -> worker.breaks().total()).sum())
        .description("Crashes of the threads of the change feed, which went on")
        .register(meters);
    return feed;
  }

  @Produces
  @Singleton
  CommittedHeads committedHeads() {
    return new CommittedHeads();
  }

  @Produces
  @Singleton
  Optional<RedisHolds> redisHolds(
      Optional<Redis> redis, DataSource dataSource, HoldRecords sales, HoldfastConfig config) {
    Duration timeout = config.lanes().timeout();
    return redis.map(
        client ->
            new RedisHolds(
                client,
                new PostgresFinalSales(dataSource, timeout, config.lanes().contendedEvents()),
                sales,
                new Keeping(config.purge().keysAfter(), config.purge().holdsAfter()),
                timeout));
  }

  void close(@Disposes Optional<RedisHolds> holds) {
    holds.ifPresent(RedisHolds::close);
  }

  @Produces
  @Singleton
  Engines engines(
      DataSource dataSource,
      HoldRecords records,
      Optional<RedisHolds> redisHolds,
      NoticeFeed noticeFeed,
      CommittedHeads committed,
      Bulkhead readers,
      HoldfastConfig config,
      Settings settings,
      MeterRegistry meters,
      OpenTelemetry traces,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean hasNoTraces) {
    HoldfastConfig.LanesConfig lanes = config.lanes();
    ChangeFeed feed = committed.listeningTo(noticeFeed);
    var ledger = new PostgresSeatLedger(dataSource, lanes.timeout());
    count(
        meters,
        "holdfast.contradictions",
        "Events whose tables differed from their ledger",
        POSTGRES,
        ledger,
        PostgresSeatLedger::contradictions);
    count(
        meters, CLOCK_STEPS, CLOCK_STEPS_MEANING, POSTGRES, ledger, PostgresSeatLedger::clockSteps);
    redisHolds.ifPresent(
        holds ->
            count(meters, CLOCK_STEPS, CLOCK_STEPS_MEANING, REDIS, holds, RedisHolds::clockSteps));
    Engine postgres =
        Engine.start(
            new MeasuredLedger(ledger, meters, POSTGRES, InstantSource.system()),
            records,
            feed,
            readers,
            plan(lanes, settings.lanes(), lanes.contendedEvents()),
            observer(meters, POSTGRES, traces, hasNoTraces));
    Optional<Engine> redis =
        redisHolds.map(
            holds ->
                Engine.start(
                    new MeasuredLedger(holds.ledger(), meters, REDIS, InstantSource.system()),
                    holds.records(),
                    feed,
                    // Whoever waits for Redis keeps nobody from the database.
                    new Bulkhead(settings.readers(), lanes.timeout()),
                    // Only sales wait for locks in the database, and those in turn by themselves.
                    plan(lanes, settings.redisLanes(), Integer.MAX_VALUE),
                    observer(meters, REDIS, traces, hasNoTraces)));
    measure(meters, POSTGRES, postgres);
    redis.ifPresent(engine -> measure(meters, REDIS, engine));
    return new Engines(postgres, redis);
  }

  private static LaneObserver observer(
      MeterRegistry meters, String ledger, OpenTelemetry traces, boolean hasNoTraces) {
    var measures = new LaneMeasures(meters, ledger);
    return hasNoTraces
        ? measures
        : new LaneTraces(measures, traces.getTracer("dev.holdfast"), ledger);
  }

  private static Lanes.Plan plan(HoldfastConfig.LanesConfig lanes, int count, int contendedEvents) {
    return new Lanes.Plan(count, lanes.queue(), lanes.batch(), contendedEvents, lanes.timeout());
  }

  private static void measure(MeterRegistry meters, String ledger, Engine engine) {
    count(
        meters,
        "holdfast.failures",
        "Changes that failed for no passing reason",
        ledger,
        engine,
        one -> one.lanes().failures().total());
    count(
        meters,
        "holdfast.crashes",
        "Crashes of lanes, contended events and seat views, which went on",
        ledger,
        engine,
        one -> one.breaks().stream().mapToLong(FailureCount::total).sum());
    gauge(
        meters,
        "holdfast.lane.depth",
        "Changes that wait in the lanes",
        ledger,
        engine,
        one -> one.lanes().depth());
    gauge(
        meters,
        "holdfast.holds.live",
        "Holds that have not ended, of the events that this node has in memory",
        ledger,
        engine,
        one -> one.views().openHolds());
  }

  private static <T> void count(
      MeterRegistry meters,
      String name,
      String description,
      String ledger,
      T counted,
      ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, counted, count)
        .description(description)
        .tag("ledger", ledger)
        .register(meters);
  }

  private static <T> void gauge(
      MeterRegistry meters,
      String name,
      String description,
      String ledger,
      T measured,
      ToDoubleFunction<T> value) {
    Gauge.builder(name, measured, value)
        .description(description)
        .tag("ledger", ledger)
        .strongReference(true)
        .register(meters);
  }

  void close(@Disposes Engines engines) {
    engines.close();
  }
}
