package dev.holdfast.application.port.in;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.limit.Quotas;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who asks.
///
/// @param id the client whose key the request carried, or whom the person works for; null for the
///     admin key, for a person who administers, and without a key
/// @param key that key; null as well for a buyer token, and for a person. It is no key of a client
///     if the caller has the former admin key
/// @param person who has signed in, as the identity provider names them; null for all others
/// @param scopes what the key allows; none without a key, and for keys of browsers
/// @param limits the key's own; its client's where it has none
/// @param browser where the key is good; null unless it is for browsers
/// @param mandate the caps of what the key allows; null if there are none
/// @param holdSecret the hold secret that the request carried; null if it carried none
/// @param network where the request came from: an IPv4 address, or the /64 of an IPv6 address; null
///     if it did not come over a network
public record Caller(
    @Nullable ClientId id,
    @Nullable KeyId key,
    @Nullable String person,
    Set<Scope> scopes,
    Quotas limits,
    @Nullable Browser browser,
    @Nullable Mandated mandate,
    @Nullable String holdSecret,
    @Nullable String network) {
  private static final KeyId FORMER_ADMIN_KEY = new KeyId(new UUID(0, 0));

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /// Where a key for browsers is good.
  ///
  /// @param origins of the pages that may use it
  /// @param event the only one that it is for; null for all that its client sells
  /// @param customer whose holds it places; null if that is not known
  public record Browser(Set<Origin> origins, @Nullable EventId event, @Nullable String customer) {
    public Browser {
      origins = Set.copyOf(origins);
    }
  }

  /// The caps of what a key allows.
  ///
  /// @param key that has them, maybe by a token that it has made
  public record Mandated(KeyId key, Mandate mandate) {}

  /// Somebody without a key.
  public static Caller anybody() {
    return new Caller(null, null, null, Set.of(), Quotas.NONE, null, null, null, null);
  }

  /// Whoever has the admin key.
  public static Caller admin() {
    return admin(null);
  }

  /// Whoever has the admin key that is being replaced. Only the log tells it from the other.
  public static Caller formerAdmin() {
    return admin(FORMER_ADMIN_KEY);
  }

  private static Caller admin(@Nullable KeyId key) {
    return new Caller(null, key, null, Set.of(Scope.ADMIN), Quotas.NONE, null, null, null, null);
  }

  /// A person who has signed in.
  ///
  /// @param client that the person works for; null for none
  /// @param scopes what the person may do; with {@link Scope#ADMIN} if there is no client
  public static Caller person(String subject, @Nullable ClientId client, Set<Scope> scopes) {
    return new Caller(client, null, subject, scopes, Quotas.NONE, null, null, null, null);
  }

  /// The same with a hold secret.
  public Caller withHoldSecret(@Nullable String secret) {
    return new Caller(id, key, person, scopes, limits, browser, mandate, secret, network);
  }

  /// The same from somewhere.
  public Caller withNetwork(String from) {
    return new Caller(id, key, person, scopes, limits, browser, mandate, holdSecret, from);
  }

  /// Whether the request carried a key.
  public boolean hasKey() {
    return id != null || !scopes.isEmpty();
  }

  /// Whether nobody knows who it is: the request carried no key, or one that everybody can read.
  public boolean isPublic() {
    return !hasKey() || browser != null;
  }

  /// Whether the key that the request carried allows this; without a key, nothing is allowed so.
  public boolean may(Scope scope) {
    return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
  }

  /// Whether an event is the caller's own. To an administrator, every event is, and to a browser
  /// or a mandate none.
  public boolean owns(Event event) {
    return browser == null && mandate == null && (may(Scope.ADMIN) || isOf(event));
  }

  /// Whether the caller may hold seats of an event with its key, and sell them if the key allows
  /// it.
  ///
  /// @param now gives the event with the settings of now; asked only if it depends on them
  public boolean sells(Event event, Supplier<Event> now) {
    return reaches(event.id())
        && (owns(event)
            || isOf(event)
            || (id != null && now.get().settings().sellers().contains(id)));
  }

  /// Whether the key is for this event, among others. Without a key, the caller is for all.
  public boolean reaches(EventId event) {
    return browser == null || browser.event() == null || browser.event().equals(event);
  }

  /// Whose holds the caller places; null if the request says it, or nobody does.
  public @Nullable String customer() {
    return browser == null ? null : browser.customer();
  }

  /// Whether an event is of the client whose key the request carried, whatever that key allows.
  public boolean isOf(Event event) {
    return id != null && id.equals(event.owner());
  }

  /// Whose requests are counted together.
  public String client() {
    return isPublic() ? "public" : id == null ? "admin" : id.toString();
  }

  /// An idempotency key that the request carried. It is one of the client's, or of the mandate's
  /// own: no agent may have what its client or another agent has held, by repeating the request.
  ///
  /// @param fingerprint see {@link RequestKey#fingerprint}
  public RequestKey requestKey(String key, String fingerprint) {
    String sender = mandate == null || isPublic() ? client() : client() + "/" + mandate.key();
    return new RequestKey(sender, key, fingerprint);
  }

  /// Who it is, for the log: the client, and the key by its id or the person as the identity
  /// provider does.
  public String named() {
    if (FORMER_ADMIN_KEY.equals(key)) {
      return client() + " with the previous key";
    }
    return client()
        + (key == null ? "" : " with the key " + key)
        + (person == null ? "" : " through \"%s\"".formatted(person));
  }
}
