package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.RateLimits;
import dev.holdfast.application.port.out.SharedUnavailable;
import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.Quotas;
import dev.holdfast.domain.limit.RateLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves {@link RateLimits}: with buckets that all nodes share, or else with this node's own.
///
/// The names of the shared ones are HMACs (RFC 2104) under a server key, so that no address and no
/// person is stored.
///
/// While the shared ones are away, whoever browses is not limited, and whoever holds is by this
/// node.
public final class RateLimitService implements RateLimits {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int NAME_BYTES = 16;

  private final Quotas addresses;
  private final Quotas clients;
  private final ServerKeys keys;
  private final @Nullable TokenBuckets shared;
  private final TokenBuckets own = new NodeTokenBuckets(System::nanoTime);

  /// @param addresses for each address
  /// @param clients for each client that has a key, and for each person
  /// @param keys at least one, each of 32 bytes or more; the first names the shared buckets
  /// @param shared null if nodes share no buckets
  /// @throws IllegalArgumentException if there is no key, or one is too short
  public RateLimitService(
      Quotas addresses, Quotas clients, List<byte[]> keys, @Nullable TokenBuckets shared) {
    this.addresses = addresses;
    this.clients = clients;
    this.keys = new ServerKeys(keys);
    this.shared = shared;
  }

  @Override
  public Optional<Allowance> take(
      Use use, BooleanSupplier mayBeMadeUp, Supplier<Caller> caller, String address) {
    Optional<RateLimit> ofAddress = limit("address", use, addresses);
    Optional<Allowance> first =
        ofAddress
            .filter(_ -> mayBeMadeUp.getAsBoolean())
            .flatMap(limit -> take(use, limit, address));
    if (first.filter(allowance -> !allowance.granted()).isPresent()) {
      return first;
    }
    Caller known = caller.get();
    if (!known.isPublic()) {
      return byKey(use, known);
    }
    return first.or(() -> ofAddress.flatMap(limit -> take(use, limit, address)));
  }

  private Optional<Allowance> byKey(Use use, Caller caller) {
    String person = caller.person();
    if (person != null) {
      return limit("person", use, clients).flatMap(limit -> take(use, limit, person));
    }
    Optional<RateLimit> own = limit("key", use, caller.limits());
    return own.isPresent()
        ? take(use, own.get(), String.valueOf(caller.key()))
        : limit("client", use, clients).flatMap(limit -> take(use, limit, caller.client()));
  }

  private static Optional<RateLimit> limit(String whose, Use use, Quotas quotas) {
    return switch (use) {
      case BROWSING -> limit(whose + "-browsing", quotas.browsing());
      case HOLDING -> limit(whose + "-holding", quotas.holding());
      case MANAGING -> limit(whose + "-managing", quotas.managing());
    };
  }

  private static Optional<RateLimit> limit(String name, OptionalInt requests) {
    return requests.isPresent()
        ? Optional.of(new RateLimit(name, requests.getAsInt(), WINDOW))
        : Optional.empty();
  }

  private Optional<Allowance> take(Use use, RateLimit limit, String whose) {
    if (shared != null) {
      try {
        return Optional.of(shared.take(limit, named(whose)));
      } catch (SharedUnavailable _) {
        if (use == Use.BROWSING) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(own.take(limit, whose));
  }

  private String named(String whose) {
    byte[] message = ("bucket of a limit\n" + whose).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(keys.hmac(message, keys.signingKey()), 0, NAME_BYTES);
  }
}
