package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.ClientStore.Answer;
import dev.holdfast.application.port.out.ClientStore.KeyHash;
import dev.holdfast.application.port.out.ClientStore.LiveKey;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.limit.Quotas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a store of clients and keys does, wherever it is.
public abstract class ClientStoreContract {
  private static final NewKey ASKED =
      new NewKey(
          "secret",
          "till",
          List.of("holds:write", "reservations:read"),
          List.of(),
          null,
          new Quotas(OptionalInt.of(3), OptionalInt.empty(), OptionalInt.of(7)),
          new Mandate.Asked(
              new EventId(new UUID(4, 4)), 3, 100L, "EUR", Instant.parse("2100-01-01T00:00:00Z")));
  private static final KeyHash HASH = new KeyHash("c0ffee", "pepper");

  @SuppressWarnings("NullAway.Init")
  protected ClientStoreContract() {}

  /// The store, which may have other clients, too.
  protected abstract ClientStore store();

  private Client newClient() {
    var client = new Client(new ClientId(UUID.randomUUID()), "Shop " + UUID.randomUUID());
    assertThat(store().add(client, null)).isEmpty();
    return client;
  }

  private static KeyId newId() {
    return new KeyId(UUID.randomUUID());
  }

  private static RequestKey request(String fingerprint) {
    return new RequestKey("admin", UUID.randomUUID().toString(), fingerprint);
  }

  private Optional<Answer> issue(Client client, KeyId id, NewKey asked, @Nullable RequestKey key) {
    return store()
        .issue(
            client.id(), (keys, now) -> asked.decide(id, client.id(), true, keys, now), HASH, key);
  }

  private void issue(Client client, KeyId id, Function<Instant, NewKey> asked) {
    Answer answer =
        store()
            .issue(
                client.id(),
                (keys, now) -> asked.apply(now).decide(id, client.id(), true, keys, now),
                HASH,
                null)
            .orElseThrow();
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Decided.class,
            decided -> assertThat(decided.decision()).isInstanceOf(NewKey.Decision.Issued.class));
  }

  private ApiKey issued(Client client) {
    Answer answer = issue(client, newId(), ASKED, null).orElseThrow();
    if (answer instanceof Answer.Decided(NewKey.Decision.Issued(ApiKey key))) {
      return key;
    }
    throw new AssertionError(answer);
  }

  private ApiKey shown(ApiKey key) {
    return store().key(key.client(), key.id()).orElseThrow();
  }

  private List<ApiKey> keys(Client client) {
    return store().keys(client.id(), null, 1_000);
  }

  @Test
  void aClientIsFoundAndListed() {
    Client client = newClient();
    assertThat(store().find(client.id())).contains(client);
    List<Client> all = store().list(null, 1_000);
    assertThat(all).contains(client).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
    Client other = newClient();
    List<Client> both = store().list(null, 1_000);
    assertThat(both).containsAll(all).contains(other).hasSize(all.size() + 1);
    for (int i = 0; i < both.size(); i++) {
      assertThat(store().list(both.get(i).id(), 1))
          .isEqualTo(both.stream().skip(i + 1).limit(1).toList());
    }
    assertThat(keys(client)).isEmpty();
    assertThat(store().find(new ClientId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  void aClientIsAddedOnceForEachIdempotencyKey() {
    var first = new Client(new ClientId(UUID.randomUUID()), "First");
    var second = new Client(new ClientId(UUID.randomUUID()), "Second");
    RequestKey key = request("request");
    assertThat(store().answered(key)).isEmpty();
    assertThat(store().add(first, key)).isEmpty();
    assertThat(store().add(second, key)).contains(new KeptCreation("request", first.id().value()));
    assertThat(store().find(second.id())).isEmpty();
  }

  @Test
  void aKeyIsFoundWithWhatIsKeptOfItsSecret() {
    ApiKey key = issued(newClient());
    assertThat(key.scopes()).containsExactlyInAnyOrder(Scope.HOLDS_WRITE, Scope.RESERVATIONS_READ);
    assertThat(key.limits()).isEqualTo(ASKED.limits());
    assertThat(store().live(key.id())).contains(new LiveKey(key, HASH, false));
    assertThat(shown(key)).isEqualTo(key);
    assertThat(store().live(newId())).isEmpty();
  }

  @Test
  void aPublishableKeyIsFoundWithItsOrigins() {
    Client client = newClient();
    KeyId id = newId();
    var asked = Samples.publishableKey("https://b", "http://a:1");
    assertThat(issue(client, id, asked, null)).isPresent();
    ApiKey key = store().live(id).orElseThrow().key();
    assertThat(key.kind()).isEqualTo(KeyKind.PUBLISHABLE);
    assertThat(key.scopes()).isEmpty();
    assertThat(key.origins()).containsExactly(new Origin("https://b"), new Origin("http://a:1"));
    assertThat(shown(key)).isEqualTo(key);
    assertThat(store().publishable()).contains(key).doesNotContain(issued(client));
    store().revoke(client.id(), id);
    assertThat(store().publishable()).doesNotContain(key).noneMatch(one -> one.id().equals(id));
  }

  @Test
  void aClientThatThereIsNotGetsNoKey() {
    var unknown = new Client(new ClientId(UUID.randomUUID()), "Nobody");
    assertThat(issue(unknown, newId(), ASKED, null)).isEmpty();
  }

  @Test
  void whatIsRefusedIsNotStoredAndItsIdempotencyKeyIsStillNew() {
    Client client = newClient();
    RequestKey key = request("request");
    KeyId id = newId();
    var wrong = Samples.secretKey(null);
    assertThat(issue(client, id, wrong, key).orElseThrow())
        .isInstanceOfSatisfying(
            Answer.Decided.class,
            answer -> assertThat(answer.decision()).isInstanceOf(NewKey.Decision.Invalid.class));
    assertThat(keys(client)).isEmpty();
    assertThat(store().answered(key)).isEmpty();
  }

  @Test
  void aKeyIsIssuedOnceForEachIdempotencyKey() {
    Client client = newClient();
    RequestKey key = request("request");
    KeyId id = newId();
    issue(client, id, ASKED, key);
    assertThat(issue(client, newId(), ASKED, key))
        .contains(new Answer.Kept(new KeptCreation("request", id.value())));
    assertThat(issue(newClient(), newId(), ASKED, key))
        .as("to another client")
        .contains(new Answer.Kept(new KeptCreation("request", id.value())));
    assertThat(keys(client)).hasSize(1);
  }

  @Test
  void ofManyWhoAskAtTheSameTimeTwoGetAKey() throws InterruptedException, ExecutionException {
    Client client = newClient();
    NewKey asked = Samples.secretKey(null, "holds:write");
    Callable<Optional<Answer>> asking = () -> issue(client, newId(), asked, null);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<Answer>> answer :
          threads.invokeAll(Stream.generate(() -> asking).limit(8).toList())) {
        assertThat(answer.get()).isPresent();
      }
    }
    assertThat(keys(client)).hasSize(NewKey.most(false));
  }

  @Test
  void aRevokedKeyIsNotLiveAndStaysListed() {
    Client client = newClient();
    ApiKey key = issued(client);
    assertThat(store().revoke(client.id(), key.id())).isTrue();
    assertThat(store().live(key.id())).isEmpty();
    Instant revokedAt = shown(key).revokedAt();
    assertThat(revokedAt).isNotNull();
    assertThat(store().revoke(client.id(), key.id())).as("again").isTrue();
    assertThat(shown(key).revokedAt()).isEqualTo(revokedAt);
    issued(client);
    issued(client);
  }

  @Test
  void theKeysOfAClientAreListedPageByPage() {
    Client client = newClient();
    issued(newClient());
    for (int i = 0; i < 5; i++) {
      store().revoke(client.id(), issued(client).id());
    }
    List<ApiKey> all = keys(client);
    assertThat(all)
        .hasSize(5)
        .isSortedAccordingTo(Comparator.comparing(ApiKey::createdAt).reversed());
    assertThat(store().keys(client.id(), null, 2)).isEqualTo(all.subList(0, 2));
    for (int i = 0; i < all.size(); i++) {
      assertThat(store().keys(client.id(), all.get(i).id(), 2))
          .isEqualTo(all.stream().skip(i + 1).limit(2).toList());
    }
  }

  @Test
  void aKeyIsDecidedByThoseInUseHoweverManyThereWere() throws InterruptedException {
    Client client = newClient();
    issued(newClient());
    store().revoke(client.id(), issued(client).id());
    KeyId over = newId();
    issue(client, over, now -> mandated(now.plusMillis(1)));
    KeyId mandated = newId();
    issue(client, mandated, now -> mandated(now.plusSeconds(900)));
    ApiKey kept = issued(client);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (store().inUse(client.id()).size() > 2) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(1);
    }
    List<KeyId> given = new ArrayList<>();
    store()
        .issue(
            client.id(),
            (keys, _) -> {
              keys.forEach(key -> given.add(key.id()));
              return new NewKey.Decision.TooMany(KeyKind.SECRET, false);
            },
            HASH,
            null);
    assertThat(given).containsExactlyInAnyOrder(mandated, kept.id());
    assertThat(store().live(over)).as("still reads").isPresent();
    assertThat(keys(client)).hasSize(4);
  }

  private static NewKey mandated(Instant until) {
    return new NewKey(
        "secret",
        null,
        List.of("holds:write"),
        List.of(),
        null,
        Quotas.NONE,
        new Mandate.Asked(new EventId(UUID.randomUUID()), 2, 10_000L, "EUR", until));
  }

  @Test
  void nobodyRevokesTheKeyOfAnotherClient() {
    ApiKey key = issued(newClient());
    assertThat(store().key(newClient().id(), key.id())).isEmpty();
    assertThat(store().revoke(newClient().id(), key.id())).isFalse();
    assertThat(store().revoke(key.client(), newId())).isFalse();
    assertThat(store().live(key.id())).isPresent();
  }

  @Test
  void anExpiredKeyIsNotLive() throws InterruptedException {
    Client client = newClient();
    KeyId id = newId();
    issue(client, id, now -> Samples.secretKey(now.plusMillis(1), "admin"));
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (store().live(id).isPresent()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(1);
    }
    assertThat(keys(client)).hasSize(1);
  }

  @Test
  void aUseIsNotedWithTheHashThatIsToBeKept() {
    ApiKey key = issued(newClient());
    var other = new KeyHash("bead", "newer");
    store().used(key.id(), other);
    assertThat(store().live(key.id()))
        .hasValueSatisfying(
            live -> {
              assertThat(live.hash()).isEqualTo(other);
              assertThat(live.usedLately()).isTrue();
            });
    assertThat(shown(key).lastUsedAt())
        .isBetween(key.createdAt(), key.createdAt().plusSeconds(600));
    store().used(newId(), other);
  }
}
