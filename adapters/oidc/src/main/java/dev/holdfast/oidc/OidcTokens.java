package dev.holdfast.oidc;

import dev.holdfast.application.port.out.IdentityProvider;
import dev.holdfast.application.port.out.ProviderUnavailable;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Verifies tokens with the keys of the provider, which are fetched with the first token, and again
/// when a token names a key that is not known.
public final class OidcTokens implements IdentityProvider {
  /// How long a token waits for the provider.
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /// How long nobody asks a provider again that could not be reached.
  private static final Duration REST = Duration.ofSeconds(1);

  private final TenantIdentityProvider tokens;
  private final String clientClaim;
  private volatile boolean hasKeys;
  private long mayAskAt = System.nanoTime();

  /// @param clientClaim the claim that names the client
  public OidcTokens(TenantIdentityProvider tokens, String clientClaim) {
    this.tokens = tokens;
    this.clientClaim = clientClaim;
  }

  @Override
  public Optional<SignedIn> read(String token) {
    return hasKeys ? verify(token) : verifyFirst(token);
  }

  /// Whoever comes meanwhile waits, so that strangers can't make this service send requests.
  private synchronized Optional<SignedIn> verifyFirst(String token) {
    if (!hasKeys && System.nanoTime() - mayAskAt < 0) {
      throw new ProviderUnavailable("the identity provider could not be reached", null);
    }
    try {
      Optional<SignedIn> read = verify(token);
      hasKeys = true;
      return read;
    } catch (ProviderUnavailable e) {
      mayAskAt = System.nanoTime() + REST.toNanos();
      throw e;
    }
  }

  private Optional<SignedIn> verify(String token) {
    try {
      return Optional.of(
          signedIn(tokens.authenticate(new AccessTokenCredential(token)).await().atMost(TIMEOUT)));
    } catch (AuthenticationFailedException _) {
      return Optional.empty();
    } catch (RuntimeException e) {
      // What is wrong with a token is told by the exception above; the rest is of asking for keys.
      throw new ProviderUnavailable("the identity provider can't be reached", e);
    }
  }

  private SignedIn signedIn(SecurityIdentity identity) {
    var token = (JsonWebToken) identity.getPrincipal();
    Object client = token.getClaim(clientClaim);
    return new SignedIn(
        token.getSubject(), client instanceof String text ? text : null, identity.getRoles());
  }
}
