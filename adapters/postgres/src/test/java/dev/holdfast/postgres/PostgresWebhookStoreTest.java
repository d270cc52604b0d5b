package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.application.port.out.WebhookStore.End;
import dev.holdfast.application.port.out.WebhookStore.Lease;
import dev.holdfast.application.port.out.WebhookStore.SealedSecret;
import dev.holdfast.application.port.out.WebhookStore.Standing;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Webhook;
import dev.holdfast.domain.notification.WebhookId;
import dev.holdfast.domain.notification.WebhookSettings;
import dev.holdfast.domain.notification.WebhookSettings.Rules;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresWebhookStoreTest {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration DAYS = Duration.ofDays(3);
  private static final Instant START = Samples.START;

  private final TestDatabase database = TestDatabase.empty();
  private final Bulkhead readers = new ReadersShare().readers();
  private final PostgresFeedStore feeds = new PostgresFeedStore(database.pool(), readers);
  private final PostgresWebhookStore store = new PostgresWebhookStore(database.pool(), readers);
  private final ClientId shop = new ClientId(UUID.randomUUID());
  private final EventId event = newEvent();
  private final Webhook webhook = newWebhook();
  private long version;

  PostgresWebhookStoreTest() {
    database.setClock(START);
  }

  private EventId newEvent() {
    Sale sale = Samples.sale(2);
    database.add(sale);
    database.execute(
        "UPDATE event SET client_id = '%s' WHERE event_id = '%s'"
            .formatted(shop, sale.event().id()));
    return sale.event().id();
  }

  private Webhook newWebhook() {
    return newWebhook(shop);
  }

  private Webhook newWebhook(ClientId owner) {
    var made =
        new Webhook(
            new WebhookId(UUID.randomUUID()),
            owner,
            URI.create("https://shop.example/"),
            Set.of(),
            Set.of(),
            true,
            null,
            new FeedPosition(0, 0, 0),
            START,
            0,
            null,
            null);
    assertThat(store.add(made, new SealedSecret("key", "one"), null)).isEmpty();
    return made;
  }

  private void change() {
    feeds.append(Map.of(event, new Head(1, ++version)));
  }

  private List<Lease> lease() {
    return store.lease(UUID.randomUUID(), LEASE, 10, 10);
  }

  private static Delivery delivery(@Nullable String error) {
    return new Delivery(
        0, "n1", "t", new FeedPosition(1, 1, 1), START, 1, null, error, Duration.ofMillis(5));
  }

  private Webhook stored() {
    return store.find(webhook.id()).orElseThrow();
  }

  private void setClock(Duration after) {
    database.setClock(START.plus(after));
  }

  @Test
  void oneHasTheLeaseOfWhatThereIsSomethingFor() {
    assertThat(lease()).isEmpty();
    change();
    Lease lease = lease().getFirst();
    assertThat(lease.webhook()).isEqualTo(webhook);
    assertThat(lease()).isEmpty();
    var position = new FeedPosition(9, 1, 1);
    assertThat(store.advance(lease, position, List.of(delivery(null)))).isTrue();
    assertThat(store.giveBack(lease, new End.Done(false))).isPresent();
    assertThat(stored().position()).isEqualTo(position);
    assertThat(lease()).isEmpty();
    assertThat(store.deliveries(webhook.id(), null, 10)).hasSize(1);
  }

  @Test
  void whoIsTooLateChangesNothing() {
    change();
    Lease late = lease().getFirst();
    setClock(LEASE.plusSeconds(1));
    Lease next = lease().getFirst();

    assertThat(store.advance(late, new FeedPosition(9, 1, 1), List.of(delivery(null)))).isFalse();
    assertThat(store.giveBack(late, new End.Done(false))).isEmpty();
    assertThat(stored().position()).isEqualTo(webhook.position());
    assertThat(store.deliveries(webhook.id(), null, 10)).isEmpty();
    assertThat(store.advance(next, new FeedPosition(9, 1, 1), List.of())).isTrue();
  }

  /// A node may be killed, or its next read may fail.
  @Test
  void theRestOfTheLastEntryIsLeftToTheNextLease() {
    version = 1;
    change();
    Lease lost = lease().getFirst();
    var middle = new FeedPosition(9, 1, 1);
    assertThat(store.advance(lost, middle, List.of(delivery(null)))).isTrue();
    assertThat(lease()).isEmpty();
    setClock(LEASE.plusSeconds(1));

    Lease next = lease().getFirst();
    assertThat(next.webhook().position()).isEqualTo(middle);
    store.advance(next, new FeedPosition(9, 1, 2), List.of(delivery(null)));
    store.giveBack(next, new End.Done(false));
    assertThat(lease()).isEmpty();
  }

  @Test
  void onceItIsChangedNoMoreIsSentAsBefore() {
    change();
    for (WebhookSettings change :
        List.of(
            new WebhookSettings("https://other.example/", null, null, null),
            new WebhookSettings(null, List.of("holdfast.hold.placed.v1"), null, null),
            new WebhookSettings(null, null, List.of(event.toString()), null),
            new WebhookSettings(null, null, null, false))) {
      Lease lease = lease().getFirst();
      assertThat(store.advance(lease, webhook.position(), List.of())).isTrue();
      store.change(
          webhook.id(), change.check(new Rules(/* openToAll= */ false), new ArrayList<>()));
      assertThat(store.advance(lease, webhook.position(), List.of(delivery(null))))
          .as("after %s", change)
          .isFalse();
      store.giveBack(lease, new End.Done(true));
    }
    assertThat(store.deliveries(webhook.id(), null, 10)).as("all are noted").hasSize(4);
    assertThat(lease()).isEmpty();
  }

  @Test
  void whatFailedAtTheAddressBeforeIsNoFailureOfTheOther() {
    change();
    Lease lease = lease().getFirst();
    var moved = new WebhookSettings("https://new.example/", null, null, null);
    store.change(webhook.id(), moved.check(new Rules(/* openToAll= */ false), new ArrayList<>()));
    assertThat(store.giveBack(lease, new End.Failed(Duration.ofHours(1), DAYS, /* isGone= */ true)))
        .isEmpty();
    assertThat(stored().status()).isEqualTo("enabled");
    assertThat(stored().failures()).isZero();
    assertThat(stored().nextAttemptAt()).isNull();
    assertThat(lease()).as("goes on at once").hasSize(1);
  }

  @Test
  void afterAFailureItWaitsAndAfterThreeDaysItIsDisabled() {
    change();
    Lease lease = lease().getFirst();
    store.advance(lease, webhook.position(), List.of(delivery("status: 500")));
    Webhook after =
        store.giveBack(lease, new End.Failed(Duration.ofSeconds(5), DAYS, false)).orElseThrow();
    assertThat(after.status()).isEqualTo("failing");
    assertThat(after.failures()).isEqualTo(1);
    assertThat(after.failingSince()).isEqualTo(START);
    assertThat(after.nextAttemptAt()).isEqualTo(START.plusSeconds(5));
    assertThat(lease()).isEmpty();
    assertThat(store.standing()).isEqualTo(new Standing(1, 0));

    setClock(Duration.ofSeconds(5));
    store.giveBack(lease().getFirst(), new End.Failed(Duration.ofSeconds(5), DAYS, false));
    assertThat(stored().failures()).isEqualTo(2);
    assertThat(stored().failingSince()).isEqualTo(START);

    setClock(DAYS.plusSeconds(1));
    store.giveBack(lease().getFirst(), new End.Failed(Duration.ofSeconds(5), DAYS, false));
    assertThat(stored().status()).isEqualTo("disabled");
    assertThat(stored().disabledReason()).contains("3 days");
    setClock(DAYS.plusDays(1));
    assertThat(lease()).isEmpty();
    assertThat(store.standing()).isEqualTo(new Standing(0, 1));
  }

  @Test
  void oneThatIsDeliveredToDoesNotFailAnyMore() {
    change();
    Lease lease = lease().getFirst();
    store.giveBack(lease, new End.Failed(Duration.ZERO, DAYS, false));
    lease = lease().getFirst();
    store.advance(lease, new FeedPosition(9, 1, 1), List.of(delivery(null)));
    store.giveBack(lease, new End.Done(false));
    assertThat(stored().status()).isEqualTo("enabled");
    assertThat(stored().failures()).isZero();
  }

  private Instant rotate(String secret) {
    return store.addSecret(webhook.id(), new SealedSecret("key", secret), Duration.ofDays(1));
  }

  private List<String> secrets() {
    return store.secrets(webhook.id()).stream().map(SealedSecret::text).toList();
  }

  /// Whoever lost the answer asks again, and the receiver knows the first one only.
  @Test
  void aSecretLivesForADayAfterItWasReplacedHoweverOftenOneIsMade() {
    assertThat(rotate("two")).isEqualTo(START.plus(Duration.ofDays(1)));
    setClock(Duration.ofHours(1));
    assertThat(rotate("three")).isEqualTo(START.plus(Duration.ofHours(25)));
    assertThat(secrets()).containsExactly("three", "two", "one");
    setClock(Duration.ofDays(1));
    assertThat(secrets()).containsExactly("three", "two");
    setClock(Duration.ofHours(25));
    assertThat(secrets()).containsExactly("three");
    rotate("four");
    assertThat(secrets()).containsExactly("four", "three");
  }

  @Test
  void noMoreThanTenSecretsLive() {
    for (int i = 2; i <= 12; i++) {
      rotate("secret " + i);
    }
    assertThat(secrets()).hasSize(10).startsWith("secret 12").endsWith("secret 3");
  }

  @Test
  void whatIsToBeSentAgainComesFirst() {
    store.sendAgain(webhook.id(), new FeedPosition(9, 1, 0), new FeedPosition(9, 2, 5));
    Lease lease = lease().getFirst();
    assertThat(lease.again()).isNotNull();
    store.advance(lease, new FeedPosition(9, 2, 0), List.of());
    store.giveBack(lease, new End.Done(true));
    assertThat(stored().position()).isEqualTo(webhook.position());
    lease = lease().getFirst();
    assertThat(Objects.requireNonNull(lease.again()).after()).isEqualTo(new FeedPosition(9, 2, 0));
    store.giveBack(lease, new End.Done(false));
    assertThat(lease()).isEmpty();
  }

  @Test
  void oldDeliveriesAreDeleted() {
    for (int i = 0; i < 5; i++) {
      store.log(webhook.id(), delivery(null));
    }
    assertThat(store.deleteOld(Duration.ofDays(1), 3)).isEqualTo(2);
    setClock(Duration.ofDays(2));
    assertThat(store.deleteOld(Duration.ofDays(1), 3)).isEqualTo(3);
    assertThat(store.deliveries(webhook.id(), null, 10)).isEmpty();
  }

  @Test
  void oneClientHasNoMoreLeasesThanItMay() {
    newWebhook();
    newWebhook();
    var other = new ClientId(UUID.randomUUID());
    Webhook others = newWebhook(other);
    change();
    database.execute(
        "INSERT INTO feed_head (client_id, epoch, position) VALUES ('%s', 1, 1)".formatted(other));

    List<Lease> leases = store.lease(UUID.randomUUID(), LEASE, 10, 2);
    assertThat(leases).extracting(of -> of.webhook().owner()).containsOnlyOnce(other).hasSize(3);
    assertThat(store.lease(UUID.randomUUID(), LEASE, 10, 2)).isEmpty();
    leases.stream()
        .filter(of -> !of.webhook().id().equals(others.id()))
        .findFirst()
        .ifPresent(of -> store.giveBack(of, new End.Failed(Duration.ofHours(1), DAYS, false)));
    assertThat(store.lease(UUID.randomUUID(), LEASE, 10, 2)).hasSize(1);
  }

  @Test
  void whereFewMayBeLeasedEachClientHasOneBeforeAnyHasTwo() {
    newWebhook();
    change();
    for (int i = 0; i < 3; i++) {
      var other = new ClientId(UUID.randomUUID());
      newWebhook(other);
      database.execute(
          "INSERT INTO feed_head (client_id, epoch, position) VALUES ('%s', 1, 1)"
              .formatted(other));
    }
    assertThat(store.lease(UUID.randomUUID(), LEASE, 4, 10))
        .extracting(of -> of.webhook().owner())
        .doesNotHaveDuplicates();
  }
}
