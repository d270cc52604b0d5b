package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.concurrent.FailureCount;
import dev.holdfast.application.feed.CommittedHeads;
import dev.holdfast.application.feed.NoticeFeed;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Audit;
import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.application.port.in.BuyerTokens;
import dev.holdfast.application.port.in.Canary;
import dev.holdfast.application.port.in.Clients;
import dev.holdfast.application.port.in.Deliveries;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.FeedRelay;
import dev.holdfast.application.port.in.PageOrigins;
import dev.holdfast.application.port.in.Purge;
import dev.holdfast.application.port.in.RateLimits;
import dev.holdfast.application.port.in.Reconcile;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.Sweep;
import dev.holdfast.application.port.in.Webhooks;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.LaneObserver;
import dev.holdfast.application.port.out.LedgerAudit;
import dev.holdfast.application.port.out.LedgerRetention;
import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.application.port.out.WebhookSender;
import dev.holdfast.application.port.out.WebhookStore;
import dev.holdfast.application.service.Access;
import dev.holdfast.application.service.AuditService;
import dev.holdfast.application.service.BuyerSignatures;
import dev.holdfast.application.service.BuyerTokenService;
import dev.holdfast.application.service.CanaryService;
import dev.holdfast.application.service.Catalogue;
import dev.holdfast.application.service.ClientService;
import dev.holdfast.application.service.DeliveryService;
import dev.holdfast.application.service.Engine;
import dev.holdfast.application.service.Engines;
import dev.holdfast.application.service.EventService;
import dev.holdfast.application.service.FeedService;
import dev.holdfast.application.service.HoldSecrets;
import dev.holdfast.application.service.Holders;
import dev.holdfast.application.service.KeyCheck;
import dev.holdfast.application.service.KeyHashes;
import dev.holdfast.application.service.KeyOrigins;
import dev.holdfast.application.service.PersonCheck;
import dev.holdfast.application.service.PurgeService;
import dev.holdfast.application.service.RateLimitService;
import dev.holdfast.application.service.RelayService;
import dev.holdfast.application.service.ReservationService;
import dev.holdfast.application.service.SeatHoldService;
import dev.holdfast.application.service.SeatMapService;
import dev.holdfast.application.service.SweepService;
import dev.holdfast.application.service.Sweeps;
import dev.holdfast.application.service.WebhookMessages;
import dev.holdfast.application.service.WebhookSecrets;
import dev.holdfast.application.service.WebhookService;
import dev.holdfast.application.view.SeatViewService;
import dev.holdfast.domain.limit.Quotas;
import dev.holdfast.domain.notification.WebhookSettings;
import dev.holdfast.mcp.AgentAccess;
import dev.holdfast.oidc.OidcTokens;
import dev.holdfast.postgres.PostgresFeedStore;
import dev.holdfast.postgres.PostgresFinalSales;
import dev.holdfast.postgres.PostgresLedgerAudit;
import dev.holdfast.postgres.PostgresLedgerRetention;
import dev.holdfast.postgres.PostgresNotices;
import dev.holdfast.postgres.PostgresPastEvents;
import dev.holdfast.postgres.PostgresSeatLedger;
import dev.holdfast.postgres.PostgresWebhookStore;
import dev.holdfast.redis.ledger.RedisHolds;
import dev.holdfast.redis.shared.CachedEventStore;
import dev.holdfast.redis.shared.CachedSeatMapStore;
import dev.holdfast.redis.shared.ReadThrough;
import dev.holdfast.redis.shared.RedisNotices;
import dev.holdfast.redis.shared.RedisTokenBuckets;
import dev.holdfast.redis.shared.SharedRedis;
import dev.holdfast.redis.store.Keeping;
import dev.holdfast.rest.OwnRequests;
import dev.holdfast.rest.SlowClients;
import dev.holdfast.rest.Watching;
import dev.holdfast.webhooks.HttpWebhookSender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.oidc.TenantIdentityProvider;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts the hexagon together: which service answers which port, over which adapters.
final class Wiring {
  private static final String POSTGRES = "postgres";
  private static final String REDIS = "redis";

  /// Of what became of the deliveries of one webhook endpoint.
  private static final int DELIVERIES_KEPT = 10_000;

  private static final String CLOCK_STEPS = "holdfast.clock.steps";
  private static final String CLOCK_STEPS_MEANING =
      "Decisions for which the store's clock was more than 5 s behind the event's last change";

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
  KeyHashes keyHashes(Settings settings) {
    return new KeyHashes(settings.secretKeys());
  }

  @Produces
  @Singleton
  Clients clients(ClientStore store, KeyHashes hashes) {
    return new ClientService(store, hashes, new SecureRandom());
  }

  @Produces
  @Singleton
  PageOrigins pageOrigins(ClientStore store, Settings settings) {
    return new KeyOrigins(store, settings.pageOrigins(), System::nanoTime);
  }

  @Produces
  @Singleton
  BuyerSignatures buyerSignatures(Settings settings) {
    return new BuyerSignatures(settings.secretKeys());
  }

  @Produces
  @Singleton
  BuyerTokens buyerTokens(
      Catalogue catalogue, Access access, ClientStore clients, BuyerSignatures signatures) {
    return new BuyerTokenService(catalogue, access, clients, signatures, InstantSource.system());
  }

  @Produces
  @Singleton
  Authentication authentication(
      ClientStore store,
      KeyHashes hashes,
      BuyerSignatures buyers,
      TenantIdentityProvider oidc,
      HoldfastConfig config,
      Settings settings) {
    return new KeyCheck(
        store,
        hashes,
        buyers,
        config
            .oidc()
            .issuer()
            .map(_ -> new OidcTokens(oidc, config.oidc().clientClaim()))
            .map(provider -> new PersonCheck(provider, store, System::nanoTime))
            .orElse(null),
        settings.adminKeys(),
        InstantSource.system(),
        System::nanoTime,
        task -> Thread.ofVirtual().start(task));
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

  @Produces
  @Singleton
  RateLimits rateLimits(HoldfastConfig config, Optional<SharedRedis> redis) {
    return new RateLimitService(
        quotas(config.limits().address()),
        quotas(config.limits().client()),
        redis.map(RedisTokenBuckets::new).orElse(null));
  }

  private static Quotas quotas(HoldfastConfig.QuotasConfig quotas) {
    return new Quotas(quotas.browsing(), quotas.holding(), quotas.managing());
  }

  @Produces
  @Singleton
  HoldSecrets holdSecrets(Settings settings) {
    return new HoldSecrets(settings.secretKeys());
  }

  @Produces
  @Singleton
  Holders holders(Settings settings, HoldfastConfig config) {
    return new Holders(
        settings.secretKeys(), config.countAddresses(), () -> LocalDate.now(ZoneOffset.UTC));
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
  FeedStore feedStore(DataSource dataSource, Bulkhead readers) {
    return new PostgresFeedStore(dataSource, readers);
  }

  @Produces
  @Singleton
  FeedRelay feedRelay(FeedStore store, CommittedHeads committed, Optional<RedisHolds> redisHolds) {
    return new RelayService(store, committed, redisHolds.map(RedisHolds::ledger));
  }

  @Produces
  @Singleton
  FeedService feed(FeedStore store, Catalogue catalogue, Engines engines, Bulkhead readers) {
    return new FeedService(store, catalogue::sale, engines, readers);
  }

  @Produces
  @Singleton
  WebhookStore webhookStore(DataSource dataSource, Bulkhead readers) {
    return new PostgresWebhookStore(dataSource, readers);
  }

  @Produces
  @Singleton
  HttpWebhookSender webhookSender(Vertx vertx, HoldfastConfig config) {
    return new HttpWebhookSender(vertx, config.webhooks().allowPrivate());
  }

  void close(@Disposes HttpWebhookSender sender) {
    sender.close();
  }

  @Produces
  @Singleton
  WebhookSecrets webhookSecrets(Settings settings) {
    return new WebhookSecrets(settings.secretKeys(), new SecureRandom());
  }

  @Produces
  @Singleton
  WebhookMessages webhookMessages(
      WebhookStore store, WebhookSecrets secrets, WebhookSender sender) {
    return new WebhookMessages(store, secrets, sender, InstantSource.system());
  }

  @Produces
  @Singleton
  Webhooks webhooks(
      WebhookStore store,
      FeedService feed,
      WebhookSecrets secrets,
      WebhookMessages messages,
      HoldfastConfig config) {
    return new WebhookService(
        store,
        feed,
        secrets,
        messages,
        new WebhookSettings.Rules(config.webhooks().allowPrivate()),
        InstantSource.system());
  }

  @Produces
  @Singleton
  Deliveries deliveries(
      WebhookStore store, FeedService feed, WebhookMessages messages, MeterRegistry meters) {
    var deliveries = new DeliveryService(store, feed, messages);
    FunctionCounter.builder("holdfast.webhooks.delivered", deliveries, DeliveryService::delivered)
        .description("Notifications that were delivered to webhook endpoints")
        .register(meters);
    FunctionCounter.builder("holdfast.webhooks.failed", deliveries, DeliveryService::failed)
        .description("Attempts to deliver a notification that failed")
        .register(meters);
    Gauge.builder("holdfast.webhooks.endpoints.failing", deliveries, of -> of.standing().failing())
        .description("Webhook endpoints whose last delivery failed")
        .register(meters);
    Gauge.builder(
            "holdfast.webhooks.endpoints.disabled", deliveries, of -> of.standing().disabled())
        .description("Webhook endpoints that were disabled because deliveries failed")
        .register(meters);
    return deliveries;
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
  Access access(Engines engines, HoldSecrets secrets, Holders holders) {
    return new Access(engines, secrets, holders);
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
