package dev.holdfast.domain.client;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.client.Mandate.Asked;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.limit.Quotas;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key as somebody asks for it, before it is known that it can be.
///
/// @param kind the name of a kind
/// @param name for people; null if it is to have none
/// @param scopes names of scopes
/// @param origins of the pages that may use it
/// @param expiresAt the first instant at which it is not valid any more; null for never
/// @param limits its own; its client's where it has none
/// @param mandate the caps of what it is to allow; null if it is to have none
public record NewKey(
    String kind,
    @Nullable String name,
    List<String> scopes,
    List<String> origins,
    @Nullable Instant expiresAt,
    Quotas limits,
    @Nullable Asked mandate) {
  /// The one that its client uses, and the one that takes its place.
  private static final int MOST_LIVE = 2;

  /// One for each purchase that somebody is about to make.
  private static final int MOST_MANDATED = 100;

  private static final int MOST_ORIGINS = 20;
  private static final FieldPath KIND = FieldPath.of("kind");
  private static final FieldPath SCOPES = FieldPath.of("scopes");
  private static final FieldPath LIMITS = FieldPath.of("limits");
  private static final FieldPath MANDATE = FieldPath.of("mandate");
  private static final FieldPath ORIGINS = FieldPath.of("origins");

  public NewKey {
    scopes = List.copyOf(scopes);
    origins = List.copyOf(origins);
  }

  /// What comes of asking for a key.
  public sealed interface Decision {
    /// There is one more.
    record Issued(ApiKey key) implements Decision {}

    /// It can't be.
    record Invalid(List<FieldError> errors) implements Decision {
      public Invalid {
        errors = List.copyOf(errors);
      }
    }

    /// The client has as many live keys like this as it may have.
    ///
    /// @param mandated whether those with a mandate are meant, or those without one
    record TooMany(KeyKind kind, boolean mandated) implements Decision {}
  }

  /// Decides whether this becomes a key.
  ///
  /// @param id the key's
  /// @param client whose key it is to be
  /// @param hasEvent whether there is the mandate's event; no matter without a mandate
  /// @param keys those that the client has in use, maybe among others
  public Decision decide(
      KeyId id, ClientId client, boolean hasEvent, Collection<ApiKey> keys, Instant now) {
    List<FieldError> errors = new ArrayList<>();
    Optional<KeyKind> named = KeyKind.named(kind);
    if (named.isEmpty()) {
      errors.add(FieldError.expected(KIND, kind, "secret or publishable"));
      return new Decision.Invalid(errors);
    }
    KeyKind of = named.get();
    Set<Scope> known = scopes(of, errors);
    List<Origin> pages = origins(of, errors);
    checkLimits(of, errors);
    if (expiresAt != null && (!expiresAt.isAfter(now) || expiresAt.isAfter(Settings.LATEST))) {
      errors.add(
          FieldError.expected(
              FieldPath.of("expiresAt"),
              expiresAt,
              "later than " + now + ", at most " + Settings.LATEST));
    }
    if (mandate != null && of == KeyKind.PUBLISHABLE) {
      errors.add(FieldError.expected(MANDATE, "given", "none, for a publishable key"));
    }
    Mandate capped =
        mandate == null ? null : mandate.decide(known, hasEvent, now, errors).orElse(null);
    if (!errors.isEmpty()) {
      return new Decision.Invalid(errors);
    }
    boolean isMandated = capped != null;
    long others =
        keys.stream()
            .filter(key -> key.kind() == of && (key.mandate() != null) == isMandated)
            .filter(key -> key.isInUse(now))
            .count();
    return others < most(isMandated)
        ? new Decision.Issued(
            new ApiKey(
                id, client, of, name, known, pages, now, expiresAt, null, null, limits, capped))
        : new Decision.TooMany(of, isMandated);
  }

  /// How many keys of a kind a client may have in use, with a mandate or without one.
  public static int most(boolean mandated) {
    return mandated ? MOST_MANDATED : MOST_LIVE;
  }

  private Set<Scope> scopes(KeyKind of, List<FieldError> errors) {
    switch (of) {
      case SECRET -> {
        if (scopes.isEmpty()) {
          errors.add(FieldError.expected(SCOPES, "none", "one or more of " + Scope.names()));
        }
      }
      // Everybody can read it, so it allows nothing that anybody might not do.
      case PUBLISHABLE -> {
        if (!scopes.isEmpty()) {
          errors.add(FieldError.expected(SCOPES, scopes.size(), "none, for a publishable key"));
        }
      }
    }
    Set<Scope> known = EnumSet.noneOf(Scope.class);
    for (int i = 0; i < scopes.size(); i++) {
      Optional<Scope> scope = Scope.named(scopes.get(i));
      scope.ifPresent(known::add);
      if (scope.isEmpty()) {
        errors.add(FieldError.expected(SCOPES.at(i), scopes.get(i), "one of " + Scope.names()));
      }
    }
    return known;
  }

  private void checkLimits(KeyKind of, List<FieldError> errors) {
    switch (of) {
      case SECRET -> {
        checkLimit("browsing", limits.browsing(), errors);
        checkLimit("holding", limits.holding(), errors);
        checkLimit("managing", limits.managing(), errors);
      }
      // Whoever reads the key could use it up.
      case PUBLISHABLE -> {
        if (!limits.equals(Quotas.NONE)) {
          errors.add(
              new FieldError(LIMITS, "limits: given (expected: none, for a publishable key)"));
        }
      }
    }
  }

  private static void checkLimit(String name, OptionalInt limit, List<FieldError> errors) {
    if (limit.isPresent() && limit.getAsInt() < 1) {
      errors.add(FieldError.expected(LIMITS.to(name), limit.getAsInt(), "1 or more"));
    }
  }

  private List<Origin> origins(KeyKind of, List<FieldError> errors) {
    int most =
        switch (of) {
          case SECRET -> 0;
          case PUBLISHABLE -> MOST_ORIGINS;
        };
    if (origins.size() > most || origins.isEmpty() != (most == 0)) {
      errors.add(
          FieldError.expected(
              ORIGINS,
              origins.size(),
              most == 0 ? "none, for a secret key" : "1..%d origins".formatted(most)));
      return List.of();
    }
    List<Origin> known = new ArrayList<>();
    for (int i = 0; i < origins.size(); i++) {
      Optional<Origin> origin = Origin.parse(origins.get(i));
      if (origin.isEmpty()) {
        errors.add(FieldError.expected(ORIGINS.at(i), origins.get(i), Origin.EXPECTED));
      } else if (known.contains(origin.get())) {
        errors.add(FieldError.expected(ORIGINS.at(i), origins.get(i), "each origin once"));
      } else {
        known.add(origin.get());
      }
    }
    return known;
  }
}
