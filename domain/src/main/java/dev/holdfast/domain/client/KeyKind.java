package dev.holdfast.domain.client;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// For whom a key is. Its token shows it.
public enum KeyKind {
  /// For servers, which keep it secret.
  SECRET("sk"),
  /// For browsers, where everybody can read it.
  PUBLISHABLE("pk");

  private static final List<KeyKind> ALL = List.of(values());

  private final String code;

  KeyKind(String code) {
    this.code = code;
  }

  /// The two letters of tokens.
  String code() {
    return code;
  }

  static Optional<KeyKind> of(String code) {
    for (KeyKind kind : ALL) {
      if (kind.code.equals(code)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /// The kind with this name; empty if there is none.
  public static Optional<KeyKind> named(String name) {
    return ALL.stream().filter(kind -> kind.toString().equals(name)).findFirst();
  }

  /// Its name in the API.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
