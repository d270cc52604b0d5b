package dev.holdfast.domain.notification;

import dev.holdfast.domain.ledger.Change.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The kinds of notifications. The number at the end of a name goes up when what its data mean
/// changes so that receivers have to change, too.
public enum NotificationType {
  HOLD_PLACED("holdfast.hold.placed.v1", Kind.PLACED),
  HOLD_CHANGED("holdfast.hold.changed.v1", Kind.CHANGED),
  HOLD_EXTENDED("holdfast.hold.extended.v1", Kind.EXTENDED),
  HOLD_EXPIRED("holdfast.hold.expired.v1", Kind.EXPIRED),
  HOLD_RELEASED("holdfast.hold.released.v1", Kind.RELEASED),
  RESERVATION_CONFIRMED("holdfast.reservation.confirmed.v1", Kind.CONFIRMED),
  RESERVATION_CANCELLED("holdfast.reservation.cancelled.v1", Kind.CANCELLED),
  SEATS_BLOCKED("holdfast.seats.blocked.v1", Kind.BLOCKED),
  SEATS_UNBLOCKED("holdfast.seats.unblocked.v1", Kind.UNBLOCKED, Kind.BLOCK_EXPIRED),
  EVENT_PAUSED("holdfast.event.paused.v1", Kind.PAUSED),
  EVENT_RESUMED("holdfast.event.resumed.v1", Kind.RESUMED),
  /// The settings were changed, or something else that this version knows no better word for.
  EVENT_CHANGED("holdfast.event.changed.v1", Kind.CONFIGURED, Kind.CLOCK_ADVANCED),
  /// Changes of the event are missing here, so its state has to be read anew.
  EVENT_RESYNC("holdfast.event.resync.v1"),
  /// A try of a webhook, which is about nothing.
  PING("holdfast.webhook.ping.v1");

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Kind[] kinds;

  NotificationType(String text, Kind... kinds) {
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
        .filter(type -> Arrays.stream(type.kinds).anyMatch(of -> of.toString().equals(kind)))
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
