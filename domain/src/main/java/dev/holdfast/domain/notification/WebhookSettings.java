package dev.holdfast.domain.notification;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.event.EventId;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a client asks an endpoint to be, before it is known that it can be. What is null stays as
/// it is.
///
/// @param url where notifications are sent
/// @param types names of types; none for all
/// @param events ids of events; none for all
/// @param enabled whether any are sent
public record WebhookSettings(
    @Nullable String url,
    @Nullable List<String> types,
    @Nullable List<String> events,
    @Nullable Boolean enabled) {
  private static final int URL_LENGTH = 2_000;
  private static final int MOST_EVENTS = 100;
  private static final FieldPath URL = FieldPath.of("url");

  /// Where a client may have notifications sent.
  ///
  /// @param openToAll whether also without TLS, and to addresses that are not public
  public record Rules(boolean openToAll) {}

  /// The same, found sound.
  public record Checked(
      @Nullable URI url,
      @Nullable Set<NotificationType> types,
      @Nullable Set<EventId> events,
      @Nullable Boolean enabled) {}

  /// Checks it.
  ///
  /// @param errors gets what is wrong with it
  public Checked check(Rules rules, List<FieldError> errors) {
    return new Checked(
        url == null ? null : url(url, rules, errors).orElse(null),
        types == null ? null : types(types, errors),
        events == null ? null : events(events, errors),
        enabled);
  }

  private static Optional<URI> url(String text, Rules rules, List<FieldError> errors) {
    String expected =
        "an absolute %s address of at most %d characters, without user, password and fragment"
            .formatted(rules.openToAll ? "http or https" : "https", URL_LENGTH);
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean isSound =
          (scheme.equals("https") || (rules.openToAll && scheme.equals("http")))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && text.length() <= URL_LENGTH
              && text.chars().allMatch(c -> c > ' ' && c <= '~');
      if (isSound && !rules.openToAll && isForbidden(uri.getHost())) {
        errors.add(FieldError.expected(URL, text, "a public address"));
        return Optional.empty();
      }
      if (isSound) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException _) {
      // No address at all is the wrong one, too.
    }
    errors.add(FieldError.expected(URL, text, expected));
    return Optional.empty();
  }

  /// Whether a host is an address that nothing is sent to. Of names, that is known when they are
  /// connected to.
  private static boolean isForbidden(String host) {
    try {
      return !PublicAddress.isPublic(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return host.equalsIgnoreCase("localhost");
    }
  }

  private static Set<NotificationType> types(List<String> names, List<FieldError> errors) {
    Set<NotificationType> types = EnumSet.noneOf(NotificationType.class);
    for (int i = 0; i < names.size(); i++) {
      Optional<NotificationType> type =
          NotificationType.named(names.get(i)).filter(of -> of != NotificationType.PING);
      type.ifPresent(types::add);
      if (type.isEmpty()) {
        errors.add(
            FieldError.expected(
                FieldPath.of("types").at(i), names.get(i), "one of " + NotificationType.names()));
      }
    }
    return types;
  }

  private static Set<EventId> events(List<String> ids, List<FieldError> errors) {
    Set<EventId> events = new LinkedHashSet<>();
    if (ids.size() > MOST_EVENTS) {
      errors.add(FieldError.expected(FieldPath.of("events"), ids.size(), "at most " + MOST_EVENTS));
    }
    for (int i = 0; i < ids.size(); i++) {
      Optional<EventId> id = Uuids.parse(ids.get(i)).map(EventId::new);
      id.ifPresent(events::add);
      if (id.isEmpty()) {
        errors.add(FieldError.expected(FieldPath.of("events").at(i), ids.get(i), "an event's id"));
      }
    }
    return events;
  }
}
