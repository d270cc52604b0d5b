package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String SHORT_KEY = Base64.getEncoder().encodeToString(new byte[31]);
  private static final String ADMIN_KEY = "0123456789abcdef0123456789abcdef";

  private static final int CONNECTIONS = 16;

  private static final Sweeping SWEEP = new Sweeping("1s", 256);
  private static final Purging PURGE = new Purging("10m", Duration.ofHours(25), Duration.ofDays(2));
  private static final Waiting LANES =
      new Waiting(OptionalInt.empty(), 1024, 256, 4, Duration.ofSeconds(5));
  private static final Quotas UNLIMITED =
      new Quotas(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
  private static final Limits LIMITS = new Limits(UNLIMITED, UNLIMITED);
  private static final Canaries NO_CANARY = new Canaries(Optional.empty(), "1m");
  private static final Watchers WATCHERS = new Watchers(1, Duration.ofSeconds(15));

  private record Config(
      Optional<String> adminKey,
      Optional<String> adminKeyPrevious,
      Optional<List<String>> secretKeys,
      boolean samples,
      LedgerKind ledger,
      HoldfastConfig.SweepConfig sweep,
      HoldfastConfig.PurgeConfig purge,
      HoldfastConfig.LanesConfig lanes,
      HoldfastConfig.WatchersConfig watchers,
      HoldfastConfig.LimitsConfig limits,
      HoldfastConfig.CanaryConfig canary)
      implements HoldfastConfig {
    @Override
    public Duration warmUp() {
      return Duration.ofSeconds(20);
    }

    @Override
    public boolean countAddresses() {
      return true;
    }

    @Override
    public ReconcileConfig reconcile() {
      return () -> "1m";
    }

    @Override
    public AuditConfig audit() {
      return new Auditing("1s", 1);
    }

    @Override
    public CorsConfig cors() {
      return Optional::empty;
    }

    @Override
    public OidcConfig oidc() {
      return new Oidc(Optional.empty(), Optional.empty());
    }

    @Override
    public FeedConfig feed() {
      return () -> Duration.ofDays(30);
    }

    @Override
    public WebhooksConfig webhooks() {
      return () -> false;
    }

    @Override
    public ClientsConfig clients() {
      return new Clients(Duration.ofSeconds(10), 500);
    }

    @Override
    public AgentsConfig agents() {
      return () -> true;
    }
  }

  private record Auditing(String every, int percent) implements HoldfastConfig.AuditConfig {}

  private record Canaries(Optional<String> event, String every)
      implements HoldfastConfig.CanaryConfig {}

  private record Clients(Duration timeout, int downloads) implements HoldfastConfig.ClientsConfig {}

  private record Oidc(Optional<String> issuer, Optional<String> audience)
      implements HoldfastConfig.OidcConfig {
    @Override
    public List<String> scopeClaims() {
      return List.of("scope");
    }

    @Override
    public String clientClaim() {
      return "holdfast_client";
    }
  }

  private record Sweeping(String every, int batch) implements HoldfastConfig.SweepConfig {}

  private record Purging(String every, Duration keysAfter, Duration holdsAfter)
      implements HoldfastConfig.PurgeConfig {}

  private record Waiting(
      OptionalInt count, int queue, int batch, int contendedEvents, Duration timeout)
      implements HoldfastConfig.LanesConfig {}

  private record Watchers(int max, Duration heartbeat) implements HoldfastConfig.WatchersConfig {}

  private record Limits(Quotas address, Quotas client) implements HoldfastConfig.LimitsConfig {}

  private record Quotas(OptionalInt browsing, OptionalInt holding, OptionalInt managing)
      implements HoldfastConfig.QuotasConfig {}

  private static Settings settings(@Nullable String adminKey, String host, String... secretKeys) {
    return replacing(adminKey, null, host, secretKeys);
  }

  private static Settings replacing(
      @Nullable String adminKey, @Nullable String previous, String host, String... secretKeys) {
    return Settings.of(
        new Config(
            Optional.ofNullable(adminKey),
            Optional.ofNullable(previous),
            Optional.of(List.of(secretKeys)),
            false,
            LedgerKind.POSTGRES,
            SWEEP,
            PURGE,
            LANES,
            WATCHERS,
            LIMITS,
            NO_CANARY),
        host,
        CONNECTIONS,
        false);
  }

  private static ThrowableAssert.ThrowingCallable settings(
      Sweeping sweep, Purging purge, Waiting lanes, Watchers watchers) {
    return () ->
        settings(LedgerKind.POSTGRES, sweep, purge, lanes, watchers, /* hasRedis= */ false);
  }

  private static Settings settings(LedgerKind ledger, Waiting lanes, boolean hasRedis) {
    return settings(ledger, SWEEP, PURGE, lanes, WATCHERS, hasRedis);
  }

  private static Settings settings(
      LedgerKind ledger,
      Sweeping sweep,
      Purging purge,
      Waiting lanes,
      Watchers watchers,
      boolean hasRedis) {
    var config =
        new Config(
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(KEY)),
            false,
            ledger,
            sweep,
            purge,
            lanes,
            watchers,
            LIMITS,
            NO_CANARY);
    return Settings.of(config, "127.0.0.1", CONNECTIONS, hasRedis);
  }

  @Test
  void holdsAreInRedisOnlyIfThereIsOne() {
    assertThatThrownBy(() -> settings(LedgerKind.REDIS, LANES, false))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "QUARKUS_REDIS_HOSTS: absent (expected: such as redis://:password@host:6379, while"
                + " holdfast.ledger is redis)");
    assertThatCode(() -> settings(LedgerKind.REDIS, LANES, true)).doesNotThrowAnyException();
  }

  @Test
  void lanesAndSweepsNeedSomethingToDo() {
    Duration timeout = LANES.timeout();
    assertThatThrownBy(settings(new Sweeping("1s", 0), PURGE, LANES, WATCHERS))
        .hasMessage("holdfast.sweep.batch: 0 (expected: >= 1)");
    assertThatThrownBy(
            settings(SWEEP, PURGE, new Waiting(OptionalInt.of(0), 1, 1, 1, timeout), WATCHERS))
        .hasMessage("holdfast.lanes.count: 0 (expected: >= 1)");
    assertThatThrownBy(
            settings(SWEEP, PURGE, new Waiting(OptionalInt.of(1), 0, 1, 1, timeout), WATCHERS))
        .hasMessage("holdfast.lanes.queue: 0 (expected: >= 1)");
    assertThatThrownBy(
            settings(SWEEP, PURGE, new Waiting(OptionalInt.of(1), 1, -1, 1, timeout), WATCHERS))
        .hasMessage("holdfast.lanes.batch: -1 (expected: >= 1)");
    assertThatThrownBy(
            settings(SWEEP, PURGE, new Waiting(OptionalInt.of(1), 1, 1, 0, timeout), WATCHERS))
        .hasMessage("holdfast.lanes.contended-events: 0 (expected: >= 1)");
    assertThatThrownBy(
            settings(
                SWEEP,
                PURGE,
                new Waiting(OptionalInt.of(1), 1, 1, 1, Duration.ofMillis(999)),
                WATCHERS))
        .hasMessage("holdfast.lanes.timeout: PT0.999S (expected: >= PT1S)");
  }

  @Test
  void whoeverKeepsAConnectionForLongFindsOne() {
    Duration timeout = LANES.timeout();
    assertThatCode(
            settings(SWEEP, PURGE, new Waiting(OptionalInt.of(8), 1, 1, 4, timeout), WATCHERS))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            settings(SWEEP, PURGE, new Waiting(OptionalInt.of(9), 1, 1, 4, timeout), WATCHERS))
        .hasMessage(
            "quarkus.datasource.jdbc.max-size: 16 (expected: >= 17, for 9 lanes, 4 contended"
                + " events, 3 others and 1 reader)");
  }

  @Test
  void whatIsLeftOfTheConnectionsIsForReaders() {
    var two = new Waiting(OptionalInt.of(2), 1, 1, 4, LANES.timeout());
    assertThat(settings(LedgerKind.POSTGRES, two, false).readers()).isEqualTo(16 - 2 - 4 - 3);
    assertThat(settings(LedgerKind.POSTGRES, two, true).readers()).isEqualTo(16 - 4 - 4 - 3);
  }

  @Test
  void withRedisTheSameNumberOfLanesIsThereTwice() {
    Duration timeout = LANES.timeout();
    var four = new Waiting(OptionalInt.of(4), 1, 1, 4, timeout);
    assertThat(settings(LedgerKind.POSTGRES, four, true).lanes()).isEqualTo(4);
    var five = new Waiting(OptionalInt.of(5), 1, 1, 4, timeout);
    assertThatThrownBy(() -> settings(LedgerKind.POSTGRES, five, true))
        .hasMessage(
            "quarkus.datasource.jdbc.max-size: 16 (expected: >= 18, for 10 lanes, 4 contended"
                + " events, 3 others and 1 reader)");
  }

  @Test
  void thereAreAsManyLanesAsSuitTheMachine() {
    int cores = Runtime.getRuntime().availableProcessors();
    int half = Math.max(1, cores / 2);
    Settings without = settings(null, "127.0.0.1", KEY);
    assertThat(without.lanes()).isEqualTo(Math.min(8, half));
    assertThat(without.redisLanes()).isZero();
    Settings withRedis = settings(LedgerKind.POSTGRES, LANES, true);
    assertThat(withRedis.lanes()).isEqualTo(Math.min(4, half));
    assertThat(withRedis.redisLanes()).isEqualTo(Math.min(4, cores));
  }

  @Test
  void answersAreKeptADayAndHoldsNotShorterThanAnswers() {
    Duration day = Duration.ofDays(1);
    assertThatCode(settings(SWEEP, new Purging("off", day, day), LANES, WATCHERS))
        .doesNotThrowAnyException();
    assertThatThrownBy(settings(SWEEP, new Purging("1h", day.minusNanos(1), day), LANES, WATCHERS))
        .hasMessage("holdfast.purge.keys-after: PT23H59M59.999999999S (expected: >= PT24H)");
    assertThatThrownBy(settings(SWEEP, new Purging("1h", day.plusHours(1), day), LANES, WATCHERS))
        .hasMessage("holdfast.purge.holds-after: PT24H (expected: >= PT25H)");
  }

  @Test
  void somebodyMayWatchAndHearsOfItNotTooOften() {
    assertThatThrownBy(settings(SWEEP, PURGE, LANES, new Watchers(0, Duration.ofSeconds(15))))
        .hasMessage("holdfast.watchers.max: 0 (expected: >= 1)");
    assertThatThrownBy(settings(SWEEP, PURGE, LANES, new Watchers(1, Duration.ofMillis(999))))
        .hasMessage("holdfast.watchers.heartbeat: PT0.999S (expected: >= PT1S)");
  }

  private static ThrowableAssert.ThrowingCallable settings(Limits limits) {
    var config =
        new Config(
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(KEY)),
            false,
            LedgerKind.POSTGRES,
            SWEEP,
            PURGE,
            LANES,
            WATCHERS,
            limits,
            NO_CANARY);
    return () -> Settings.of(config, "127.0.0.1", CONNECTIONS, false);
  }

  @Test
  void aLimitLetsSomethingThrough() {
    var nothing = new Quotas(OptionalInt.empty(), OptionalInt.of(0), OptionalInt.empty());
    assertThatThrownBy(settings(new Limits(nothing, UNLIMITED)))
        .hasMessage("holdfast.limits.address.holding: 0 (expected: >= 1)");
    var negative = new Quotas(OptionalInt.of(-1), OptionalInt.empty(), OptionalInt.empty());
    assertThatThrownBy(settings(new Limits(UNLIMITED, negative)))
        .hasMessage("holdfast.limits.client.browsing: -1 (expected: >= 1)");
  }

  private static Settings settings(String canaryEvent) {
    var config =
        new Config(
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(KEY)),
            false,
            LedgerKind.POSTGRES,
            SWEEP,
            PURGE,
            LANES,
            WATCHERS,
            LIMITS,
            new Canaries(Optional.of(canaryEvent), "1m"));
    return Settings.of(config, "127.0.0.1", CONNECTIONS, false);
  }

  @Test
  void aCanaryBuysFromAnEventOrThereIsNone() {
    var id = "5f0c1c0e-2f5e-4a57-9a86-0c9e2b8f2d11";
    assertThat(settings(id).canaryEvent()).hasValue(new EventId(UUID.fromString(id)));
    assertThat(settings(" ").canaryEvent()).isEmpty();
    for (String malformed : List.of("The Tempest", "1-2-3-4-5", id + "0")) {
      assertThatThrownBy(() -> settings(malformed))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "holdfast.canary.event: %s (expected: the id of an event, a UUID)"
                  .formatted(malformed));
    }
  }

  @Test
  void onLoopbackNoAdminKeyIsNeeded() {
    for (String host : List.of("127.0.0.1", "localhost", "::1", "127.8.8.8")) {
      assertThat(settings(null, host, KEY).adminKeys()).isEmpty();
    }
  }

  @Test
  void anywhereElseOneIs() {
    for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
      assertThatThrownBy(() -> settings(null, host, KEY))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("HOLDFAST_ADMIN_KEY");
      assertThatThrownBy(() -> settings(" ", host, KEY)).isInstanceOf(ConfigurationException.class);
      assertThat(settings(ADMIN_KEY, host, KEY).adminKeys()).containsExactly(ADMIN_KEY);
    }
  }

  @Test
  void anAdminKeyHasAtLeast32Characters() {
    assertThatThrownBy(() -> settings(ADMIN_KEY.substring(1), "127.0.0.1", KEY))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("HOLDFAST_ADMIN_KEY: 31 characters (expected: >= 32)");
  }

  @Test
  void originsAreWrittenAsBrowsersDo() {
    assertThat(Settings.pageOrigins(List.of("https://shop.example", " ", " http://a:8000 ")))
        .containsExactlyInAnyOrder(new Origin("https://shop.example"), new Origin("http://a:8000"));
    assertThatThrownBy(() -> Settings.pageOrigins(List.of("https://shop.example/")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("holdfast.cors.origins: https://shop.example/ (expected: an origin");
  }

  @Test
  void theAdminKeyBeforeIsValidAsWell() {
    String before = ADMIN_KEY.replace('a', 'b');
    assertThat(replacing(ADMIN_KEY, before, "127.0.0.1", KEY).adminKeys())
        .containsExactly(ADMIN_KEY, before);
    assertThatThrownBy(() -> replacing(ADMIN_KEY, before.substring(1), "127.0.0.1", KEY))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("HOLDFAST_ADMIN_KEY_PREVIOUS: 31 characters (expected: >= 32)");
    assertThatThrownBy(() -> replacing(null, before, "127.0.0.1", KEY))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("HOLDFAST_ADMIN_KEY: absent");
  }

  @Test
  void tokensComeFromAnIssuerThatNobodyCanForgeAndAreForThisService() {
    for (String issuer :
        List.of("https://login.example/tickets", "http://127.0.0.1:8180", "http://localhost/a")) {
      assertThatCode(() -> checkOidc(issuer, "holdfast-api")).doesNotThrowAnyException();
    }
    for (String issuer :
        List.of("http://192.0.2.1/", "login.example", "https:///a", "any", "a b")) {
      assertThatThrownBy(() -> checkOidc(issuer, "holdfast-api"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("HOLDFAST_OIDC_ISSUER: " + issuer + " (expected: such as https://");
    }
    assertThatThrownBy(() -> checkOidc("https://login.example", null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("HOLDFAST_OIDC_AUDIENCE: absent (expected: ");
    assertThatThrownBy(() -> checkOidc("https://login.example", "any"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("HOLDFAST_OIDC_AUDIENCE: any (expected: ");
  }

  private static void checkOidc(String issuer, @Nullable String audience) {
    Settings.check(new Oidc(Optional.of(issuer), Optional.ofNullable(audience)));
  }

  @Test
  void secretKeysAreAtLeast32BytesInBase64() {
    assertThat(settings(null, "127.0.0.1", KEY, KEY).secretKeys()).hasSize(2);
    assertThatThrownBy(() -> settings(null, "127.0.0.1", KEY, SHORT_KEY))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("HOLDFAST_SECRET_KEYS: a key of 31 bytes (expected: >= 32)");
    assertThatThrownBy(() -> settings(null, "127.0.0.1", "not base64!"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("not base64");
    assertThatThrownBy(() -> settings(null, "127.0.0.1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("openssl rand -base64 32");
  }

  @Test
  void messagesNeverShowAKey() {
    assertThatThrownBy(() -> settings("tooshort", "127.0.0.1", KEY))
        .hasMessageNotContaining("tooshort");
    assertThatThrownBy(() -> settings(null, "127.0.0.1", SHORT_KEY))
        .hasMessageNotContaining(SHORT_KEY);
  }
}
