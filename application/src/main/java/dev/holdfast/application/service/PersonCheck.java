package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.IdentityProvider;
import dev.holdfast.application.port.out.IdentityProvider.SignedIn;
import dev.holdfast.domain.Texts;
import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.Scope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Tells who sends a token of the identity provider.
///
/// The person acts for the client that the token names. Only administrators need none. Of a valid
/// token, what was found is believed for half a second, as of a key, since each request asks more
/// than once.
public final class PersonCheck {
  private static final Logger LOG = System.getLogger(PersonCheck.class.getName());

  /// How a JSON object begins in base64, and so the header of each token.
  private static final String BEGINNING = "eyJ";

  private static final Duration BELIEVED = Duration.ofMillis(500);
  private static final int MOST_KEPT = 1_000;

  /// As many as OpenID Connect allows. It is written into the log.
  private static final int MOST_OF_A_SUBJECT = 255;

  private final IdentityProvider provider;
  private final ClientStore clients;
  private final LongSupplier clock;
  private final RecentlyUsed<String, Found> valid = new RecentlyUsed<>(MOST_KEPT, _ -> 1);

  private record Found(Caller caller, long at) {}

  /// @param clock in nanoseconds since any time
  public PersonCheck(IdentityProvider provider, ClientStore clients, LongSupplier clock) {
    this.provider = provider;
    this.clients = clients;
    this.clock = clock;
  }

  /// Whether this might be a token of an identity provider. No key begins like it.
  static boolean isToken(String text) {
    return text.startsWith(BEGINNING);
  }

  /// Who sends this token; empty if it is not valid, or for nobody here.
  Optional<Caller> caller(String token) {
    long now = clock.getAsLong();
    return valid
        .known(token)
        .filter(found -> now - found.at() < BELIEVED.toNanos())
        .or(() -> found(token, now))
        .map(Found::caller);
  }

  private Optional<Found> found(String token, long now) {
    Optional<Found> found =
        provider
            .read(token)
            .filter(person -> Texts.isLine(person.subject(), MOST_OF_A_SUBJECT))
            .flatMap(this::caller)
            .map(caller -> new Found(caller, now));
    found.ifPresent(it -> valid.keep(token, it));
    return found;
  }

  private Optional<Caller> caller(SignedIn person) {
    Set<Scope> scopes =
        person.scopes().stream()
            .flatMap(name -> Scope.named(name).stream())
            .collect(Collectors.toSet());
    String named = person.client();
    if (named == null) {
      LOG.log(Level.DEBUG, "a token names no client (expected: one, or the scope admin)");
      return scopes.contains(Scope.ADMIN)
          ? Optional.of(Caller.person(person.subject(), null, scopes))
          : Optional.empty();
    }
    Optional<ClientId> client =
        Uuids.parse(named).map(ClientId::new).flatMap(clients::find).map(Client::id);
    if (client.isEmpty()) {
      LOG.log(Level.DEBUG, "a token names no client that there is (expected: the id of one)");
    }
    return client.map(id -> Caller.person(person.subject(), id, scopes));
  }
}
