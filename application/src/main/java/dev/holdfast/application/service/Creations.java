package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Adds something to the catalogue once for each idempotency key.
final class Creations {
  private Creations() {}

  /// The kept answer of the key, or else what is made and stored now.
  ///
  /// @param answered looks a key's answer up
  /// @param find finds what an earlier request added; empty if it is deleted meanwhile
  /// @param make makes what is to be added, or says why it can't be
  /// @param add stores it with the answer for the key, unless the key has one meanwhile
  /// @throws Unavailable if what an earlier request added is deleted at this moment. The
  ///     answer is forgotten with it, so the same request adds another one when it is sent again
  static <T> Creation<T> once(
      @Nullable RequestKey key,
      Function<RequestKey, Optional<KeptCreation>> answered,
      Function<UUID, Optional<T>> find,
      Supplier<Creation<T>> make,
      BiFunction<T, @Nullable RequestKey, Optional<KeptCreation>> add) {
    Optional<KeptCreation> earlier = key == null ? Optional.empty() : answered.apply(key);
    if (earlier.isEmpty()) {
      Creation<T> made = make.get();
      if (!(made instanceof Creation.Created<T>(T value, _))) {
        return made;
      }
      earlier = add.apply(value, key);
      if (earlier.isEmpty()) {
        return made;
      }
    }
    KeptCreation kept = earlier.get();
    if (key == null || !kept.fingerprint().equals(key.fingerprint())) {
      return new Creation.KeyReused<>();
    }
    return find.apply(kept.id())
        .map(found -> new Creation.Created<>(found, true))
        .orElseThrow(() -> new Unavailable("deleted meanwhile: " + kept.id()));
  }
}
