package dev.holdfast.bootstrap;

import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the operator has set, found sound.
///
/// @param adminKeys each is valid; the one that replaces the other comes first
/// @param secretKeys at least one, each of 32 bytes or more
/// @param pageOrigins of pages that may call the API, besides those of publishable keys
/// @param lanes how many there are for the holds in PostgreSQL
/// @param redisLanes how many there are for the holds in Redis; 0 without Redis
/// @param readers how many connections to the database those who read for callers, the feeds and
///     the webhooks may take together
/// @param canaryEvent which the canary buys from; empty for no canary
record Settings(
    List<String> adminKeys,
    List<byte[]> secretKeys,
    Set<Origin> pageOrigins,
    int lanes,
    int redisLanes,
    int readers,
    Optional<EventId> canaryEvent) {
  private static final int ADMIN_KEY_LENGTH = 32;
  private static final int SECRET_KEY_BYTES = 32;
  private static final int MOST_SUITABLE_LANES = 8;
  private static final int MOST_SUITABLE_LANES_WITH_REDIS = 4;
  private static final int ALL_THE_TIME = 100;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// What callers are promised.
  private static final Duration MIN_KEYS_AFTER = Duration.ofDays(1);

  /// Those who take a connection for long beside lanes, contended events and readers: who listens
  /// for changes, who follows other nodes' commits, and who sweeps.
  private static final int OTHER_CONNECTIONS = 3;

  /// Checks what was set.
  ///
  /// @param host the address that the service is to listen on
  /// @param connections how many to the database there may be
  /// @param hasRedis whether there is a Redis to use
  /// @throws ConfigurationException if the service must not run like this; it says what to set
  static Settings of(HoldfastConfig config, String host, int connections, boolean hasRedis) {
    Optional<String> adminKey = adminKey("HOLDFAST_ADMIN_KEY", config.adminKey());
    Optional<String> previous = adminKey("HOLDFAST_ADMIN_KEY_PREVIOUS", config.adminKeyPrevious());
    if (previous.isPresent() && adminKey.isEmpty()) {
      throw new ConfigurationException(
          "HOLDFAST_ADMIN_KEY: absent (expected: the key that replaces"
              + " HOLDFAST_ADMIN_KEY_PREVIOUS)");
    }
    if (adminKey.isEmpty() && !isLoopback(host)) {
      throw new ConfigurationException(
          "quarkus.http.host: %s (expected: a loopback address, such as 127.0.0.1, while no admin"
                  .formatted(host)
              + " key is set). To be reached from outside, set HOLDFAST_ADMIN_KEY to a secret of"
              + " %d characters or more.".formatted(ADMIN_KEY_LENGTH));
    }
    if (config.ledger() == LedgerKind.REDIS && !hasRedis) {
      throw new ConfigurationException(
          "QUARKUS_REDIS_HOSTS: absent (expected: such as redis://:password@host:6379, while"
              + " holdfast.ledger is redis)");
    }
    checkAtLeast("holdfast.warm-up", config.warmUp(), Duration.ZERO);
    int cores = Runtime.getRuntime().availableProcessors();
    // A lane and its transaction keep two cores busy; more lanes make smaller transactions.
    int most = hasRedis ? MOST_SUITABLE_LANES_WITH_REDIS : MOST_SUITABLE_LANES;
    int lanes = config.lanes().count().orElse(Math.clamp(cores / 2, 1, most));
    // Redis is one core's work for all lanes, which wait for it in turn.
    int redisLanes = hasRedis ? config.lanes().count().orElse(Math.clamp(cores, 1, most)) : 0;
    checkAtLeastOne("holdfast.lanes.count", lanes);
    checkAtLeastOne("holdfast.lanes.queue", config.lanes().queue());
    checkAtLeastOne("holdfast.lanes.batch", config.lanes().batch());
    checkAtLeastOne("holdfast.lanes.contended-events", config.lanes().contendedEvents());
    // What was held in Redis is sold in the database, by lanes of its own.
    int allLanes = lanes + redisLanes;
    int readers = connections - allLanes - config.lanes().contendedEvents() - OTHER_CONNECTIONS;
    if (readers < 1) {
      throw new ConfigurationException(
          "quarkus.datasource.jdbc.max-size: %d (expected: >= %d, for %d lanes, %d contended events,"
                  .formatted(
                      connections,
                      connections - readers + 1,
                      allLanes,
                      config.lanes().contendedEvents())
              + " %d others and 1 reader)".formatted(OTHER_CONNECTIONS));
    }
    checkAtLeastOne("holdfast.sweep.batch", config.sweep().batch());
    checkAtLeast("holdfast.lanes.timeout", config.lanes().timeout(), SECOND);
    checkAtLeast("holdfast.purge.keys-after", config.purge().keysAfter(), MIN_KEYS_AFTER);
    // Whoever repeats a request whose key is kept has to find the hold that it was answered with.
    checkAtLeast(
        "holdfast.purge.holds-after", config.purge().holdsAfter(), config.purge().keysAfter());
    checkAtLeastOne("holdfast.audit.percent", config.audit().percent());
    if (config.audit().percent() > ALL_THE_TIME) {
      throw new ConfigurationException(
          "holdfast.audit.percent: %d (expected: <= %d)"
              .formatted(config.audit().percent(), ALL_THE_TIME));
    }
    checkAtLeastOne("holdfast.watchers.max", config.watchers().max());
    checkAtLeast("holdfast.watchers.heartbeat", config.watchers().heartbeat(), SECOND);
    checkAtLeast("holdfast.clients.timeout", config.clients().timeout(), SECOND);
    checkAtLeastOne("holdfast.clients.downloads", config.clients().downloads());
    // What an endpoint of webhooks has not got in three days is to be there still.
    checkAtLeast("holdfast.feed.keep", config.feed().keep(), Duration.ofDays(4));
    check(config.oidc());
    check("holdfast.limits.address", config.limits().address());
    check("holdfast.limits.client", config.limits().client());
    return new Settings(
        Stream.of(adminKey, previous).flatMap(Optional::stream).toList(),
        secretKeys(config.secretKeys().orElse(List.of())),
        pageOrigins(config.cors().origins().orElse(List.of())),
        lanes,
        redisLanes,
        readers,
        config.canary().event().map(String::strip).filter(id -> !id.isEmpty()).map(Settings::id));
  }

  private static Optional<String> adminKey(String setting, Optional<String> configured) {
    Optional<String> given = configured.filter(key -> !key.isBlank());
    if (given.isPresent() && given.get().length() < ADMIN_KEY_LENGTH) {
      throw new ConfigurationException(
          "%s: %d characters (expected: >= %d)"
              .formatted(setting, given.get().length(), ADMIN_KEY_LENGTH));
    }
    return given;
  }

  /// The origins that were named.
  ///
  /// @throws ConfigurationException if one is not written as browsers do
  static Set<Origin> pageOrigins(List<String> configured) {
    return configured.stream()
        .map(String::strip)
        .filter(origin -> !origin.isEmpty())
        .map(
            text ->
                Origin.parse(text)
                    .orElseThrow(
                        () ->
                            new ConfigurationException(
                                "holdfast.cors.origins: %s (expected: %s)"
                                    .formatted(text, Origin.EXPECTED))))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static EventId id(String text) {
    return Uuids.parse(text)
        .map(EventId::new)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "holdfast.canary.event: %s (expected: the id of an event, a UUID)"
                        .formatted(text)));
  }

  /// Checks whose tokens are taken.
  ///
  /// @throws ConfigurationException if tokens could be forged, or be meant for another service
  static void check(HoldfastConfig.OidcConfig oidc) {
    oidc.issuer()
        .ifPresent(
            issuer -> {
              if (!isSecure(issuer)) {
                throw new ConfigurationException(
                    "HOLDFAST_OIDC_ISSUER: %s (expected: such as https://login.example.org/tickets)"
                        .formatted(issuer));
              }
              // Quarkus would take tokens for any service.
              if (oidc.audience().filter(audience -> !audience.equals("any")).isEmpty()) {
                throw new ConfigurationException(
                    "HOLDFAST_OIDC_AUDIENCE: %s (expected: the name of this service at the issuer)"
                        .formatted(oidc.audience().orElse("absent")));
              }
            });
  }

  /// Whether an address can't be forged: it is protected by TLS, or on this machine.
  private static boolean isSecure(String address) {
    try {
      URI uri = new URI(address);
      String host = uri.getHost();
      return host != null
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && isLoopback(host)));
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static void check(String whose, HoldfastConfig.QuotasConfig quotas) {
    quotas.browsing().ifPresent(most -> checkAtLeastOne(whose + ".browsing", most));
    quotas.holding().ifPresent(most -> checkAtLeastOne(whose + ".holding", most));
    quotas.managing().ifPresent(most -> checkAtLeastOne(whose + ".managing", most));
  }

  private static void checkAtLeastOne(String setting, int value) {
    if (value < 1) {
      throw new ConfigurationException("%s: %d (expected: >= 1)".formatted(setting, value));
    }
  }

  private static void checkAtLeast(String setting, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new ConfigurationException("%s: %s (expected: >= %s)".formatted(setting, value, least));
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private static List<byte[]> secretKeys(List<String> encoded) {
    List<byte[]> keys =
        encoded.stream().filter(key -> !key.isBlank()).map(Settings::secretKey).toList();
    if (keys.isEmpty()) {
      throw new ConfigurationException(
          "HOLDFAST_SECRET_KEYS: absent (expected: base64 of %d random bytes or more)."
                  .formatted(SECRET_KEY_BYTES)
              + " Hold secrets are made with it. Create one with: openssl rand -base64 32");
    }
    return keys;
  }

  private static byte[] secretKey(String encoded) {
    try {
      byte[] key = Base64.getDecoder().decode(encoded.strip());
      if (key.length >= SECRET_KEY_BYTES) {
        return key;
      }
      throw new ConfigurationException(
          "HOLDFAST_SECRET_KEYS: a key of %d bytes (expected: >= %d)"
              .formatted(key.length, SECRET_KEY_BYTES));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "HOLDFAST_SECRET_KEYS: not base64 (expected: base64 of %d random bytes or more)"
              .formatted(SECRET_KEY_BYTES),
          e);
    }
  }
}
