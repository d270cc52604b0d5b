package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.IdentityProvider;
import dev.holdfast.application.port.out.ProviderUnavailable;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.testkit.InMemoryClientStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Telling who sends a token of the identity provider.
class PersonCheckTest {
  private static final ClientId SHOP = new ClientId(new UUID(7, 7));

  private final InMemoryClientStore clients = new InMemoryClientStore(() -> Instant.EPOCH);
  private final Map<String, IdentityProvider.SignedIn> valid = new HashMap<>();
  private long nanos = -50;
  private int asked;
  private boolean isAway;
  private final PersonCheck check = new PersonCheck(this::read, clients, () -> nanos);

  PersonCheckTest() {
    clients.add(new Client(SHOP, "Shop"), null);
  }

  private Optional<IdentityProvider.SignedIn> read(String token) {
    asked++;
    if (isAway) {
      throw new ProviderUnavailable("away", null);
    }
    return Optional.ofNullable(valid.get(token));
  }

  private Optional<Caller> caller(@Nullable String client, String... scopes) {
    return person("ada", client, scopes);
  }

  private Optional<Caller> person(String subject, @Nullable String client, String... scopes) {
    String token = "eyJ" + valid.size();
    valid.put(token, new IdentityProvider.SignedIn(subject, client, Set.of(scopes)));
    return check.caller(token);
  }

  @Test
  void aPersonActsForTheClientWithTheScopesThatThereAre() {
    assertThat(caller(SHOP.toString(), "openid", "box-office", "Admin"))
        .contains(Caller.person("ada", SHOP, Set.of(Scope.BOX_OFFICE)));
    assertThat(caller(SHOP.toString()))
        .hasValueSatisfying(person -> assertThat(person.isPublic()).isFalse());
  }

  @Test
  void whoeverActsForNobodyIsRefusedUnlessItIsAnAdministrator() {
    assertThat(caller(null, "box-office", "holds:write")).isEmpty();
    assertThat(caller(null)).isEmpty();
    assertThat(caller("shop", "admin")).isEmpty();
    assertThat(caller(new UUID(8, 8).toString(), "admin")).isEmpty();
    assertThat(caller(null, "admin", "box-office"))
        .contains(Caller.person("ada", null, Set.of(Scope.ADMIN, Scope.BOX_OFFICE)));
  }

  @Test
  void aPersonIsNamedInALineOfTheLog() {
    for (String subject : new String[] {"a\nb", "", "a".repeat(256)}) {
      assertThat(person(subject, SHOP.toString(), "box-office")).as(subject).isEmpty();
    }
    assertThat(person("a".repeat(255), SHOP.toString()).orElseThrow().named())
        .isEqualTo("%s through \"%s\"".formatted(SHOP, "a".repeat(255)));
  }

  @Test
  void aValidTokenIsBelievedForHalfASecondAndAnotherNotAtAll() {
    caller(SHOP.toString(), "box-office");
    nanos += Duration.ofMillis(500).toNanos() - 1;
    assertThat(check.caller("eyJ0")).isPresent();
    assertThat(asked).isEqualTo(1);

    valid.clear();
    nanos++;
    assertThat(check.caller("eyJ0")).isEmpty();
    assertThat(check.caller("eyJ0")).isEmpty();
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void whoCannotBeCheckedIsNeitherLetInNorRefused() {
    isAway = true;
    assertThatThrownBy(() -> check.caller("eyJ0")).isInstanceOf(Unavailable.class);
  }
}
