package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Mandated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may do what with holds and reservations.
public final class Access {
  private final Engines engines;
  private final HoldSecrets secrets;
  private final Holders holders;

  public Access(Engines engines, HoldSecrets secrets, Holders holders) {
    this.engines = engines;
    this.secrets = secrets;
    this.holders = holders;
  }

  /// Whether a caller may touch a hold, or the reservation that it became: by the hold's secret, or
  /// by a key with this scope, if the event belongs to the caller, or the hold does.
  boolean admits(Caller caller, Sale sale, HoldId hold, Scope scope) {
    return caller.reaches(sale.event().id())
        && (knowsSecret(caller, hold)
            || (caller.may(scope) && (caller.owns(sale.event()) || isOwn(caller, sale, hold))));
  }

  /// Whether that depends on the event. Whoever guesses secrets does not make anybody look for it.
  boolean mightAdmit(Caller caller, HoldId hold, Scope scope) {
    return caller.may(scope) || knowsSecret(caller, hold);
  }

  private boolean knowsSecret(Caller caller, HoldId hold) {
    String secret = caller.holdSecret();
    return secret != null && secrets.isSecretOf(hold, secret);
  }

  /// Whether the caller's client has placed a hold, and by the caller's mandate if it has one.
  private boolean isOwn(Caller caller, Sale sale, HoldId hold) {
    ClientId client = caller.id();
    Mandated mandated = holders.mandated(caller);
    return client != null
        && engines
            .of(sale)
            .records()
            .hold(sale, hold)
            .map(view -> view.hold().terms().holder())
            .filter(
                holder ->
                    mandated == null
                        ? client.equals(holder.client())
                        : mandated.holder().equals(holder))
            .isPresent();
  }

  /// Whether a caller may hold seats of an event: without a key, or if the event is the caller's to
  /// sell.
  boolean maySell(Caller caller, Sale sale) {
    return !caller.hasKey() || sells(caller, sale);
  }

  /// Whose holds of an event a caller may list, and the reservations that they became.
  ///
  /// @param client null for anybody's
  record Listed(@Nullable ClientId client) {}

  /// Whose holds of an event a caller with a key may list; empty if it may not sell the event, or
  /// has a mandate.
  Optional<Listed> listed(Caller caller, Sale sale) {
    if (caller.owns(sale.event())) {
      return Optional.of(new Listed(null));
    }
    return !caller.isPublic() && caller.mandate() == null && sells(caller, sale)
        ? Optional.of(new Listed(caller.id()))
        : Optional.empty();
  }

  /// Whether a caller sells by no more right than a browser has: without a key with the scope, or
  /// with one of somebody who may not sell the event, nor has placed the hold.
  boolean isBrowser(Caller caller, Sale sale, HoldId hold) {
    return !caller.may(Scope.RESERVATIONS_CONFIRM)
        || !(sells(caller, sale) || isOwn(caller, sale, hold));
  }

  private boolean sells(Caller caller, Sale sale) {
    return caller.sells(sale.event(), () -> engines.of(sale).views().current(sale).event());
  }
}
