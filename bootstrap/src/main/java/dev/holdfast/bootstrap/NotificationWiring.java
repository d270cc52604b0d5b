package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.feed.CommittedHeads;
import dev.holdfast.application.port.in.Deliveries;
import dev.holdfast.application.port.in.FeedRelay;
import dev.holdfast.application.port.in.Webhooks;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.WebhookSender;
import dev.holdfast.application.port.out.WebhookStore;
import dev.holdfast.application.service.Catalogue;
import dev.holdfast.application.service.DeliveryService;
import dev.holdfast.application.service.Engines;
import dev.holdfast.application.service.FeedService;
import dev.holdfast.application.service.RelayService;
import dev.holdfast.application.service.WebhookMessages;
import dev.holdfast.application.service.WebhookSecrets;
import dev.holdfast.application.service.WebhookService;
import dev.holdfast.domain.notification.WebhookSettings;
import dev.holdfast.postgres.PostgresFeedStore;
import dev.holdfast.postgres.PostgresWebhookStore;
import dev.holdfast.redis.ledger.RedisHolds;
import dev.holdfast.webhooks.HttpWebhookSender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/// What is told to partners of what has changed: the feed, and the webhooks that it drives.
final class NotificationWiring {
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
}
