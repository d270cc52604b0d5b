package dev.holdfast.domain.ledger;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.Settings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The rules that only a test event's time is changed, and how far.
final class TestMode {
  private static final Duration LEAST = Duration.ofMillis(1);

  private TestMode() {}

  static Optional<Refusal> refusal(Event event) {
    return event.testMode() ? Optional.empty() : Optional.of(new Refusal.NoTestEvent());
  }

  static Optional<Refusal> refusal(Settings settings, Duration by) {
    Duration most = Settings.MOST_AHEAD.minus(settings.clockAhead());
    return by.compareTo(LEAST) >= 0
            && by.compareTo(most) <= 0
            && by.truncatedTo(ChronoUnit.MILLIS).equals(by)
        ? Optional.empty()
        : Optional.of(
            new Refusal.InvalidSettings(
                List.of(
                    FieldError.expected(
                        FieldPath.of("advance"),
                        by,
                        LEAST + ".." + most + " in whole milliseconds"))));
  }
}
