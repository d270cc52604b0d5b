package dev.holdfast.application.port.in;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.Event;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who asks.
///
/// @param id the client whose key the request carried; null for the admin key, and without a key
/// @param scopes what the key allows; none if the request carried no key
/// @param holdSecret the hold secret that the request carried; null if it carried none
public record Caller(@Nullable ClientId id, Set<Scope> scopes, @Nullable String holdSecret) {
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /// Somebody without a key.
  public static Caller anybody() {
    return new Caller(null, Set.of(), null);
  }

  /// Whoever has the admin key.
  public static Caller admin() {
    return new Caller(null, Set.of(Scope.ADMIN), null);
  }

  /// The same with a hold secret.
  public Caller withHoldSecret(@Nullable String secret) {
    return new Caller(id, scopes, secret);
  }

  /// Whether the request carried a key.
  public boolean hasKey() {
    return id != null || !scopes.isEmpty();
  }

  /// Whether the key that the request carried allows this; without a key, nothing is allowed so.
  public boolean may(Scope scope) {
    return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
  }

  /// Whether an event is the caller's own. To an administrator, every event is.
  public boolean owns(Event event) {
    return may(Scope.ADMIN) || (id != null && id.equals(event.owner()));
  }

  /// Whether the caller may hold and sell seats of an event with a key.
  ///
  /// @param event with the settings of now
  public boolean sells(Event event) {
    return owns(event) || (id != null && event.settings().sellers().contains(id));
  }

  /// Whose idempotency keys the request's belongs to, and whose requests are counted together.
  public String client() {
    return id == null ? hasKey() ? "admin" : "public" : id.toString();
  }
}
