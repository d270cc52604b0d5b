package dev.holdfast.application.port.in;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Webhook;
import dev.holdfast.domain.notification.WebhookId;
import dev.holdfast.domain.notification.WebhookSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a client has its notifications sent. To a caller whose endpoint it is not, there is no
/// such endpoint.
public interface Webhooks {
  /// Adds an endpoint, to which everything is sent that happens from now on.
  ///
  /// @param key null if the request has no idempotency key
  Registration create(WebhookSettings settings, Caller caller, @Nullable RequestKey key);

  /// The caller's endpoints, the oldest first.
  List<Webhook> list(Caller caller);

  /// One endpoint.
  Optional<Webhook> find(WebhookId id, Caller caller);

  /// Changes an endpoint. One that is enabled is tried again at once.
  Change change(WebhookId id, WebhookSettings settings, Caller caller);

  /// Deletes an endpoint.
  ///
  /// @return whether there was one
  boolean delete(WebhookId id, Caller caller);

  /// Makes a new secret. Requests are signed with it, and for a day with the one before, too. So
  /// whoever does not get the answer may ask again.
  Optional<NewSecret> rotate(WebhookId id, Caller caller);

  /// What became of deliveries, the latest first.
  ///
  /// @param before the number of a delivery; null for the end
  Optional<List<Delivery>> deliveries(
      WebhookId id, @Nullable Long before, int limit, Caller caller);

  /// Sends notifications again, before any others.
  ///
  /// @param from the position of the first one; in the history 0 for the earliest that is kept
  /// @param until the position of the last one
  /// @throws Unavailable if a store could not be asked
  Redelivery sendAgain(WebhookId id, FeedPosition from, FeedPosition until, Caller caller);

  /// Sends a notification that is about nothing, and waits for what becomes of it.
  Optional<Delivery> ping(WebhookId id, Caller caller);

  /// What became of a request to add an endpoint.
  sealed interface Registration {
    /// It was added.
    ///
    /// @param secret to be shown this once
    record Added(Webhook webhook, String secret) implements Registration {}

    /// An earlier request with the same idempotency key had added it.
    record Replayed(Webhook webhook) implements Registration {}

    /// It can't be.
    record Invalid(List<FieldError> errors) implements Registration {
      public Invalid {
        errors = List.copyOf(errors);
      }
    }

    /// The idempotency key was used with another request.
    record KeyReused() implements Registration {}
  }

  /// What became of a request to change an endpoint.
  sealed interface Change {
    /// It is like this now.
    record Changed(Webhook webhook) implements Change {}

    /// It can't be like that.
    record Invalid(List<FieldError> errors) implements Change {
      public Invalid {
        errors = List.copyOf(errors);
      }
    }

    /// There is no such endpoint.
    record NotFound() implements Change {}
  }

  /// What became of a request to send notifications again.
  sealed interface Redelivery {
    /// They will be sent.
    record Accepted() implements Redelivery {}

    /// A position is none of the feed of the endpoint's client, or what is there is not kept any
    /// more. Nothing is sent.
    ///
    /// @param latest where the feed ends now
    record Resync(FeedPosition latest) implements Redelivery {}

    /// There is no such endpoint.
    record NotFound() implements Redelivery {}
  }

  /// A secret, to be shown this once.
  ///
  /// @param previousUntil until when the one before is used, too
  record NewSecret(String secret, Instant previousUntil) {}
}
