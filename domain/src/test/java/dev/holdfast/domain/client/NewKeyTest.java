package dev.holdfast.domain.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.Texts;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.limit.Quotas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewKeyTest {
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final ClientId SHOP = new ClientId(new UUID(0, 1));
  private static final KeyId ID = new KeyId(new UUID(0, 2));
  private static final NewKey ASKED = asking(null, "events:write", "box-office");

  private static NewKey asking(@Nullable Instant expiresAt, String... scopes) {
    return new NewKey("secret", "till", List.of(scopes), List.of(), expiresAt, Quotas.NONE, null);
  }

  private static ApiKey key(@Nullable Instant expiresAt, @Nullable Instant revokedAt) {
    return key(expiresAt, revokedAt, null);
  }

  private static ApiKey key(
      @Nullable Instant expiresAt, @Nullable Instant revokedAt, @Nullable Mandate mandate) {
    return new ApiKey(
        new KeyId(UUID.randomUUID()),
        SHOP,
        KeyKind.SECRET,
        null,
        Set.of(Scope.ADMIN),
        List.of(),
        NOW.minusSeconds(60),
        expiresAt,
        revokedAt,
        null,
        Quotas.NONE,
        mandate);
  }

  private static NewKey.Decision decide(NewKey asked, ApiKey... keys) {
    return asked.decide(ID, SHOP, true, List.of(keys), NOW);
  }

  private static List<String> errors(NewKey asked) {
    return errors(decide(asked));
  }

  private static List<String> errors(NewKey.Decision decision) {
    if (decision instanceof NewKey.Decision.Invalid(var errors)) {
      return errors.stream().map(FieldError::detail).toList();
    }
    throw new AssertionError("it can be: " + decision);
  }

  @Test
  void aKeyHasTheScopesThatWereAskedFor() {
    assertThat(decide(ASKED))
        .isEqualTo(
            new NewKey.Decision.Issued(
                new ApiKey(
                    ID,
                    SHOP,
                    KeyKind.SECRET,
                    "till",
                    Set.of(Scope.EVENTS_WRITE, Scope.BOX_OFFICE),
                    List.of(),
                    NOW,
                    null,
                    null,
                    null,
                    Quotas.NONE,
                    null)));
  }

  @Test
  void twoLiveKeysAreTheMost() {
    assertThat(decide(ASKED, key(null, null))).isInstanceOf(NewKey.Decision.Issued.class);
    assertThat(decide(ASKED, key(null, null), key(NOW.plusNanos(1_000), null)))
        .isEqualTo(new NewKey.Decision.TooMany(KeyKind.SECRET, false));
  }

  @Test
  void whatIsRevokedOrExpiredTakesNoPlace() {
    assertThat(decide(ASKED, key(null, null), key(null, NOW.minusSeconds(1)), key(NOW, null)))
        .isInstanceOf(NewKey.Decision.Issued.class);
  }

  private static ApiKey mandated(Instant until) {
    var event = new EventId(new UUID(0, 3));
    return key(null, null, new Mandate(event, 1, 0, Currency.getInstance("EUR"), until));
  }

  @Test
  void aMandateTakesNoPlaceOfOtherKeysAndAHundredAreTheMost() {
    Instant later = NOW.plusSeconds(1);
    NewKey asked =
        new NewKey(
            "secret",
            null,
            List.of("holds:write"),
            List.of(),
            null,
            Quotas.NONE,
            new Mandate.Asked(new EventId(new UUID(0, 3)), 1, 0L, "EUR", later));
    ApiKey over = mandated(NOW);
    List<ApiKey> others = new ArrayList<>(List.of(key(null, null), over, over));
    others.addAll(Collections.nCopies(99, mandated(later)));
    assertThat(decide(ASKED, others.toArray(ApiKey[]::new)))
        .isInstanceOf(NewKey.Decision.Issued.class);
    others.add(key(null, null));
    assertThat(decide(ASKED, others.toArray(ApiKey[]::new)))
        .isEqualTo(new NewKey.Decision.TooMany(KeyKind.SECRET, false));
    assertThat(decide(asked, others.toArray(ApiKey[]::new)))
        .isInstanceOf(NewKey.Decision.Issued.class);
    others.add(mandated(later));
    assertThat(decide(asked, others.toArray(ApiKey[]::new)))
        .isEqualTo(new NewKey.Decision.TooMany(KeyKind.SECRET, true));
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

  private static NewKey publishable(List<String> scopes, String... origins) {
    return new NewKey("publishable", null, scopes, List.of(origins), null, Quotas.NONE, null);
  }

  @Test
  void aPublishableKeyHasOriginsAndNoScopes() {
    assertThat(decide(publishable(List.of(), "https://shop.example", "http://localhost:8000")))
        .isEqualTo(
            new NewKey.Decision.Issued(
                new ApiKey(
                    ID,
                    SHOP,
                    KeyKind.PUBLISHABLE,
                    null,
                    Set.of(),
                    List.of(
                        new Origin("https://shop.example"), new Origin("http://localhost:8000")),
                    NOW,
                    null,
                    null,
                    null,
                    Quotas.NONE,
                    null)));
    assertThat(errors(publishable(List.of("holds:write"), "https://shop.example")))
        .containsExactly("scopes: 1 (expected: none, for a publishable key)");
    assertThat(errors(publishable(List.of())))
        .containsExactly("origins: 0 (expected: 1..20 origins)");
    String[] many =
        IntStream.range(0, 21)
            .mapToObj("https://shop-%d.example"::formatted)
            .toArray(String[]::new);
    assertThat(errors(publishable(List.of(), many)))
        .containsExactly("origins: 21 (expected: 1..20 origins)");
    assertThat(errors(publishable(List.of(), "https://a.example", "https://a.example")))
        .containsExactly("origins/1: https://a.example (expected: each origin once)");
    assertThat(
            errors(
                new NewKey(
                    "secret",
                    null,
                    List.of("admin"),
                    List.of("https://a.example"),
                    null,
                    Quotas.NONE,
                    null)))
        .containsExactly("origins: 1 (expected: none, for a secret key)");
    assertThat(errors(new NewKey("buyer", null, List.of(), List.of(), null, Quotas.NONE, null)))
        .containsExactly("kind: buyer (expected: secret or publishable)");
  }

  @Test
  void aSecretKeyMayHaveLimitsOfItsOwn() {
    var limits = new Quotas(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(600));
    var asked = new NewKey("secret", null, List.of("admin"), List.of(), null, limits, null);
    if (!(decide(asked) instanceof NewKey.Decision.Issued(ApiKey key))) {
      throw new AssertionError("it can be");
    }
    assertThat(key.limits()).isEqualTo(limits);
    var wrong = new Quotas(OptionalInt.of(0), OptionalInt.of(-1), OptionalInt.empty());
    assertThat(errors(new NewKey("secret", null, List.of("admin"), List.of(), null, wrong, null)))
        .containsExactly("browsing: 0 (expected: 1 or more)", "holding: -1 (expected: 1 or more)");
    assertThat(
            errors(
                new NewKey(
                    "publishable", null, List.of(), List.of("https://a"), null, limits, null)))
        .containsExactly("limits: given (expected: none, for a publishable key)");
  }

  @Test
  void keysOfEachKindAreCountedApart() {
    assertThat(
            decide(
                publishable(List.of(), "https://shop.example"), key(null, null), key(null, null)))
        .isInstanceOf(NewKey.Decision.Issued.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example.org", "http://localhost:8000", "https://xn--bcher-kva.example:8443",
        "http://127.0.0.1:8080", "https://[2001:db8::1]:444", "http://a:443"
      })
  void anOriginIsWrittenAsBrowsersDo(String text) {
    assertThat(Origin.parse(text)).contains(new Origin(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "*",
        "shop.example",
        "https://",
        "https://shop.example/",
        "https://*.example",
        "https://Shop.example",
        "https://shop.example:443",
        "http://shop.example:80",
        "ftp://a",
        "https://shop.example:0443",
        "https://shop.example:70000",
        "https://user@shop.example",
        "https://shop.example\n",
        "https://büch.example",
        "https://-a",
        "https://a b"
      })
  void anythingElseIsNoOrigin(String text) {
    assertThat(Origin.parse(text)).isEmpty();
    assertThat(errors(publishable(List.of(), text)))
        .singleElement()
        .asString()
        .startsWith("origins/0: " + Texts.shown(text, 100) + " (expected: an origin");
  }

  @Test
  void everyScopeIsFoundByItsName() {
    for (Scope scope : Scope.values()) {
      assertThat(Scope.named(scope.toString())).contains(scope);
    }
    assertThat(Scope.named("ADMIN")).isEmpty();
  }

  private static List<String> errors(List<String> scopes, Mandate.Asked mandate) {
    return errors(new NewKey("secret", null, scopes, List.of(), null, Quotas.NONE, mandate));
  }

  @Test
  void aMandateNamesAllOfItsCapsAndIsForKeysThatCanNotEscapeThem() {
    var event = new EventId(UUID.randomUUID());
    Instant later = NOW.plusSeconds(1);
    var wrong =
        new NewKey(
            "secret",
            null,
            List.of("holds:write"),
            List.of(),
            null,
            Quotas.NONE,
            new Mandate.Asked(event, 0, null, "XXX", NOW));
    assertThat(errors(wrong.decide(ID, SHOP, false, List.of(), NOW)))
        .containsExactly(
            "eventId: %s (expected: an existing event)".formatted(event),
            "maxSeats: 0 (expected: 1 or more)",
            "maxTotal: absent (expected: a whole number >= 0)",
            "currency: XXX (expected: an ISO 4217 code, such as EUR)",
            "until: %s (expected: later than %s, at most 9999-12-31T00:00:00Z)"
                .formatted(NOW, NOW));
    for (String scope : List.of("admin", "events:write", "box-office")) {
      assertThat(errors(List.of(scope), new Mandate.Asked(event, 1, 0L, "EUR", later)))
          .containsExactly(
              "mandate: with the scopes "
                  + scope
                  + " (expected: none but holds:write, reservations:confirm, reservations:read)");
    }
    assertThat(
            errors(
                new NewKey(
                    "publishable",
                    null,
                    List.of(),
                    List.of("https://a.example"),
                    null,
                    Quotas.NONE,
                    new Mandate.Asked(event, 1, 0L, "EUR", later))))
        .containsExactly("mandate: given (expected: none, for a publishable key)");
  }
}
