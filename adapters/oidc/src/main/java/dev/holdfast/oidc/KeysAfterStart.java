package dev.holdfast.oidc;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcRequestFilter;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Has the keys of the provider fetched with the first token, and not at the start, which would
/// fail if the provider's description can be read and its keys can't.
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.JWKS)
class KeysAfterStart implements OidcRequestFilter {
  private volatile boolean hasStarted;

  void started(@Observes StartupEvent event) {
    hasStarted = true;
  }

  @Override
  public Uni<Void> filter(OidcRequestFilterContext context) {
    return hasStarted
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(new OIDCException("the keys are fetched with the first token"));
  }
}
