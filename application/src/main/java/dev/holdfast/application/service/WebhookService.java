package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Webhooks;
import dev.holdfast.application.port.out.WebhookStore;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Notification;
import dev.holdfast.domain.notification.Webhook;
import dev.holdfast.domain.notification.WebhookId;
import dev.holdfast.domain.notification.WebhookSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Serves {@link Webhooks}.
public final class WebhookService implements Webhooks {
  private static final int MOST = 100;
  private static final Duration PREVIOUS_SECRET_STAYS = Duration.ofDays(1);

  private final WebhookStore store;
  private final FeedService feed;
  private final WebhookSecrets secrets;
  private final WebhookMessages messages;
  private final WebhookSettings.Rules rules;
  private final InstantSource clock;

  public WebhookService(
      WebhookStore store,
      FeedService feed,
      WebhookSecrets secrets,
      WebhookMessages messages,
      WebhookSettings.Rules rules,
      InstantSource clock) {
    this.store = store;
    this.feed = feed;
    this.secrets = secrets;
    this.messages = messages;
    this.rules = rules;
    this.clock = clock;
  }

  @Override
  public Registration create(WebhookSettings settings, Caller caller, @Nullable RequestKey key) {
    byte[] secret = secrets.create();
    Creation<Webhook> creation =
        Creations.once(
            key,
            store::answered,
            id -> store.find(new WebhookId(id)),
            () -> make(settings, caller),
            (made, of) -> store.add(made, secrets.seal(made.id(), secret), of));
    return switch (creation) {
      case Creation.Created<Webhook>(Webhook added, boolean replayed) ->
          replayed
              ? new Registration.Replayed(added)
              : new Registration.Added(added, WebhookSecrets.shown(secret));
      case Creation.KeyReused<Webhook> _ -> new Registration.KeyReused();
      case Creation.Invalid<Webhook>(var wrong) -> new Registration.Invalid(wrong);
    };
  }

  private Creation<Webhook> make(WebhookSettings settings, Caller caller) {
    List<FieldError> errors = new ArrayList<>();
    WebhookSettings.Checked checked = settings.check(rules, errors);
    if (store.list(caller.id()).size() >= MOST) {
      errors.add(
          new FieldError(
              FieldPath.whole(), "endpoints: %d (expected: at most %d)".formatted(MOST + 1, MOST)));
    }
    return errors.isEmpty()
        ? new Creation.Created<>(
            new Webhook(
                new WebhookId(UUID.randomUUID()),
                caller.id(),
                Objects.requireNonNull(checked.url()),
                Objects.requireNonNullElse(checked.types(), Set.of()),
                Objects.requireNonNullElse(checked.events(), Set.of()),
                !Boolean.FALSE.equals(checked.enabled()),
                null,
                feed.latest(caller),
                clock.instant(),
                0,
                null,
                null),
            false)
        : new Creation.Invalid<>(errors);
  }

  @Override
  public List<Webhook> list(Caller caller) {
    return store.list(caller.id());
  }

  @Override
  public Optional<Webhook> find(WebhookId id, Caller caller) {
    return store
        .find(id)
        .filter(webhook -> caller.may(Scope.ADMIN) || Objects.equals(webhook.owner(), caller.id()));
  }

  @Override
  public Change change(WebhookId id, WebhookSettings settings, Caller caller) {
    if (find(id, caller).isEmpty()) {
      return new Change.NotFound();
    }
    List<FieldError> errors = new ArrayList<>();
    WebhookSettings.Checked checked = settings.check(rules, errors);
    if (!errors.isEmpty()) {
      return new Change.Invalid(errors);
    }
    store.change(id, checked);
    return find(id, caller).<Change>map(Change.Changed::new).orElseGet(Change.NotFound::new);
  }

  @Override
  public boolean delete(WebhookId id, Caller caller) {
    boolean isThere = find(id, caller).isPresent();
    if (isThere) {
      store.delete(id);
    }
    return isThere;
  }

  @Override
  public Optional<NewSecret> rotate(WebhookId id, Caller caller) {
    return find(id, caller)
        .map(
            _ -> {
              byte[] secret = secrets.create();
              Instant until = store.addSecret(id, secrets.seal(id, secret), PREVIOUS_SECRET_STAYS);
              return new NewSecret(WebhookSecrets.shown(secret), until);
            });
  }

  @Override
  public Optional<List<Delivery>> deliveries(
      WebhookId id, @Nullable Long before, int limit, Caller caller) {
    return find(id, caller).map(_ -> store.deliveries(id, before, limit));
  }

  @Override
  public Redelivery sendAgain(WebhookId id, FeedPosition from, FeedPosition until, Caller caller) {
    Optional<Webhook> webhook = find(id, caller);
    if (webhook.isEmpty()) {
      return new Redelivery.NotFound();
    }
    ClientId owner = webhook.get().owner();
    Optional<FeedPosition> after = feed.before(owner, from, until);
    if (after.isEmpty()) {
      return new Redelivery.Resync(feed.latest(owner));
    }
    store.sendAgain(id, after.get(), until);
    return new Redelivery.Accepted();
  }

  @Override
  public Optional<Delivery> ping(WebhookId id, Caller caller) {
    return find(id, caller)
        .map(
            webhook -> {
              Delivery delivery =
                  messages.send(
                      webhook,
                      messages.secrets(id),
                      Notification.ping("ping-" + UUID.randomUUID(), clock.instant()),
                      null,
                      1);
              store.log(id, delivery);
              return delivery;
            });
  }

  /// Where an endpoint is, without what may be secret in its address.
  static String shown(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }
}
