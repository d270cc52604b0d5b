package dev.holdfast.domain;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// UUIDs as texts.
public final class Uuids {
  // The parser of the JDK takes shorter forms too.
  private static final Pattern WHOLE =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private Uuids() {}

  /// What a text says; empty if it is no UUID written in full, such as
  /// `6f1c3c52-0f5e-4d0c-9a43-5d7b1c0e8f11`.
  public static Optional<UUID> parse(String text) {
    return WHOLE.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
