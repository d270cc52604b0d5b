package dev.holdfast.domain.client;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.event.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key as somebody asks for it, before it is known that it can be.
///
/// @param name for people; null if it is to have none
/// @param scopes names of scopes
/// @param expiresAt the first instant at which it is not valid any more; null for never
public record NewKey(@Nullable String name, List<String> scopes, @Nullable Instant expiresAt) {
  /// How many live keys a client may have: the one that it uses, and the one that takes its place.
  public static final int MOST_LIVE = 2;

  private static final FieldPath SCOPES = FieldPath.of("scopes");

  public NewKey {
    scopes = List.copyOf(scopes);
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

    /// The client has as many live keys as it may have.
    record TooMany() implements Decision {}
  }

  /// Decides whether this becomes a key.
  ///
  /// @param id the key's
  /// @param client whose key it is to be
  /// @param keys all that the client has, live or not
  public Decision decide(KeyId id, ClientId client, Collection<ApiKey> keys, Instant now) {
    List<FieldError> errors = new ArrayList<>();
    Set<Scope> known = scopes(errors);
    if (expiresAt != null && (!expiresAt.isAfter(now) || expiresAt.isAfter(Settings.LATEST))) {
      errors.add(
          FieldError.expected(
              FieldPath.of("expiresAt"),
              expiresAt,
              "later than " + now + ", at most " + Settings.LATEST));
    }
    if (!errors.isEmpty()) {
      return new Decision.Invalid(errors);
    }
    return keys.stream().filter(key -> key.isLive(now)).count() < MOST_LIVE
        ? new Decision.Issued(new ApiKey(id, client, name, known, now, expiresAt, null, null))
        : new Decision.TooMany();
  }

  private Set<Scope> scopes(List<FieldError> errors) {
    if (scopes.isEmpty()) {
      errors.add(FieldError.expected(SCOPES, "none", "one or more of " + Scope.names()));
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
}
