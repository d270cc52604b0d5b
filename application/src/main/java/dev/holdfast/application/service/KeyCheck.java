package dev.holdfast.application.service;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.concurrent.SingleFlight;
import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.ClientStore.LiveKey;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.BuyerPass;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.limit.Quotas;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Serves {@link Authentication}.
///
/// What was read of a key is believed for half a second. So a key that is revoked is refused soon
/// by every node, though no node tells another. That there is no such key is believed as long.
public final class KeyCheck implements Authentication {
  private static final Logger LOG = System.getLogger(KeyCheck.class.getName());
  private static final Duration BELIEVED = Duration.ofMillis(500);
  private static final int MOST_KEPT = 10_000;

  private final ClientStore store;
  private final KeyHashes hashes;
  private final BuyerSignatures buyers;
  private final @Nullable PersonCheck people;
  private final List<byte[]> adminKeys;
  private final InstantSource wallClock;
  private final LongSupplier clock;
  private final Bulkhead strangers;
  private final Executor aside;

  /// Apart, so that whoever guesses drives no key out.
  private final RecentlyUsed<KeyId, Found> live = new RecentlyUsed<>(MOST_KEPT, _ -> 1);

  private final RecentlyUsed<KeyId, Found> absent = new RecentlyUsed<>(MOST_KEPT, _ -> 1);
  private final SingleFlight<KeyId, Found> reading = new SingleFlight<>();

  /// What was read of a key.
  ///
  /// @param key null if there is no live one
  /// @param at when the reading began
  /// @param noted whether it need not be noted again that the key is used
  private record Found(@Nullable LiveKey key, long at, AtomicBoolean noted) {}

  /// @param people null if there is no identity provider
  /// @param adminKeys each is valid, and the first replaces the others; none if nobody is to
  ///     have one
  /// @param wallClock tells whether buyer tokens have ended
  /// @param clock in nanoseconds since any time
  /// @param strangers within, keys are looked for that this node has not found live before: whoever
  ///     makes them up keeps no known key from being read again
  /// @param aside runs what nobody waits for
  public KeyCheck(
      ClientStore store,
      KeyHashes hashes,
      BuyerSignatures buyers,
      @Nullable PersonCheck people,
      List<String> adminKeys,
      InstantSource wallClock,
      LongSupplier clock,
      Bulkhead strangers,
      Executor aside) {
    this.store = store;
    this.hashes = hashes;
    this.buyers = buyers;
    this.people = people;
    this.adminKeys = adminKeys.stream().map(KeyCheck::bytes).toList();
    this.wallClock = wallClock;
    this.clock = clock;
    this.strangers = strangers;
    this.aside = aside;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Caller> caller(String key) {
    Optional<Caller> admin = admin(bytes(key));
    if (admin.isPresent()) {
      return admin;
    }
    if (people != null && PersonCheck.isToken(key)) {
      return people.caller(key);
    }
    return BuyerSignatures.isOne(key)
        ? buyers.read(key).flatMap(this::buyer)
        : KeyToken.parse(key).flatMap(this::client);
  }

  @Override
  public boolean mayBeMadeUp(String key) {
    return admin(bytes(key)).isEmpty()
        && KeyToken.parse(key).filter(token -> isStrange(token.id())).isPresent();
  }

  /// All are compared, whichever it is.
  private Optional<Caller> admin(byte[] key) {
    Caller found = null;
    for (int i = adminKeys.size() - 1; i >= 0; i--) {
      if (MessageDigest.isEqual(adminKeys.get(i), key)) {
        found = i == 0 ? Caller.admin() : Caller.formerAdmin();
      }
    }
    return Optional.ofNullable(found);
  }

  /// A token is no more than the key that made it.
  private Optional<Caller> buyer(BuyerPass pass) {
    if (!pass.isLive(wallClock.instant())) {
      return Optional.empty();
    }
    LiveKey key = found(pass.key()).key();
    return key != null && key.key().allows(Scope.HOLDS_WRITE)
        ? Optional.of(
            new Caller(
                key.key().client(),
                null,
                null,
                Set.of(),
                Quotas.NONE,
                new Caller.Browser(Set.of(pass.origin()), pass.event(), pass.customer()),
                mandate(key.key()),
                null,
                null))
        : Optional.empty();
  }

  private Optional<Caller> client(KeyToken token) {
    Found found = found(token.id());
    LiveKey key = found.key();
    if (key == null || !hashes.matches(key.hash(), token)) {
      return Optional.empty();
    }
    if (found.noted().compareAndSet(false, true)) {
      aside.execute(() -> note(token));
    }
    return Optional.of(caller(key.key()));
  }

  private static Caller caller(ApiKey key) {
    Caller.Browser browser =
        switch (key.kind()) {
          case SECRET -> null;
          case PUBLISHABLE -> new Caller.Browser(Set.copyOf(key.origins()), null, null);
        };
    return new Caller(
        key.client(),
        key.id(),
        null,
        key.scopes(),
        key.limits(),
        browser,
        mandate(key),
        null,
        null);
  }

  private static Caller.@Nullable Mandated mandate(ApiKey key) {
    Mandate mandate = key.mandate();
    return mandate == null ? null : new Caller.Mandated(key.id(), mandate);
  }

  private Found found(KeyId id) {
    long now = clock.getAsLong();
    return live.known(id)
        .or(() -> absent.known(id))
        .filter(found -> isBelieved(found, now))
        .orElseGet(() -> readByOne(id, now));
  }

  /// Another thread's reading may have begun so long ago that it is not believed any more.
  private Found readByOne(KeyId id, long now) {
    Found found = reading.get(id, () -> read(id));
    return isBelieved(found, now) ? found : read(id);
  }

  private Found read(KeyId id) {
    return isStrange(id) ? strangers.within(() -> readNow(id)) : readNow(id);
  }

  private boolean isStrange(KeyId id) {
    return live.known(id).isEmpty();
  }

  private Found readNow(KeyId id) {
    long at = clock.getAsLong();
    LiveKey key = store.live(id).orElse(null);
    var found = new Found(key, at, new AtomicBoolean(key == null || key.usedLately()));
    (key == null ? live : absent).forget(id);
    (key == null ? absent : live).keep(id, found);
    return found;
  }

  private static boolean isBelieved(Found found, long now) {
    return now - found.at() < BELIEVED.toNanos();
  }

  /// It also keeps the hash that new secrets have, in case that the server key has changed.
  private void note(KeyToken token) {
    try {
      store.used(token.id(), hashes.of(token));
    } catch (Unavailable e) {
      LOG.log(Level.DEBUG, "the use of a key was not noted", e);
    }
  }
}
