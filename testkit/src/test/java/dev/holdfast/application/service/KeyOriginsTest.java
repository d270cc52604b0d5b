package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.in.Clients.Issue;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.testkit.InMemoryClientStore;
import dev.holdfast.testkit.Samples;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// From which pages browsers may call the API.
class KeyOriginsTest {
  private static final Origin SHOP = new Origin("https://shop.example");
  private static final Origin CONFIGURED = new Origin("http://localhost:8000");

  private final Instant now = Instant.parse("2027-03-01T12:00:00Z");
  private long nanos = -50;
  private final InMemoryClientStore store = new InMemoryClientStore(() -> now);
  private final ClientService clients =
      new ClientService(
          store, new KeyHashes(List.of(new byte[32])), _ -> false, new SecureRandom());
  private final KeyOrigins origins = new KeyOrigins(store, Set.of(CONFIGURED), () -> nanos);

  private ApiKey keyForPagesOf(Origin origin) {
    if (!(clients.create("Shop", null) instanceof Creation.Created<Client>(Client client, _))) {
      throw new AssertionError("no client");
    }
    return keyForPagesOf(client.id(), origin);
  }

  private ApiKey keyForPagesOf(ClientId client, Origin origin) {
    var asked = Samples.publishableKey(origin.value());
    if (clients.issue(client, asked, null) instanceof Issue.Issued(ApiKey key, _)) {
      return key;
    }
    throw new AssertionError("not issued");
  }

  @Test
  void anOriginIsLetInWhileAKeyIsForIt() {
    assertThat(origins.find(SHOP)).isFalse();
    ApiKey key = keyForPagesOf(SHOP);
    assertThat(origins.known(SHOP)).as("believed").contains(false);
    nanos += Duration.ofMillis(500).toNanos();
    assertThat(origins.known(SHOP)).isEmpty();
    assertThat(origins.find(SHOP)).isTrue();
    assertThat(origins.known(SHOP)).contains(true);
    nanos += Duration.ofMillis(500).toNanos();
    assertThat(origins.find(new Origin("https://evil.example"))).as("read anew").isFalse();

    clients.revoke(key.client(), key.id());
    nanos += Duration.ofMillis(500).toNanos();
    assertThat(origins.find(SHOP)).isFalse();
  }

  @Test
  void whatIsConfiguredIsKnownAtOnce() {
    assertThat(origins.known(CONFIGURED)).contains(true);
    assertThat(origins.find(CONFIGURED)).isTrue();
  }
}
