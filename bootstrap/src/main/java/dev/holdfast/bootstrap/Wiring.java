package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.in.Audit;
import dev.holdfast.application.port.in.Canary;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.Purge;
import dev.holdfast.application.port.in.Reconcile;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.Sweep;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.LedgerAudit;
import dev.holdfast.application.port.out.LedgerRetention;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.application.port.out.WebhookStore;
import dev.holdfast.application.service.Access;
import dev.holdfast.application.service.AuditService;
import dev.holdfast.application.service.CanaryService;
import dev.holdfast.application.service.Catalogue;
import dev.holdfast.application.service.Engines;
import dev.holdfast.application.service.EventService;
import dev.holdfast.application.service.HoldSecrets;
import dev.holdfast.application.service.Holders;
import dev.holdfast.application.service.PurgeService;
import dev.holdfast.application.service.ReservationService;
import dev.holdfast.application.service.SeatHoldService;
import dev.holdfast.application.service.SeatMapService;
import dev.holdfast.application.service.SweepService;
import dev.holdfast.application.service.Sweeps;
import dev.holdfast.application.view.SeatViewService;
import dev.holdfast.mcp.AgentAccess;
import dev.holdfast.postgres.PostgresLedgerAudit;
import dev.holdfast.postgres.PostgresLedgerRetention;
import dev.holdfast.postgres.PostgresPastEvents;
import dev.holdfast.redis.ledger.RedisHolds;
import dev.holdfast.redis.shared.CachedEventStore;
import dev.holdfast.redis.shared.CachedSeatMapStore;
import dev.holdfast.redis.shared.ReadThrough;
import dev.holdfast.redis.shared.SharedRedis;
import dev.holdfast.rest.OwnRequests;
import dev.holdfast.rest.SlowClients;
import dev.holdfast.rest.Watching;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts the hexagon together: which service answers which port, over which adapters. What belongs
/// to the callers, to the engines and to notifications has a class of its own.
final class Wiring {
  /// Of what became of the deliveries of one webhook endpoint.
  private static final int DELIVERIES_KEPT = 10_000;

  /// Where events and seat maps are: in the database, read through the cache if there is a Redis.
  record Stores(EventStore events, SeatMapStore seatMaps) {}

  /// The client of the Redis that this node is configured for, if it is for one.
  @Produces
  @Singleton
  Optional<Redis> redis(InjectableInstance<Redis> configured) {
    return configured.listActive().stream().findFirst();
  }

  /// The same for what can do without it.
  @Produces
  @Singleton
  Optional<SharedRedis> sharedRedis(Optional<Redis> redis) {
    return redis.map(SharedRedis::new);
  }

  @Produces
  @Singleton
  Settings settings(
      HoldfastConfig config,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
      Optional<Redis> redis) {
    return Settings.of(config, host, connections, redis.isPresent());
  }

  @Produces
  @Singleton
  OwnRequests ownRequests() {
    return new OwnRequests();
  }

  @Produces
  @Singleton
  Watching watching(
      HoldfastConfig config,
      @ConfigProperty(name = "quarkus.shutdown.delay") Duration shutdownDelay) {
    return new Watching(config.watchers().max(), config.watchers().heartbeat(), shutdownDelay);
  }

  @Produces
  @Singleton
  SlowClients slowClients(HoldfastConfig config) {
    return new SlowClients(config.clients().downloads(), config.clients().timeout());
  }

  @Produces
  @Singleton
  AgentAccess agentAccess(HoldfastConfig config) {
    return new AgentAccess(config.agents().enabled());
  }

  /// Whoever reads for callers takes a connection to the database within. So do the feeds and the
  /// webhooks.
  @Produces
  @Singleton
  Bulkhead readers(Settings settings, HoldfastConfig config) {
    return new Bulkhead(settings.readers(), config.lanes().timeout());
  }

  @Produces
  @Singleton
  Stores stores(
      EventStore events, SeatMapStore seatMaps, Optional<SharedRedis> redis, MeterRegistry meters) {
    return redis
        .map(shared -> new ReadThrough(shared, meters))
        .map(
            cache ->
                new Stores(
                    new CachedEventStore(events, cache), new CachedSeatMapStore(seatMaps, cache)))
        .orElseGet(() -> new Stores(events, seatMaps));
  }

  @Produces
  @Singleton
  Catalogue catalogue(Stores stores) {
    return new Catalogue(stores.events(), stores.seatMaps());
  }

  @Produces
  @Singleton
  SeatMaps seatMaps(Stores stores, Catalogue catalogue) {
    return new SeatMapService(stores.seatMaps(), catalogue);
  }

  @Produces
  @Singleton
  Events events(
      Stores stores,
      Catalogue catalogue,
      Engines engines,
      ClientStore clients,
      HoldfastConfig config) {
    return new EventService(
        stores.events(), catalogue, engines, id -> clients.find(id).isPresent(), config.ledger());
  }

  @Produces
  @Singleton
  SeatViews seatViews(Catalogue catalogue, Engines engines) {
    return new SeatViewService(catalogue::sale, sale -> engines.of(sale).views());
  }

  @Produces
  @Singleton
  SeatHolds seatHolds(
      Catalogue catalogue,
      Engines engines,
      HoldSecrets secrets,
      Holders holders,
      Access access,
      MeterRegistry meters) {
    var holds =
        new SeatHoldService(catalogue, engines, secrets, holders, access, new SecureRandom());
    FunctionCounter.builder("holdfast.refused.at.once", holds, SeatHoldService::refusedAtOnce)
        .description("Holds refused from memory, without asking the ledger")
        .register(meters);
    return holds;
  }

  @Produces
  @Singleton
  Reservations reservations(Catalogue catalogue, Engines engines, Holders holders, Access access) {
    return new ReservationService(catalogue, engines, holders, access);
  }

  @Produces
  @Singleton
  Sweep sweep(Catalogue catalogue, Engines engines, HoldfastConfig config) {
    return new Sweeps(
        engines.all().stream()
            .map(engine -> new SweepService(catalogue, engine, config.sweep().batch()))
            .toList());
  }

  @Produces
  @Singleton
  Reconcile reconcile(Optional<RedisHolds> redisHolds) {
    return () -> redisHolds.map(holds -> holds.reconciliation().reconcile()).orElse(0);
  }

  @Produces
  @Singleton
  Audit audit(
      DataSource dataSource, Catalogue catalogue, HoldfastConfig config, MeterRegistry meters) {
    var audit =
        new AuditService(
            new PostgresLedgerAudit(dataSource, config.lanes().timeout()),
            catalogue::saleInPassing,
            config.audit().percent());
    for (LedgerAudit.Kind kind : LedgerAudit.Kind.values()) {
      FunctionCounter.builder(auditMetric(kind), audit, one -> one.found(kind))
          .description("What the audit found that can't be true; it has to stay 0")
          .register(meters);
    }
    FunctionCounter.builder("holdfast.audit.events", audit, AuditService::audited)
        .description("Events that the audit looked at")
        .register(meters);
    Gauge.builder(
            "holdfast.audit.round.age",
            audit,
            one -> one.roundAge().map(age -> age.toNanos() / 1e9).orElse(Double.NaN))
        .description("How long ago the audit had last looked at all events")
        .baseUnit("seconds")
        .register(meters);
    return audit;
  }

  private static String auditMetric(LedgerAudit.Kind kind) {
    return switch (kind) {
      case DOUBLE_CLAIM -> "holdfast.audit.double.claims";
      case ORPHANED_CLAIM -> "holdfast.audit.orphaned.claims";
      case UNCLAIMED_SEAT -> "holdfast.audit.unclaimed.seats";
      case LEDGER_MISMATCH -> "holdfast.audit.ledger.mismatches";
      case COUNT_MISMATCH -> "holdfast.audit.count.mismatches";
    };
  }

  @Produces
  @Singleton
  Optional<Canary> canary(
      Settings settings,
      SeatViews views,
      SeatHolds holds,
      Reservations reservations,
      MeterRegistry meters) {
    return settings
        .canaryEvent()
        .map(event -> new CanaryService(event, views, holds, reservations, new SecureRandom()))
        .map(canary -> new MeasuredCanary(canary, meters));
  }

  @Produces
  @Singleton
  LedgerRetention ledgerRetention(DataSource dataSource) {
    return new PostgresLedgerRetention(dataSource);
  }

  @Produces
  @Singleton
  Purge purge(
      LedgerRetention retention,
      Optional<RedisHolds> redisHolds,
      FeedStore feeds,
      WebhookStore webhooks,
      DataSource dataSource,
      HoldfastConfig config) {
    var pastEvents = new PostgresPastEvents(dataSource, config.lanes().timeout());
    return new PurgeService(
        retention,
        redisHolds.map(holds -> holds.retention(pastEvents)),
        () ->
            feeds.deleteOld(config.feed().keep())
                + webhooks.deleteOld(config.feed().keep(), DELIVERIES_KEPT),
        config.purge().keysAfter(),
        config.purge().holdsAfter());
  }
}
