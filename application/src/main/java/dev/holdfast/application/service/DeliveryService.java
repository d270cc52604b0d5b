package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Deliveries;
import dev.holdfast.application.port.in.Feed.Item;
import dev.holdfast.application.port.out.WebhookStore;
import dev.holdfast.application.port.out.WebhookStore.Again;
import dev.holdfast.application.port.out.WebhookStore.End;
import dev.holdfast.application.port.out.WebhookStore.Lease;
import dev.holdfast.application.port.out.WebhookStore.Standing;
import dev.holdfast.domain.notification.Backoff;
import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Webhook;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Serves {@link Deliveries}. Of one endpoint, notifications are sent one after the other in the
/// order of the feed, and none after one that failed. Endpoints have nothing in common that they
/// could wait for.
public final class DeliveryService implements Deliveries {
  private static final Logger LOG = System.getLogger(DeliveryService.class.getName());

  /// How long one lease lasts, at most.
  private static final Duration LEASE = Duration.ofSeconds(30);

  /// For how long another notification is begun under it, which may take 15 s.
  private static final Duration SENDING = Duration.ofSeconds(10);
  private static final Duration STOPPING = Duration.ofSeconds(5);
  private static final int PAGE = 50;
  private static final int MOST_AT_ONCE = 1_000;

  /// How many endpoints of one client may go beyond half of that. So the silent endpoints of some
  /// clients do not keep others waiting.
  private static final int FEW = 10;

  private static final int GONE = 410;

  private final WebhookStore store;
  private final FeedService feed;
  private final WebhookMessages messages;
  private final AtomicInteger sending = new AtomicInteger();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean isStopping;
  private volatile Standing standing = new Standing(0, 0);

  public DeliveryService(WebhookStore store, FeedService feed, WebhookMessages messages) {
    this.store = store;
    this.feed = feed;
    this.messages = messages;
  }

  /// How many notifications were delivered.
  public long delivered() {
    return delivered.sum();
  }

  /// How many attempts failed.
  public long failed() {
    return failed.sum();
  }

  /// How many endpoints fail or are disabled, as it was known a moment ago.
  public Standing standing() {
    return standing;
  }

  @Override
  public void look() {
    standing = store.standing();
  }

  @Override
  public int deliver() {
    int free = isStopping ? 0 : MOST_AT_ONCE - sending.get();
    int half = MOST_AT_ONCE / 2;
    List<Lease> leases =
        free > half
            ? store.lease(UUID.randomUUID(), LEASE, free - half, MOST_AT_ONCE)
            : free > 0 ? store.lease(UUID.randomUUID(), LEASE, free, FEW) : List.of();
    for (Lease lease : leases) {
      sending.incrementAndGet();
      Thread.ofVirtual()
          .name("webhook-" + lease.webhook().id())
          .start(
              () -> {
                try {
                  new Run(lease).run();
                } finally {
                  sending.decrementAndGet();
                }
              });
    }
    return leases.size();
  }

  @Override
  public void stop() throws InterruptedException {
    isStopping = true;
    long end = System.nanoTime() + STOPPING.toNanos();
    while (sending.get() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /// What is done under one lease.
  private final class Run {
    private final Lease lease;
    private final Webhook webhook;
    private final List<Delivery> unstored = new ArrayList<>();
    private final long end = System.nanoTime() + SENDING.toNanos();
    private FeedPosition position;

    Run(Lease lease) {
      this.lease = lease;
      this.webhook = lease.webhook();
      Again again = lease.again();
      this.position = again == null ? webhook.position() : again.after();
    }

    void run() {
      try {
        store
            .giveBack(lease, send())
            .filter(after -> !after.status().equals(webhook.status()))
            .ifPresent(Run::tell);
      } catch (RuntimeException e) {
        // The lease ends by itself.
        LOG.log(Level.WARNING, "webhook endpoint " + webhook.id() + " is tried again later", e);
      }
    }

    private static void tell(Webhook after) {
      LOG.log(
          after.isEnabled() && after.failingSince() == null ? Level.INFO : Level.WARNING,
          "webhook endpoint {0} ({1}) is {2} now",
          after.id(),
          WebhookService.shown(after.url()),
          after.status());
    }

    private End send() {
      List<byte[]> secrets = messages.secrets(webhook.id());
      int failures = webhook.failures();
      while (!isOver()) {
        FeedService.Followed followed = read();
        if (followed.items().isEmpty()) {
          return new End.Done(/* isBehind= */ false);
        }
        for (Item item : followed.items()) {
          if (webhook.wants(item.notification())) {
            if (isOver()) {
              break;
            }
            Delivery delivery =
                messages.send(webhook, secrets, item.notification(), item.position(), failures + 1);
            unstored.add(delivery);
            if (!delivery.hasSucceeded()) {
              failed.increment();
              if (!store()) {
                return new End.Done(/* isBehind= */ true);
              }
              return new End.Failed(
                  Backoff.after(failures + 1, ThreadLocalRandom.current().nextDouble()),
                  Backoff.GIVEN_UP_AFTER,
                  Integer.valueOf(GONE).equals(delivery.status()));
            }
            delivered.increment();
            failures = 0;
          }
          position = item.position();
        }
        if (!store()) {
          return new End.Done(/* isBehind= */ true);
        }
        if (followed.isAll() && !isOver()) {
          return new End.Done(/* isBehind= */ false);
        }
      }
      return new End.Done(/* isBehind= */ true);
    }

    private boolean isOver() {
      return isStopping || System.nanoTime() >= end;
    }

    /// @return whether to go on under this lease
    private boolean store() {
      boolean goesOn = store.advance(lease, position, unstored);
      unstored.clear();
      return goesOn;
    }

    private FeedService.Followed read() {
      FeedService.Followed followed = feed.follow(webhook.owner(), position, PAGE);
      Again again = lease.again();
      return again == null
          ? followed
          : new FeedService.Followed(
              followed.items().stream()
                  .filter(item -> item.position().isNotBeyond(again.until()))
                  .toList(),
              followed.isAll());
    }
  }
}
