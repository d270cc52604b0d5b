package dev.holdfast.application.port.out;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Webhook;
import dev.holdfast.domain.notification.WebhookId;
import dev.holdfast.domain.notification.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The webhook endpoints that there are, how far each has got, and what became of deliveries.
///
/// A node that sends to an endpoint has a lease of it, by the store's clock, so that no two send at
/// the same time.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface WebhookStore {
  /// Stores an endpoint and keeps the answer for the key, in one transaction. If the key has an
  /// answer already, nothing is stored.
  ///
  /// @param key null if the request has no idempotency key
  /// @return what the key was answered before; empty if the endpoint was stored
  Optional<KeptCreation> add(Webhook webhook, SealedSecret secret, @Nullable RequestKey key);

  /// What a key was answered before; empty if it is new.
  Optional<KeptCreation> answered(RequestKey key);

  /// All endpoints of a client, the oldest first.
  ///
  /// @param owner null for those of administrators without a client
  List<Webhook> list(@Nullable ClientId owner);

  /// One endpoint.
  Optional<Webhook> find(WebhookId id);

  /// Changes what is not null. One that is enabled is tried again at once.
  void change(WebhookId id, WebhookSettings.Checked settings);

  /// Deletes an endpoint and all that there is about it, such as the answer for its key.
  void delete(WebhookId id);

  /// Adds a secret, which is the first from now on. The one before stays live for some time, and so
  /// do those before it, of which each has its own time, up to ten in all.
  ///
  /// @param stays how long
  /// @return until when the one before is live
  Instant addSecret(WebhookId id, SealedSecret secret, Duration stays);

  /// The live secrets of an endpoint, the latest first.
  List<SealedSecret> secrets(WebhookId id);

  /// Has notifications sent again, before any others.
  ///
  /// @param after the position that they follow
  /// @param until the position of the last one
  void sendAgain(WebhookId id, FeedPosition after, FeedPosition until);

  /// Takes leases of endpoints that have something to be sent now and that nobody has a lease of.
  ///
  /// @param holder names those who take them, this once
  /// @param lease for how long, at most
  /// @param perClient how many endpoints of one client somebody may have leases of at once
  List<Lease> lease(UUID holder, Duration lease, int atMost, int perClient);

  /// Notes how far a lease's holder has got. Where anything was delivered, the endpoint does not
  /// fail any more.
  ///
  /// @return whether to go on. It is false if somebody else may have the lease, and nothing is
  ///     noted then. It is also false if the endpoint is not as it was leased any more: it was
  ///     disabled, or something else of it was changed.
  boolean advance(Lease lease, FeedPosition position, List<Delivery> deliveries);

  /// Gives a lease back.
  ///
  /// @param end what came of it
  /// @return the endpoint afterwards; empty if it is not there any more or somebody else may have
  ///     the lease
  Optional<Webhook> giveBack(Lease lease, End end);

  /// Notes a delivery that is none of a lease's.
  void log(WebhookId id, Delivery delivery);

  /// What became of deliveries, the latest first.
  ///
  /// @param before the number of a delivery; null for the end
  List<Delivery> deliveries(WebhookId id, @Nullable Long before, int atMost);

  /// How many endpoints there are that fail or are disabled because they did.
  Standing standing();

  /// Deletes what was noted of deliveries longer ago than this, and of each endpoint all but the
  /// latest of them.
  ///
  /// @return how many it deleted
  int deleteOld(Duration olderThan, int kept);

  /// A secret that can be read with a server key only.
  ///
  /// @param keyId the id of the server key
  /// @param text in base64
  record SealedSecret(String keyId, String text) {}

  /// The right to send to an endpoint.
  ///
  /// @param webhook as it was then
  /// @param holder who has it
  /// @param again what is to be sent again first; null for nothing
  record Lease(Webhook webhook, UUID holder, @Nullable Again again) {}

  /// Notifications that are to be sent again.
  ///
  /// @param number names the request for it
  record Again(long number, FeedPosition after, FeedPosition until) {}

  /// What came of a lease.
  sealed interface End {
    /// There was nothing more to send, or no more time.
    ///
    /// @param isBehind whether there is more to be sent
    record Done(boolean isBehind) implements End {}

    /// A delivery failed.
    ///
    /// @param after how long to wait before the next attempt
    /// @param givenUpAfter for how long deliveries may fail before the endpoint is disabled
    /// @param isGone whether it is to be disabled at once
    record Failed(Duration after, Duration givenUpAfter, boolean isGone) implements End {}
  }

  /// How many endpoints fail, and how many are disabled because they failed.
  record Standing(long failing, long disabled) {}
}
