package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.RateLimits;
import dev.holdfast.application.port.in.RateLimits.Use;
import dev.holdfast.application.port.out.SharedUnavailable;
import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.Quotas;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RateLimitServiceTest {
  private static final List<byte[]> KEYS = List.of(new byte[32]);
  private static final Quotas NONE = Quotas.NONE;
  private static final Quotas ONE_EACH =
      new Quotas(OptionalInt.of(1), OptionalInt.of(1), OptionalInt.of(1));
  private static final Quotas TWO_EACH =
      new Quotas(OptionalInt.of(2), OptionalInt.of(2), OptionalInt.of(2));
  private static final Caller ANYBODY = Caller.anybody();
  private static final Caller ADMIN = Caller.admin();
  private static final TokenBuckets AWAY =
      (_, _) -> {
        throw new SharedUnavailable("away", null);
      };

  @Test
  void nobodyIsLimitedUnlessALimitIsSet() {
    RateLimits limits = new RateLimitService(NONE, NONE, KEYS, AWAY);

    assertThat(take(limits, Use.BROWSING, ANYBODY, "a")).isEmpty();
    assertThat(take(limits, Use.HOLDING, ADMIN, "a")).isEmpty();
  }

  @Test
  void eachUseIsCountedApartForEachAddress() {
    RateLimits limits = new RateLimitService(ONE_EACH, NONE, KEYS, null);

    assertGranted(take(limits, Use.BROWSING, ANYBODY, "a"), "address-browsing");
    assertGranted(take(limits, Use.HOLDING, ANYBODY, "a"), "address-holding");
    assertGranted(take(limits, Use.MANAGING, ANYBODY, "a"), "address-managing");
    assertGranted(take(limits, Use.HOLDING, ANYBODY, "b"), "address-holding");
    assertRefused(take(limits, Use.BROWSING, ANYBODY, "a"));
    assertRefused(take(limits, Use.HOLDING, ANYBODY, "a"));
  }

  @Test
  void aClientWithAKeyIsCountedByItAndNotByItsAddress() {
    RateLimits limits = new RateLimitService(ONE_EACH, ONE_EACH, KEYS, null);
    take(limits, Use.HOLDING, ANYBODY, "a");

    assertGranted(take(limits, Use.HOLDING, ADMIN, "a"), "client-holding");
    assertRefused(take(limits, Use.HOLDING, ADMIN, "b"));
  }

  @Test
  void aKeyWithALimitOfItsOwnIsCountedByIt() {
    RateLimits limits = new RateLimitService(ONE_EACH, ONE_EACH, KEYS, null);
    var client = new ClientId(new UUID(0, 1));
    var own = new Quotas(OptionalInt.empty(), OptionalInt.of(2), OptionalInt.empty());
    Caller one =
        new Caller(client, new KeyId(new UUID(0, 2)), null, Set.of(), own, null, null, null, null);
    Caller other =
        new Caller(client, new KeyId(new UUID(0, 3)), null, Set.of(), own, null, null, null, null);
    Caller usual =
        new Caller(
            client, new KeyId(new UUID(0, 4)), null, Set.of(), Quotas.NONE, null, null, null, null);

    assertGranted(take(limits, Use.HOLDING, one, "a"), "key-holding");
    assertGranted(take(limits, Use.HOLDING, one, "a"), "key-holding");
    assertRefused(take(limits, Use.HOLDING, one, "a"));
    assertGranted(take(limits, Use.HOLDING, other, "a"), "key-holding");
    assertGranted(take(limits, Use.HOLDING, usual, "a"), "client-holding");
    assertGranted(take(limits, Use.BROWSING, one, "a"), "client-browsing");
    assertRefused(take(limits, Use.BROWSING, usual, "a"));
  }

  @Test
  void eachPersonIsCountedAloneAndApartFromTheKeysOfTheClient() {
    RateLimits limits = new RateLimitService(ONE_EACH, ONE_EACH, KEYS, null);
    var client = new ClientId(new UUID(0, 1));
    Caller one = Caller.person("one", client, Set.of());
    Caller key =
        new Caller(
            client, new KeyId(new UUID(0, 2)), null, Set.of(), Quotas.NONE, null, null, null, null);

    assertGranted(take(limits, Use.HOLDING, one, "a"), "person-holding");
    assertRefused(take(limits, Use.HOLDING, one, "b"));
    assertGranted(
        take(limits, Use.HOLDING, Caller.person("two", client, Set.of()), "a"), "person-holding");
    assertGranted(take(limits, Use.HOLDING, key, "a"), "client-holding");
  }

  @Test
  void whoseKeyMayBeMadeUpIsCountedByItsAddressFirstAndOnce() {
    RateLimits limits = new RateLimitService(TWO_EACH, ONE_EACH, KEYS, null);

    assertGranted(limits.take(Use.HOLDING, () -> true, () -> ANYBODY, "a"), "address-holding");
    assertGranted(limits.take(Use.HOLDING, () -> true, () -> ADMIN, "a"), "client-holding");
    assertRefused(
        limits.take(
            Use.HOLDING,
            () -> true,
            () -> {
              throw new AssertionError("somebody looked for the key");
            },
            "a"));
    assertGranted(limits.take(Use.HOLDING, () -> true, () -> ANYBODY, "b"), "address-holding");
  }

  @Test
  void aBrowserIsCountedByItsAddress() {
    RateLimits limits = new RateLimitService(ONE_EACH, ONE_EACH, KEYS, null);
    var page = new Caller.Browser(Set.of(new Origin("https://shop.example")), null, null);
    Caller browser =
        new Caller(
            new ClientId(new UUID(0, 1)),
            new KeyId(new UUID(0, 2)),
            null,
            Set.of(),
            Quotas.NONE,
            page,
            null,
            null,
            null);
    assertGranted(take(limits, Use.HOLDING, browser, "a"), "address-holding");
    assertRefused(take(limits, Use.HOLDING, ANYBODY, "a"));
    assertGranted(take(limits, Use.HOLDING, browser, "b"), "address-holding");
  }

  @Test
  void whileTheSharedBucketsAreAwayBrowsingGoesOnAndHoldingIsLimitedHere() {
    RateLimits limits = new RateLimitService(ONE_EACH, ONE_EACH, KEYS, AWAY);

    for (int i = 0; i < 3; i++) {
      assertThat(take(limits, Use.BROWSING, ANYBODY, "a")).isEmpty();
    }
    assertGranted(take(limits, Use.HOLDING, ANYBODY, "a"), "address-holding");
    assertRefused(take(limits, Use.HOLDING, ANYBODY, "a"));
  }

  private static Optional<Allowance> take(
      RateLimits limits, Use use, Caller caller, String address) {
    return limits.take(use, () -> false, () -> caller, address);
  }

  private static void assertGranted(Optional<Allowance> allowance, String limit) {
    assertThat(allowance)
        .hasValueSatisfying(
            known -> {
              assertThat(known.granted()).isTrue();
              assertThat(known.limit().name()).isEqualTo(limit);
            });
  }

  private static void assertRefused(Optional<Allowance> allowance) {
    assertThat(allowance).hasValueSatisfying(known -> assertThat(known.granted()).isFalse());
  }
}
