package dev.holdfast.domain.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// For whom a key is. Its token shows it.
public enum KeyKind {
  /// For servers, which keep it secret.
  SECRET("sk"),
  /// For browsers, where everybody can read it.
  PUBLISHABLE("pk");

  private final String code;

  KeyKind(String code) {
    this.code = code;
  }

  /// The two letters of tokens.
  String code() {
    return code;
  }

  static Optional<KeyKind> of(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
  }

  /// The kind with this name; empty if there is none.
  public static Optional<KeyKind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.toString().equals(name)).findFirst();
  }

  /// Its name in the API.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
