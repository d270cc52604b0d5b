package dev.holdfast.domain.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a key allows. A call that is not open to everybody requires one of these, and a key has
/// none but those that it was issued with.
public enum Scope {
  /// To add seat maps and events, and to change, pause and resume events.
  EVENTS_WRITE("events:write"),
  /// To place holds, and to read, change, extend and release them without their secrets.
  HOLDS_WRITE("holds:write"),
  /// To confirm holds, and to cancel reservations.
  RESERVATIONS_CONFIRM("reservations:confirm"),
  /// To read reservations.
  RESERVATIONS_READ("reservations:read"),
  /// To block and unblock seats, and to read what is blocked.
  BOX_OFFICE("box-office"),
  /// To manage clients and their keys. It includes all others.
  ADMIN("admin");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /// The scope with this name; empty if there is none.
  public static Optional<Scope> named(String name) {
    return Arrays.stream(values()).filter(scope -> scope.text.equals(name)).findFirst();
  }

  /// All names, as messages list them.
  static String names() {
    return Arrays.stream(values()).map(Scope::toString).collect(Collectors.joining(", "));
  }

  /// What whoever has no key with it is told.
  public String required() {
    return "This call requires a key with the scope %s.".formatted(this);
  }

  /// Its name in the API.
  @Override
  public String toString() {
    return text;
  }
}
