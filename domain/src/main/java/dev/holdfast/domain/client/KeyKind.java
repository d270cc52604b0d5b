package dev.holdfast.domain.client;

import java.util.Arrays;
import java.util.Optional;

/// For whom a key is. Its token shows it.
public enum KeyKind {
  /// For servers, which keep it secret.
  SECRET("sk"),
  /// For browsers, where everybody can read it. None are issued yet.
  PUBLISHABLE("pk"),
  /// For one buyer and a short time. None are issued yet.
  BUYER("bt");

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
}
