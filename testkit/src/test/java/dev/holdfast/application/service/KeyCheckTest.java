package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Clients.Issue;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.RateLimits;
import dev.holdfast.application.port.in.RateLimits.Use;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.BuyerPass;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.Quotas;
import dev.holdfast.testkit.InMemoryClientStore;
import dev.holdfast.testkit.Samples;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Issuing keys, and telling who sends them.
class KeyCheckTest {
  private static final String ADMIN_KEY = "an admin key of more than 32 characters";
  private static final String FORMER_ADMIN_KEY = "the key before it, 32 characters or more";
  private static final Origin PAGE = new Origin("https://shop.example");
  private static final EventId EVENT = new EventId(new UUID(1, 2));
  private static final Mandate MANDATE =
      new Mandate(
          EVENT, 2, 100, Currency.getInstance("EUR"), Instant.parse("2100-01-01T00:00:00Z"));
  private static final byte[] OLD = serverKey(1);
  private static final byte[] NEW = serverKey(2);

  private Instant now = Instant.parse("2027-03-01T12:00:00Z");
  private long nanos = -50;
  private final List<Runnable> aside = new ArrayList<>();
  private final Bulkhead strangers = new Bulkhead(1, Duration.ofMillis(10));
  private final InMemoryClientStore store = new InMemoryClientStore(() -> now);
  private final ClientService clients = clients(OLD);
  private final KeyCheck check = check(OLD);
  private final ClientId shop = client("Shop");

  private static byte[] serverKey(int value) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) value);
    return key;
  }

  private ClientService clients(byte[]... serverKeys) {
    return new ClientService(
        store, new KeyHashes(List.of(serverKeys)), EVENT::equals, new SecureRandom());
  }

  private KeyCheck check(byte[]... serverKeys) {
    return check(List.of(ADMIN_KEY, FORMER_ADMIN_KEY), serverKeys);
  }

  private KeyCheck check(List<String> adminKeys, byte[]... serverKeys) {
    return new KeyCheck(
        store,
        new KeyHashes(List.of(serverKeys)),
        new BuyerSignatures(List.of(serverKeys)),
        null,
        adminKeys,
        () -> now,
        () -> nanos,
        strangers,
        aside::add);
  }

  private ClientId client(String name) {
    if (clients.create(name, null) instanceof Creation.Created<Client>(Client client, _)) {
      return client.id();
    }
    throw new AssertionError(name);
  }

  private Issue issue(@Nullable Instant expiresAt, @Nullable RequestKey key) {
    return clients.issue(shop, Samples.secretKey(expiresAt, "holds:write", "box-office"), key);
  }

  private Issue.Issued issued() {
    return issued(null);
  }

  private Issue.Issued issued(@Nullable Instant expiresAt) {
    if (issue(expiresAt, null) instanceof Issue.Issued issued) {
      return issued;
    }
    throw new AssertionError("not issued");
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private ApiKey shown(Issue.Issued of) {
    return clients.keys(shop, null, 200).orElseThrow().items().stream()
        .filter(key -> key.id().equals(of.key().id()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoHasAKeyIsItsClientWithItsScopes() {
    Issue.Issued issued = issued();
    assertThat(check.caller(issued.token().text()))
        .contains(
            new Caller(
                shop,
                issued.key().id(),
                null,
                Set.of(Scope.HOLDS_WRITE, Scope.BOX_OFFICE),
                Quotas.NONE,
                null,
                null,
                null,
                null));
  }

  @Test
  void whoHasAPublishableKeyMayDoWhatAnybodyMayInTheNameOfItsClient() {
    var asked = Samples.publishableKey("https://shop.example");
    if (!(clients.issue(shop, asked, null) instanceof Issue.Issued(ApiKey key, KeyToken token))) {
      throw new AssertionError("not issued");
    }
    assertThat(token.text()).startsWith("hf_pk_");
    Caller caller = check.caller(token.text()).orElseThrow();
    var page = new Caller.Browser(Set.of(PAGE), null, null);
    assertThat(caller)
        .isEqualTo(new Caller(shop, key.id(), null, Set.of(), Quotas.NONE, page, null, null, null));
    assertThat(Scope.values()).noneMatch(caller::may);
    assertThat(caller.isPublic()).isTrue();
    assertThat(caller.client()).isEqualTo("public");
    assertThat(check.caller(token.text().replace("_pk_", "_sk_"))).isEmpty();
  }

  @Test
  void theCapsOfAKeyAreThoseOfItsTokensToo() {
    if (!(clients.issue(shop, mandated(EVENT), null) instanceof Issue.Issued issued)) {
      throw new AssertionError("not issued");
    }
    var expected = new Caller.Mandated(issued.key().id(), MANDATE);
    assertThat(check.caller(issued.token().text()).orElseThrow().mandate()).isEqualTo(expected);
    assertThat(check.caller(token(pass(issued), OLD)).orElseThrow().mandate()).isEqualTo(expected);
  }

  @Test
  void theIdempotencyKeysOfAMandateAreItsOwn() {
    List<String> senders = new ArrayList<>(List.of(sender(issued())));
    for (int i = 0; i < 2; i++) {
      if (!(clients.issue(shop, mandated(EVENT), null) instanceof Issue.Issued agent)) {
        throw new AssertionError("not issued");
      }
      senders.add(sender(agent));
      Caller buyer = check.caller(token(pass(agent), OLD)).orElseThrow();
      assertThat(buyer.requestKey("1", "body").client()).isEqualTo("public");
    }
    assertThat(senders).doesNotHaveDuplicates();
    assertThat(sender(issued())).isEqualTo(senders.getFirst());
  }

  private String sender(Issue.Issued key) {
    return check.caller(key.token().text()).orElseThrow().requestKey("1", "body").client();
  }

  private static NewKey mandated(EventId event) {
    return new NewKey(
        "secret",
        null,
        List.of("holds:write"),
        List.of(),
        null,
        Quotas.NONE,
        new Mandate.Asked(event, 2, 100L, "EUR", MANDATE.until()));
  }

  private BuyerPass pass(Issue.Issued key) {
    return new BuyerPass(key.key().id(), EVENT, PAGE, "customer 1 ü", now.plusSeconds(60));
  }

  private static String token(BuyerPass pass, byte[]... serverKeys) {
    return new BuyerSignatures(List.of(serverKeys)).sign(pass);
  }

  @Test
  void aBuyerTokenSaysWhoseWhereForWhichEventAndForHowLong() {
    Issue.Issued key = issued();
    String token = token(pass(key), OLD);
    assertThat(token).matches("hf_bt_[A-Za-z0-9_-]+_[0-9a-f]{48}");
    assertThat(check.caller(token))
        .contains(
            new Caller(
                shop,
                null,
                null,
                Set.of(),
                Quotas.NONE,
                new Caller.Browser(Set.of(PAGE), EVENT, "customer 1 ü"),
                null,
                null,
                null));
    pass(Duration.ofSeconds(60).minusNanos(1));
    assertThat(check.caller(token)).isPresent();
    pass(Duration.ofNanos(1));
    assertThat(check.caller(token)).isEmpty();
  }

  @Test
  void nobodyMakesABuyerTokenWithoutTheServerKey() {
    String token = token(pass(issued()), OLD);
    int end = token.lastIndexOf('_');
    for (int i = "hf_bt_".length(); i < token.length(); i++) {
      char other = token.charAt(i) == 'a' ? 'b' : 'a';
      assertThat(check.caller(token.substring(0, i) + other + token.substring(i + 1)))
          .as("character %d", i)
          .isEmpty();
    }
    for (String wrong :
        List.of(
            "hf_bt_",
            "hf_bt__",
            "hf_bt___",
            token.substring(0, end),
            token.substring(0, end + 1),
            token + "0",
            token(pass(issued()), NEW))) {
      assertThat(check.caller(wrong)).as(wrong).isEmpty();
    }
    assertThat(store.lookups()).as("of the database, for forgeries").isZero();
    assertThat(check.caller(token)).isPresent();
  }

  @Test
  void aBuyerTokenOutlivesTheChangeOfServerKeysAndEndsWithItsKey() {
    Issue.Issued key = issued();
    String token = token(pass(key), OLD);
    assertThat(check(NEW, OLD).caller(token)).isPresent();
    assertThat(check(NEW).caller(token)).isEmpty();
    clients.revoke(shop, key.key().id());
    assertThat(check(OLD).caller(token)).isEmpty();
  }

  @Test
  void aBuyerTokenOfAKeyThatMayNotHoldIsRefused() {
    var asked = Samples.secretKey(null, "events:write");
    if (!(clients.issue(shop, asked, null) instanceof Issue.Issued key)) {
      throw new AssertionError("not issued");
    }
    assertThat(check.caller(token(pass(key), OLD))).isEmpty();
  }

  @Test
  void whoHasTheAdminKeyMayDoEverything() {
    Caller admin = check.caller(ADMIN_KEY).orElseThrow();
    assertThat(Scope.values()).allMatch(admin::may);
    assertThat(admin.client()).isEqualTo("admin");
    assertThat(check.caller(ADMIN_KEY + "x")).isEmpty();
    assertThat(admin.named()).isEqualTo("admin");
    Caller former = check.caller(FORMER_ADMIN_KEY).orElseThrow();
    assertThat(Scope.values()).allMatch(former::may);
    assertThat(former.client()).isEqualTo("admin");
    assertThat(former.named()).isEqualTo("admin with the previous key");
    KeyCheck without = check(List.of(), OLD);
    assertThat(without.caller(ADMIN_KEY)).isEmpty();
    assertThat(without.caller("")).isEmpty();
  }

  @Test
  void eachClientHasAnIdempotencySpaceOfItsOwn() {
    Caller caller = check.caller(issued().token().text()).orElseThrow();
    assertThat(caller.client()).isEqualTo(shop.toString());
    assertThat(Caller.anybody().client()).isEqualTo("public");
    assertThat(caller.may(Scope.EVENTS_WRITE)).isFalse();
    assertThat(Caller.anybody().may(Scope.HOLDS_WRITE)).isFalse();
  }

  @Test
  void theSecretTheKindAndTheIdHaveToBeThoseOfTheKey() {
    KeyToken right = issued().token();
    KeyToken other = issued().token();
    assertThat(check.caller(new KeyToken(KeyKind.SECRET, right.id(), other.secret()).text()))
        .isEmpty();
    assertThat(check.caller(new KeyToken(KeyKind.PUBLISHABLE, right.id(), right.secret()).text()))
        .isEmpty();
    assertThat(check.caller(right.text().replace("hf_", ""))).isEmpty();
    assertThat(check.caller(right.text())).isPresent();
  }

  @Test
  void whatIsKeptOfASecretDoesNotSayIt() {
    Issue.Issued issued = issued();
    assertThat(store.hash(issued.key().id()).orElseThrow().value())
        .doesNotContain(issued.token().secret())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void aRevokedKeyIsRefusedHalfASecondLaterAtTheLatest() {
    Issue.Issued issued = issued();
    assertThat(check.caller(issued.token().text())).isPresent();
    clients.revoke(shop, issued.key().id());

    pass(Duration.ofMillis(500).minusNanos(1));
    assertThat(check.caller(issued.token().text())).as("believed").isPresent();
    pass(Duration.ofNanos(1));
    assertThat(check.caller(issued.token().text())).isEmpty();
  }

  @Test
  void anExpiredKeyIsRefused() {
    Issue.Issued issued = issued(now.plusSeconds(60));
    pass(Duration.ofSeconds(59));
    assertThat(check.caller(issued.token().text())).isPresent();
    pass(Duration.ofSeconds(1));
    assertThat(check.caller(issued.token().text())).isEmpty();
  }

  @Test
  void aKeyIsReadOnceInHalfASecondWhetherThereIsOneOrNot() {
    KeyToken right = issued().token();
    KeyToken unknown = KeyToken.random(KeyKind.SECRET, new SecureRandom());
    for (int i = 0; i < 10; i++) {
      assertThat(check.caller(right.text())).isPresent();
      assertThat(check.caller(new KeyToken(KeyKind.SECRET, right.id(), "0".repeat(48)).text()))
          .isEmpty();
      assertThat(check.caller(unknown.text())).isEmpty();
    }
    assertThat(store.lookups()).isEqualTo(2);
    pass(Duration.ofMillis(500));
    check.caller(right.text());
    check.caller(unknown.text());
    assertThat(store.lookups()).isEqualTo(4);
  }

  @Test
  void whatIsNoTokenIsNotLookedUp() {
    check.caller("wrong");
    check.caller(issued().token().text() + "0");
    assertThat(store.lookups()).isZero();
  }

  @Test
  void whoGuessesDrivesNoKeyOut() {
    KeyToken right = issued().token();
    check.caller(right.text());
    for (int i = 0; i < 20_000; i++) {
      check.caller(KeyToken.random(KeyKind.SECRET, new SecureRandom()).text());
    }
    int before = store.lookups();
    assertThat(check.caller(right.text())).isPresent();
    assertThat(store.lookups()).isEqualTo(before);
  }

  @Test
  void whoGuessesIsRefusedByTheLimitOfTheAddressBeforeAnyKeyIsLookedFor() {
    var few = new Quotas(OptionalInt.of(5), OptionalInt.of(5), OptionalInt.of(5));
    var limits = new RateLimitService(few, Quotas.NONE, List.of(OLD), null);
    String right = issued().token().text();
    assertThat(check.caller(right)).isPresent();
    for (int i = 0; i < 1_000; i++) {
      String guessed = KeyToken.random(KeyKind.SECRET, new SecureRandom()).text();
      assertThat(take(limits, guessed).orElseThrow().granted())
          .as("request %d", i)
          .isEqualTo(i < 5);
    }
    assertThat(store.lookups()).as("of the key and of 5 guesses").isEqualTo(6);

    pass(Duration.ofHours(1));
    assertThat(take(limits, right)).as("the right key is not limited").isEmpty();
    assertThat(store.lookups()).isEqualTo(7);
  }

  private Optional<Allowance> take(RateLimits limits, String key) {
    return limits.take(
        Use.BROWSING,
        () -> check.mayBeMadeUp(key),
        () -> check.caller(key).orElseGet(Caller::anybody),
        "192.0.2.1");
  }

  @Test
  void onlyATokenOfAKeyNotYetFoundMayBeMadeUp() {
    Issue.Issued key = issued();
    String right = key.token().text();
    assertThat(check.mayBeMadeUp(right)).isTrue();
    assertThat(check.caller(right)).isPresent();
    assertThat(check.mayBeMadeUp(right)).isFalse();
    assertThat(check.mayBeMadeUp(token(pass(key), OLD))).isFalse();
    assertThat(check.mayBeMadeUp("wrong")).isFalse();
    assertThat(check(List.of(right), NEW).mayBeMadeUp(right)).as("as the admin key").isFalse();

    clients.revoke(shop, key.key().id());
    pass(Duration.ofMillis(500));
    assertThat(check.caller(right)).isEmpty();
    assertThat(check.mayBeMadeUp(right)).as("revoked").isTrue();
  }

  @Test
  void whoGuessesKeepsNoKnownKeyWaiting() {
    String known = issued().token().text();
    String fresh = issued().token().text();
    assertThat(check.caller(known)).isPresent();
    pass(Duration.ofSeconds(1));
    strangers.within(
        () -> {
          assertThat(check.caller(known)).isPresent();
          assertThatThrownBy(() -> check.caller(fresh)).isInstanceOf(Unavailable.class);
          return null;
        });
    assertThat(check.caller(fresh)).isPresent();
  }

  @Test
  void aUseIsNotedAsideAndOnceAMinute() {
    Issue.Issued issued = issued();
    for (int i = 0; i < 10; i++) {
      check.caller(issued.token().text());
    }
    assertThat(shown(issued).lastUsedAt()).as("on the request's path").isNull();
    assertThat(aside).hasSize(1);
    aside.removeFirst().run();
    assertThat(shown(issued).lastUsedAt()).isEqualTo(now);

    for (int i = 0; i < 119; i++) {
      pass(Duration.ofMillis(500));
      check.caller(issued.token().text());
    }
    assertThat(aside).isEmpty();
    pass(Duration.ofMillis(500));
    check.caller(issued.token().text());
    assertThat(aside).hasSize(1);
  }

  @Test
  void aWrongSecretIsNoUse() {
    Issue.Issued issued = issued();
    check.caller(new KeyToken(KeyKind.SECRET, issued.key().id(), "0".repeat(48)).text());
    assertThat(aside).isEmpty();
  }

  @Test
  void aKeyThatIsUsedOutlivesTheServerKeyThatItWasMadeUnder() {
    String used = issued().token().text();
    String unused = issued().token().text();
    KeyCheck both = check(NEW, OLD);
    assertThat(both.caller(used)).isPresent();
    aside.forEach(Runnable::run);

    assertThat(check(NEW).caller(used)).isPresent();
    assertThat(check(NEW).caller(unused)).isEmpty();
  }

  @Test
  void aReplayDoesNotShowTheToken() {
    var key = new RequestKey("admin", "key", "request");
    assertThat(issue(null, key)).isInstanceOf(Issue.Issued.class);
    assertThat(issue(null, key)).isInstanceOf(Issue.Replayed.class);
    assertThat(issue(null, new RequestKey("admin", "key", "another")))
        .isEqualTo(new Issue.KeyReused());
    assertThat(clients.keys(shop, null, 200).orElseThrow().items()).hasSize(1);
  }

  @Test
  void aThirdKeyIsRefusedUntilOneIsRevoked() {
    Issue.Issued first = issued();
    issued();
    assertThat(issue(null, null)).isEqualTo(new Issue.TooMany(KeyKind.SECRET, false));
    clients.revoke(shop, first.key().id());
    assertThat(issue(null, null)).isInstanceOf(Issue.Issued.class);
  }

  @Test
  void aMandateIsForAnEventThatThereIs() {
    var unknown = new EventId(new UUID(1, 3));
    assertThat(clients.issue(shop, mandated(unknown), null))
        .isEqualTo(
            new Issue.Invalid(
                List.of(
                    new FieldError(
                        FieldPath.of("mandate").to("eventId"),
                        "eventId: %s (expected: an existing event)".formatted(unknown)))));
    assertThat(clients.keys(shop, null, 200).orElseThrow().items()).isEmpty();
    assertThat(clients.issue(shop, mandated(EVENT), null)).isInstanceOf(Issue.Issued.class);
  }

  @Test
  void unknownClientsHaveNoKeys() {
    var unknown = new ClientId(UUID.randomUUID());
    assertThat(clients.issue(unknown, Samples.secretKey(null, "admin"), null))
        .isEqualTo(new Issue.NoClient());
    assertThat(clients.keys(unknown, null, 200)).isEmpty();
    assertThat(clients.find(unknown)).isEmpty();
  }

  @Test
  void weakServerKeysAreRefused() {
    assertThatThrownBy(() -> new KeyHashes(List.of(new byte[31])))
        .hasMessage("secret key: 31 bytes (expected: >= 32)");
  }
}
