package dev.holdfast.domain.notification;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The kinds of notifications. The number at the end of a name goes up when what its data mean
/// changes so that receivers have to change, too.
public enum NotificationType {
  HOLD_PLACED("holdfast.hold.placed.v1", "placed"),
  HOLD_CHANGED("holdfast.hold.changed.v1", "changed"),
  HOLD_EXTENDED("holdfast.hold.extended.v1", "extended"),
  HOLD_EXPIRED("holdfast.hold.expired.v1", "expired"),
  HOLD_RELEASED("holdfast.hold.released.v1", "released"),
  RESERVATION_CONFIRMED("holdfast.reservation.confirmed.v1", "confirmed"),
  RESERVATION_CANCELLED("holdfast.reservation.cancelled.v1", "cancelled"),
  SEATS_BLOCKED("holdfast.seats.blocked.v1", "blocked"),
  SEATS_UNBLOCKED("holdfast.seats.unblocked.v1", "unblocked", "block-expired"),
  EVENT_PAUSED("holdfast.event.paused.v1", "paused"),
  EVENT_RESUMED("holdfast.event.resumed.v1", "resumed"),
  /// The settings were changed, or something else that this version knows no better word for.
  EVENT_CHANGED("holdfast.event.changed.v1", "configured"),
  /// Changes of the event are missing here, so its state has to be read anew.
  EVENT_RESYNC("holdfast.event.resync.v1"),
  /// A try of a webhook, which is about nothing.
  PING("holdfast.webhook.ping.v1");

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker")
  private final String[] kinds;

  NotificationType(String text, String... kinds) {
    this.text = text;
    this.kinds = kinds;
  }

  /// The type with this name; empty if there is none.
  public static Optional<NotificationType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.text.equals(name)).findFirst();
  }

  /// The type for the kind of a ledger entry.
  static NotificationType ofKind(String kind) {
    return Arrays.stream(values())
        .filter(type -> Arrays.asList(type.kinds).contains(kind))
        .findFirst()
        .orElse(EVENT_CHANGED);
  }

  /// All names, as messages list them.
  public static String names() {
    return Arrays.stream(values())
        .filter(type -> type != PING)
        .map(NotificationType::toString)
        .collect(Collectors.joining(", "));
  }

  /// Its name.
  @Override
  public String toString() {
    return text;
  }
}
