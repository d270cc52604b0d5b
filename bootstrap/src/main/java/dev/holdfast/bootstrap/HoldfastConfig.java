package dev.holdfast.bootstrap;

import dev.holdfast.domain.event.LedgerKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// All settings of Holdfast itself. `docs/reference/configuration.md` describes them, and a test
/// compares it with this.
@ConfigMapping(prefix = "holdfast")
interface HoldfastConfig {
  /// The key that allows everything, 32 characters or more. Without it, nobody can add events.
  Optional<String> adminKey();

  /// The admin key before that one, which stays valid while it is being replaced.
  Optional<String> adminKeyPrevious();

  /// What hold secrets are made with: base64 of 32 bytes or more each. The first makes new ones.
  Optional<List<String>> secretKeys();

  /// Whether an empty database gets the sample events.
  @WithDefault("false")
  boolean samples();

  /// How long the service may warm up before it is ready; 0 for not at all.
  @WithDefault("20s")
  Duration warmUp();

  /// Where the holds of new events are stored.
  @WithDefault("postgres")
  LedgerKind ledger();

  /// Whether seats in holds are counted by the address of the browser that holds them.
  @WithDefault("true")
  boolean countAddresses();

  SweepConfig sweep();

  PurgeConfig purge();

  ReconcileConfig reconcile();

  AuditConfig audit();

  CanaryConfig canary();

  LanesConfig lanes();

  WatchersConfig watchers();

  ClientsConfig clients();

  LimitsConfig limits();

  AgentsConfig agents();

  CorsConfig cors();

  OidcConfig oidc();

  FeedConfig feed();

  WebhooksConfig webhooks();

  /// The feeds of changes.
  interface FeedConfig {
    /// How long their entries are kept, and what became of deliveries of webhooks.
    @WithDefault("30d")
    Duration keep();
  }

  /// The webhooks.
  interface WebhooksConfig {
    /// Whether they may go to private addresses, and without TLS.
    @WithDefault("false")
    boolean allowPrivate();
  }

  /// The sweep, which ends due holds and blocks.
  interface SweepConfig {
    /// How often; `off` for never.
    @WithDefault("1s")
    String every();

    /// The maximum number of holds, and seats of blocks, that one command ends.
    @WithDefault("128")
    int batch();
  }

  /// The purge, which deletes old data.
  interface PurgeConfig {
    /// How often; `off` for never.
    @WithDefault("10m")
    String every();

    /// How long idempotent responses are kept.
    @WithDefault("25h")
    Duration keysAfter();

    /// How long holds that ended without a sale stay readable.
    @WithDefault("48h")
    Duration holdsAfter();
  }

  /// The reconciliation, which repairs differences between two stores.
  interface ReconcileConfig {
    /// How often; `off` for never.
    @WithDefault("1m")
    String every();
  }

  /// The audit, which looks for what can't be true of stored events.
  interface AuditConfig {
    /// How often it goes on for a moment; `off` for never.
    @WithDefault("1s")
    String every();

    /// How much of the time it may go on.
    @WithDefault("1")
    int percent();
  }

  /// The canary, which buys for nobody to find out whether buying works.
  interface CanaryConfig {
    /// The id of the event that it buys from; absent for no canary.
    Optional<String> event();

    /// How often; `off` for never.
    @WithDefault("1m")
    String every();
  }

  /// The lanes, in which changes of events' seats wait for the ledger.
  interface LanesConfig {
    /// The number of lanes; the default depends on the machine's cores.
    OptionalInt count();

    /// The maximum number of changes that wait in each lane.
    @WithDefault("1024")
    int queue();

    /// The maximum number of changes in one transaction.
    @WithDefault("256")
    int batch();

    /// The maximum number of events whose lock is awaited at the same time.
    @WithDefault("4")
    int contendedEvents();

    /// How long a change waits, and a read waits for its turn.
    @WithDefault("5s")
    Duration timeout();
  }

  /// Slow clients.
  interface ClientsConfig {
    /// How long a client may send or read nothing when it should.
    @WithDefault("10s")
    Duration timeout();

    /// The maximum number of large responses that are being sent.
    @WithDefault("500")
    int downloads();
  }

  /// Programs that buy for people.
  interface AgentsConfig {
    /// Whether they are served: `/mcp` and `/llms.txt`.
    @WithDefault("true")
    boolean enabled();
  }

  /// Pages of other origins in browsers.
  interface CorsConfig {
    /// The origins of pages that may call the API, besides those of publishable keys.
    Optional<List<String>> origins();
  }

  /// The identity provider that signs people in.
  interface OidcConfig {
    /// Its address, as its tokens name it; absent for none.
    Optional<String> issuer();

    /// What its tokens for this service name as their audience.
    Optional<String> audience();

    /// The claims that have scopes, each as a path with slashes.
    @WithDefault("scope,scp")
    List<String> scopeClaims();

    /// The claim that has the id of the client that the person works for.
    @WithDefault("holdfast_client")
    String clientClaim();
  }

  /// The limits of requests.
  interface LimitsConfig {
    /// Each address: without a key, with one for browsers, or with one that is not known yet.
    QuotasConfig address();

    /// Each client with a key.
    QuotasConfig client();
  }

  /// The maximum number of requests in a minute; absent means no limit.
  interface QuotasConfig {
    /// Requests that read.
    OptionalInt browsing();

    /// Requests that place, change and confirm holds, and cancel reservations.
    OptionalInt holding();

    /// All other requests.
    OptionalInt managing();
  }

  /// The streams of changes.
  interface WatchersConfig {
    /// The maximum number of open streams.
    @WithDefault("20000")
    int max();

    /// How long a stream sends nothing before it sends a heartbeat.
    @WithDefault("15s")
    Duration heartbeat();
  }
}
