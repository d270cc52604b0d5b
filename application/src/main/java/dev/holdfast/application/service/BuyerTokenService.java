package dev.holdfast.application.service;

import dev.holdfast.application.port.in.BuyerTokens;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.BuyerPass;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.event.EventId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Serves {@link BuyerTokens}.
public final class BuyerTokenService implements BuyerTokens {
  private final Catalogue catalogue;
  private final Access access;
  private final ClientStore clients;
  private final BuyerSignatures signatures;
  private final InstantSource clock;

  public BuyerTokenService(
      Catalogue catalogue,
      Access access,
      ClientStore clients,
      BuyerSignatures signatures,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.access = access;
    this.clients = clients;
    this.signatures = signatures;
    this.clock = clock;
  }

  @Override
  public Made make(EventId event, BuyerPass.Asked asked, Caller caller) {
    ClientId client = caller.id();
    KeyId key = caller.key();
    if (client == null || key == null) {
      return new Made.NoClient();
    }
    if (catalogue.sale(event).filter(sale -> access.maySell(caller, sale)).isEmpty()) {
      return new Made.NoEvent();
    }
    Instant now = clock.instant();
    List<FieldError> errors = asked.errors(origins(client));
    if (!errors.isEmpty()) {
      return new Made.Invalid(errors);
    }
    BuyerPass pass = asked.toPass(key, event, now);
    return new Made.Token(pass, signatures.sign(pass));
  }

  /// Secret keys have none.
  private List<Origin> origins(ClientId client) {
    return clients.inUse(client).stream().map(ApiKey::origins).flatMap(List::stream).toList();
  }
}
