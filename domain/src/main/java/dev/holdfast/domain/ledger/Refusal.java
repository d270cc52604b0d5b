package dev.holdfast.domain.ledger;

import dev.holdfast.domain.FieldError;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Why a command was refused. A refused command changes nothing.
public sealed interface Refusal {
  /// What happened, in a sentence for people. Every interface says it in these words.
  default String detail() {
    return switch (this) {
      case SeatsUnavailable(var conflicts, var shortages) ->
          Stream.of(
                  counted(conflicts.size(), "seat is", "seats are", "not available."),
                  counted(shortages.size(), "area has", "areas have", "too few available places."))
              .flatMap(Optional::stream)
              .collect(Collectors.joining(" "));
      case HoldExpired(Instant expiredAt) -> "The hold expired at " + expiredAt + ".";
      case HoldReleased _ -> "The hold was already released.";
      case HoldConfirmed _ -> "The hold was already confirmed.";
      case QuoteMismatch _ -> "The hold's total differs from expectedTotal.";
      case InvalidSelection _ -> "The selection is invalid.";
      case InvalidSettings _ -> "The event is invalid.";
      case SettingsChanged _ -> "The event was changed since its ETag was read.";
      case SalesClosed(SalesClosed.Phase reason, _, _) ->
          switch (reason) {
            case NOT_OPEN -> "Sales are not open yet.";
            case OVER -> "Sales are over.";
            case PAUSED -> "Sales are paused.";
          };
      case HoldLimitReached(HoldLimitReached.Scope scope, int limit, int held, int reserved) ->
          "This %s has %d seats in holds and %d in reservations at this event (limit: %d)."
              .formatted(scope, held, reserved, limit);
      case CoolingDown(var seats) ->
          counted(
                  seats.size(),
                  "seat was",
                  "seats were",
                  "in a hold of yours that ended or was changed, and can't be held by you again yet.")
              .orElseThrow();
      case MandateExceeded(MandateExceeded.Cap cap, String value, String limit) ->
          "The key's mandate does not allow this: %s: %s (mandate: %s)."
              .formatted(cap, value, limit);
      case NotFound _ ->
          "There is no such event, hold or reservation, or its secret is missing or wrong.";
      case NeedsKey _ ->
          "Confirming and cancelling require a key with the scope reservations:confirm at this event.";
      case NoTestEvent _ -> "The event is no test event: its testMode is false.";
      case RefusedBefore _ -> "A request with this Idempotency-Key was refused before.";
      case KeyReused _ -> "This Idempotency-Key was already used for another request.";
    };
  }

  private static Optional<String> counted(int number, String one, String several, String what) {
    return number == 0
        ? Optional.empty()
        : Optional.of("%d %s %s".formatted(number, number == 1 ? one : several, what));
  }

  /// Some seats are somebody else's, or areas have too few places left.
  record SeatsUnavailable(List<Conflict> conflicts, List<Shortage> shortages) implements Refusal {
    public SeatsUnavailable {
      conflicts = List.copyOf(conflicts);
      shortages = List.copyOf(shortages);
    }
  }

  /// An area that has too few places left.
  ///
  /// @param area its id
  /// @param requested how many places the hold was to have, or were to be blocked
  /// @param available how many it could have, those that it has included
  /// @param forSale whether anybody can have any
  record Shortage(String area, int requested, int available, boolean forSale) {}

  /// A seat that is not to be had.
  ///
  /// @param seat its id
  /// @param mayBeFreeAt when the hold that has it runs out; null if no hold has it
  record Conflict(String seat, Reason reason, @Nullable Instant mayBeFreeAt) {
    /// Who has it, or that nobody can.
    public enum Reason {
      HELD,
      RESERVED,
      BLOCKED,
      NOT_FOR_SALE
    }
  }

  /// The hold's time was up.
  record HoldExpired(Instant expiredAt) implements Refusal {}

  /// The hold was released already.
  record HoldReleased() implements Refusal {}

  /// The hold was confirmed already.
  record HoldConfirmed() implements Refusal {}

  /// The expected total is not the hold's quote.
  ///
  /// @param total the quote, in minor units
  record QuoteMismatch(long total, Currency currency) implements Refusal {}

  /// What was chosen can't be chosen, whoever has it.
  record InvalidSelection(List<FieldError> errors) implements Refusal {
    public InvalidSelection {
      errors = List.copyOf(errors);
    }
  }

  /// The event can't have these settings.
  record InvalidSettings(List<FieldError> errors) implements Refusal {
    public InvalidSettings {
      errors = List.copyOf(errors);
    }
  }

  /// The settings were changed since the sender has seen them.
  record SettingsChanged() implements Refusal {}

  /// The event is not for sale at this instant.
  ///
  /// @param salesOpenAt null for no limit
  record SalesClosed(Phase reason, @Nullable Instant salesOpenAt, Instant salesCloseAt)
      implements Refusal {
    /// Which side of the sales window it is on, or that it is paused within it.
    public enum Phase {
      NOT_OPEN,
      OVER,
      PAUSED
    }
  }

  /// The event is no test event, and this can be done with no other.
  record NoTestEvent() implements Refusal {}

  /// Somebody would have more seats and places of the event than one may.
  ///
  /// @param limit of what is held, or of what is held and reserved together
  /// @param held how many are in holds now, without those that were asked for
  /// @param reserved how many are in reservations now
  record HoldLimitReached(Scope scope, int limit, int held, int reserved) implements Refusal {
    /// Whose they are.
    public enum Scope {
      CUSTOMER,
      CLIENT,
      ADDRESS;

      /// Its name in the API.
      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /// Somebody has let these seats go, and can't hold them again yet. Others can.
  record CoolingDown(List<Seat> seats) implements Refusal {
    public CoolingDown {
      seats = List.copyOf(seats);
    }

    /// A seat that was let go.
    ///
    /// @param seat its id
    /// @param endsAt the first instant at which it may be held again, by the event's time
    public record Seat(String seat, Instant endsAt) {}
  }

  /// The mandate of the caller's key does not allow it.
  ///
  /// @param value what it would come to
  /// @param limit what the mandate says
  record MandateExceeded(Cap cap, String value, String limit) implements Refusal {
    /// Which cap.
    public enum Cap {
      /// The event.
      EVENT_ID,
      /// The end.
      UNTIL,
      /// The currency of the total.
      CURRENCY,
      /// How many seats and places are reserved already: more than none.
      RESERVED,
      /// How many seats and places.
      MAX_SEATS,
      /// What they cost together.
      MAX_TOTAL;

      /// Its name in the API.
      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }
  }

  /// There is no such event, hold or reservation, or the caller may not know that there is.
  record NotFound() implements Refusal {}

  /// Browsers may neither confirm the event's holds nor cancel what was sold, and the caller has no
  /// key, only a hold's secret.
  record NeedsKey() implements Refusal {}

  /// The same request was refused before, and whoever sent it relies on it that it is not carried
  /// out.
  record RefusedBefore() implements Refusal {}

  /// The idempotency key was used with another request.
  record KeyReused() implements Refusal {}
}
