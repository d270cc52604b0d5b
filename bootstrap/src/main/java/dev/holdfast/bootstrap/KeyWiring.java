package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.in.Authentication;
import dev.holdfast.application.port.in.BuyerTokens;
import dev.holdfast.application.port.in.Clients;
import dev.holdfast.application.port.in.PageOrigins;
import dev.holdfast.application.port.in.RateLimits;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.service.Access;
import dev.holdfast.application.service.BuyerSignatures;
import dev.holdfast.application.service.BuyerTokenService;
import dev.holdfast.application.service.Catalogue;
import dev.holdfast.application.service.ClientService;
import dev.holdfast.application.service.Engines;
import dev.holdfast.application.service.HoldSecrets;
import dev.holdfast.application.service.Holders;
import dev.holdfast.application.service.KeyCheck;
import dev.holdfast.application.service.KeyHashes;
import dev.holdfast.application.service.KeyOrigins;
import dev.holdfast.application.service.PersonCheck;
import dev.holdfast.application.service.RateLimitService;
import dev.holdfast.domain.limit.Quotas;
import dev.holdfast.oidc.OidcTokens;
import dev.holdfast.redis.shared.RedisTokenBuckets;
import dev.holdfast.redis.shared.SharedRedis;
import io.quarkus.oidc.TenantIdentityProvider;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// Who calls and what they may do: clients, keys, buyer tokens, the secrets of holds, and limits.
final class KeyWiring {
  @Produces
  @Singleton
  KeyHashes keyHashes(Settings settings) {
    return new KeyHashes(settings.secretKeys());
  }

  @Produces
  @Singleton
  Clients clients(ClientStore store, KeyHashes hashes, Catalogue catalogue) {
    return new ClientService(
        store, hashes, id -> catalogue.event(id).isPresent(), new SecureRandom());
  }

  @Produces
  @Singleton
  PageOrigins pageOrigins(ClientStore store, Settings settings) {
    return new KeyOrigins(store, settings.pageOrigins(), System::nanoTime);
  }

  @Produces
  @Singleton
  BuyerSignatures buyerSignatures(Settings settings) {
    return new BuyerSignatures(settings.secretKeys());
  }

  @Produces
  @Singleton
  BuyerTokens buyerTokens(
      Catalogue catalogue, Access access, ClientStore clients, BuyerSignatures signatures) {
    return new BuyerTokenService(catalogue, access, clients, signatures, InstantSource.system());
  }

  @Produces
  @Singleton
  Authentication authentication(
      ClientStore store,
      KeyHashes hashes,
      BuyerSignatures buyers,
      TenantIdentityProvider oidc,
      HoldfastConfig config,
      Settings settings) {
    return new KeyCheck(
        store,
        hashes,
        buyers,
        config
            .oidc()
            .issuer()
            .map(_ -> new OidcTokens(oidc, config.oidc().clientClaim()))
            .map(provider -> new PersonCheck(provider, store, System::nanoTime))
            .orElse(null),
        settings.adminKeys(),
        InstantSource.system(),
        System::nanoTime,
        // One at a time, so that at most one of the readers looks for what may be made up.
        new Bulkhead(1, config.lanes().timeout()),
        task -> Thread.ofVirtual().start(task));
  }

  @Produces
  @Singleton
  RateLimits rateLimits(HoldfastConfig config, Settings settings, Optional<SharedRedis> redis) {
    return new RateLimitService(
        quotas(config.limits().address()),
        quotas(config.limits().client()),
        settings.secretKeys(),
        redis.map(RedisTokenBuckets::new).orElse(null));
  }

  private static Quotas quotas(HoldfastConfig.QuotasConfig quotas) {
    return new Quotas(quotas.browsing(), quotas.holding(), quotas.managing());
  }

  @Produces
  @Singleton
  HoldSecrets holdSecrets(Settings settings) {
    return new HoldSecrets(settings.secretKeys());
  }

  @Produces
  @Singleton
  Holders holders(Settings settings, HoldfastConfig config) {
    return new Holders(
        settings.secretKeys(), config.countAddresses(), () -> LocalDate.now(ZoneOffset.UTC));
  }

  @Produces
  @Singleton
  Access access(Engines engines, HoldSecrets secrets, Holders holders) {
    return new Access(engines, secrets, holders);
  }
}
