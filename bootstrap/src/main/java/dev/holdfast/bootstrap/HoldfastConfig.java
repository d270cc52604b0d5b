package dev.holdfast.bootstrap;

import dev.holdfast.domain.event.LedgerKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// All settings of Holdfast's own. What they are for is told in `docs/reference/configuration.md`.
@ConfigMapping(prefix = "holdfast")
interface HoldfastConfig {
  /// The one key that may do everything, 32 characters or more; without one nobody may.
  Optional<String> adminKey();

  /// What hold secrets are made with: base64 of 32 bytes or more each. The first makes new ones.
  Optional<List<String>> secretKeys();

  /// Whether an empty database gets the sample events.
  @WithDefault("false")
  boolean samples();

  /// Where the holds of new events will be.
  @WithDefault("postgres")
  LedgerKind ledger();

  SweepConfig sweep();

  PurgeConfig purge();

  ReconcileConfig reconcile();

  LanesConfig lanes();

  WatchersConfig watchers();

  ClientsConfig clients();

  LimitsConfig limits();

  /// How holds whose time is up are expired.
  interface SweepConfig {
    /// How often; `off` for never.
    @WithDefault("1s")
    String every();

    /// How many holds one command expires.
    @WithDefault("128")
    int batch();
  }

  /// How what nobody has to find any more is deleted.
  interface PurgeConfig {
    /// How often; `off` for never.
    @WithDefault("10m")
    String every();

    /// How old answers to idempotency keys get.
    @WithDefault("25h")
    Duration keysAfter();

    /// How long holds that ended without a sale stay readable.
    @WithDefault("48h")
    Duration holdsAfter();
  }

  /// How what has come apart between two stores is mended.
  interface ReconcileConfig {
    /// How often; `off` for never.
    @WithDefault("1m")
    String every();
  }

  /// How changes of events' seats wait for the ledger.
  interface LanesConfig {
    /// How many lanes there are; if it is absent, as many as suit the machine.
    OptionalInt count();

    /// How many changes may wait in each lane.
    @WithDefault("1024")
    int queue();

    /// How many changes a lane commits in one transaction at most.
    @WithDefault("256")
    int batch();

    /// How many events may be waited for at once whose lock somebody else has.
    @WithDefault("4")
    int detours();

    /// How long a change may wait.
    @WithDefault("5s")
    Duration patience();
  }

  /// What is done for clients that take their time.
  interface ClientsConfig {
    /// How long a client may send or read nothing while it is to.
    @WithDefault("10s")
    Duration patience();

    /// How many large answers there may be under way at once.
    @WithDefault("500")
    int downloads();
  }

  /// How often somebody may ask.
  interface LimitsConfig {
    /// Each address, without a key.
    QuotasConfig address();

    /// Each client with a key.
    QuotasConfig client();
  }

  /// How many requests there may be in a minute; absent is as many as somebody likes.
  interface QuotasConfig {
    /// That read.
    OptionalInt browsing();

    /// That change something.
    OptionalInt holding();
  }

  /// How events are watched.
  interface WatchersConfig {
    /// How many streams of changes there may be at once.
    @WithDefault("20000")
    int max();

    /// How often each is shown to be alive.
    @WithDefault("15s")
    Duration heartbeat();
  }
}
