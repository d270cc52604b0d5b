package dev.holdfast.domain.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.event.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewKeyTest {
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final ClientId SHOP = new ClientId(new UUID(0, 1));
  private static final KeyId ID = new KeyId(new UUID(0, 2));
  private static final NewKey ASKED = asking(null, "events:write", "box-office");

  private static NewKey asking(@Nullable Instant expiresAt, String... scopes) {
    return new NewKey("till", List.of(scopes), expiresAt);
  }

  private static ApiKey key(@Nullable Instant expiresAt, @Nullable Instant revokedAt) {
    return new ApiKey(
        new KeyId(UUID.randomUUID()),
        SHOP,
        null,
        Set.of(Scope.ADMIN),
        NOW.minusSeconds(60),
        expiresAt,
        revokedAt,
        null);
  }

  private static NewKey.Decision decide(NewKey asked, ApiKey... keys) {
    return asked.decide(ID, SHOP, List.of(keys), NOW);
  }

  private static List<String> errors(NewKey asked) {
    if (decide(asked) instanceof NewKey.Decision.Invalid(var errors)) {
      return errors.stream().map(FieldError::detail).toList();
    }
    throw new AssertionError("it can be: " + asked);
  }

  @Test
  void aKeyHasTheScopesThatWereAskedFor() {
    assertThat(decide(ASKED))
        .isEqualTo(
            new NewKey.Decision.Issued(
                new ApiKey(
                    ID,
                    SHOP,
                    "till",
                    Set.of(Scope.EVENTS_WRITE, Scope.BOX_OFFICE),
                    NOW,
                    null,
                    null,
                    null)));
  }

  @Test
  void twoLiveKeysAreTheMost() {
    assertThat(decide(ASKED, key(null, null))).isInstanceOf(NewKey.Decision.Issued.class);
    assertThat(decide(ASKED, key(null, null), key(NOW.plusNanos(1_000), null)))
        .isEqualTo(new NewKey.Decision.TooMany());
  }

  @Test
  void whatIsRevokedOrExpiredTakesNoPlace() {
    assertThat(decide(ASKED, key(null, null), key(null, NOW.minusSeconds(1)), key(NOW, null)))
        .isInstanceOf(NewKey.Decision.Issued.class);
  }

  @Test
  void aKeyIsLiveUntilTheInstantOfItsExpiry() {
    assertThat(key(NOW, null).isLive(NOW)).isFalse();
    assertThat(key(NOW, null).isLive(NOW.minusNanos(1))).isTrue();
    assertThat(key(NOW.plusSeconds(1), NOW).isLive(NOW)).isFalse();
  }

  @Test
  void everyDefectIsNamedWithWhatWasExpected() {
    assertThat(errors(asking(null)))
        .singleElement()
        .asString()
        .contains("scopes: none (expected: one or more of events:write, holds:write");
    assertThat(errors(asking(NOW, "admin", "tickets:write")))
        .hasSize(2)
        .first()
        .asString()
        .contains("scopes/1: tickets:write (expected: one of events:write");
    assertThat(errors(asking(NOW, "admin")))
        .singleElement()
        .asString()
        .contains("expiresAt: 2027-03-01T12:00:00Z (expected: later than 2027-03-01T12:00:00Z");
    assertThat(errors(asking(Settings.LATEST.plus(Duration.ofDays(1)), "admin"))).hasSize(1);
  }

  @Test
  void everyScopeIsFoundByItsName() {
    for (Scope scope : Scope.values()) {
      assertThat(Scope.named(scope.toString())).contains(scope);
    }
    assertThat(Scope.named("ADMIN")).isEmpty();
  }
}
