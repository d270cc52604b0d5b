package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.RateLimits;
import dev.holdfast.application.port.out.SharedUnavailable;
import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.Quotas;
import dev.holdfast.domain.limit.RateLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves {@link RateLimits}: with buckets that all nodes share, or else with this node's own.
///
/// While the shared ones are away, whoever browses is not limited, and whoever holds is by this
/// node.
public final class RateLimitService implements RateLimits {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Quotas addresses;
  private final Quotas clients;
  private final @Nullable TokenBuckets shared;
  private final TokenBuckets own = new NodeTokenBuckets(System::nanoTime);

  /// @param addresses for each address
  /// @param clients for each client that has a key, and for each person
  /// @param shared null if nodes share no buckets
  public RateLimitService(Quotas addresses, Quotas clients, @Nullable TokenBuckets shared) {
    this.addresses = addresses;
    this.clients = clients;
    this.shared = shared;
  }

  @Override
  public Optional<Allowance> take(
      Use use, boolean mayBeMadeUp, Supplier<Caller> caller, String address) {
    Optional<Allowance> first = mayBeMadeUp ? byAddress(use, address) : Optional.empty();
    if (first.filter(allowance -> !allowance.granted()).isPresent()) {
      return first;
    }
    Caller known = caller.get();
    if (!known.isPublic()) {
      return byKey(use, known);
    }
    return mayBeMadeUp ? first : byAddress(use, address);
  }

  private Optional<Allowance> byAddress(Use use, String address) {
    return limit("address", use, addresses).flatMap(limit -> take(use, limit, address));
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
        return Optional.of(shared.take(limit, whose));
      } catch (SharedUnavailable _) {
        if (use == Use.BROWSING) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(own.take(limit, whose));
  }
}
