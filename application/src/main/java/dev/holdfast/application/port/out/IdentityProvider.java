package dev.holdfast.application.port.out;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who signs people in, and issues tokens to them.
public interface IdentityProvider {
  /// What a token says.
  ///
  /// @return empty if it is not valid: the provider has not signed it, it is for somebody else than
  ///     this service, or its time has not come or is over
  /// @throws ProviderUnavailable if that can't be known now
  Optional<SignedIn> read(String token);

  /// What a valid token says.
  ///
  /// @param subject the person, as the provider names nobody else
  /// @param client whom the person works for; null if the token does not say it
  /// @param scopes what the person may do, in words of which some may be no scopes of ours
  record SignedIn(String subject, @Nullable String client, Set<String> scopes) {
    public SignedIn {
      scopes = Set.copyOf(scopes);
    }
  }
}
