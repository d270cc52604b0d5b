package dev.holdfast.domain.ledger;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Change.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Something that somebody wants done to one event's seats. Seats are named by their ids, as the
/// world outside names them, so that an unknown one is refused in one place.
public sealed interface Command {
  /// Whether it may overtake those that place holds or sweep.
  default boolean mayOvertake() {
    return true;
  }

  /// Whether what it does must never be lost, wherever holds are; see {@link Change#isFinal}.
  default boolean isFinal() {
    return false;
  }

  /// A command about a hold that there is.
  sealed interface OfHold extends Command {
    HoldId holdId();
  }

  /// A command about a reservation that there is.
  sealed interface OfReservation extends Command {
    ReservationId reservationId();
  }

  /// A command of the organiser about the event itself. What it does is final.
  sealed interface OfEvent extends Command {
    @Override
    default boolean isFinal() {
      return true;
    }
  }

  /// A command that changes the event's settings, and nothing else.
  sealed interface OfSettings extends OfEvent {
    /// What people call the change.
    Kind kind();

    /// Why it is refused; empty if it is not.
    default Optional<Refusal> refusal(Sale sale) {
      return Optional.empty();
    }

    /// The next settings, if it is not refused.
    Settings after(Sale sale);
  }

  /// How many places of an area a hold is to have, or are to be blocked or not any more. Several
  /// of one area, each of another ticket type, say together what a hold is to have of that area.
  ///
  /// @param area its id
  /// @param ticketType null for the one that the hold's places of the area have, or the default;
  ///     blocks have none
  record Quantity(String area, int quantity, @Nullable String ticketType) {}

  /// Some places of one area.
  ///
  /// @param area its id
  /// @param numbers as their buyer reads them
  record Numbers(String area, List<Integer> numbers) {
    public Numbers {
      numbers = List.copyOf(numbers);
    }
  }

  /// Take free seats and places, all or none.
  ///
  /// @param holdId a fresh id
  /// @param ticketTypes ticket type ids by seat id; a seat not named gets the default
  /// @param holder with whose other seats they are counted
  record Place(
      HoldId holdId,
      List<String> seats,
      List<Quantity> areas,
      Map<String, String> ticketTypes,
      HoldDetails details,
      Holder holder)
      implements Command {
    public Place {
      seats = List.copyOf(seats);
      areas = List.copyOf(areas);
      ticketTypes = Map.copyOf(ticketTypes);
    }

    @Override
    public boolean mayOvertake() {
      return false;
    }
  }

  /// Add, give back and re-type seats and places of a hold, all or nothing.
  ///
  /// @param areas what the hold has of these areas afterwards; of all others it has what it had
  /// @param ticketTypes ticket type ids by id of a seat that the hold has afterwards, in the order
  ///     in which they were named
  record Change(
      HoldId holdId,
      List<String> add,
      List<String> remove,
      List<Quantity> areas,
      Map<String, String> ticketTypes)
      implements OfHold {
    public Change {
      add = List.copyOf(add);
      remove = List.copyOf(remove);
      areas = List.copyOf(areas);
      ticketTypes = Collections.unmodifiableMap(new LinkedHashMap<>(ticketTypes));
    }
  }

  /// Let a hold live longer, as far as the policy lets it.
  record Extend(HoldId holdId) implements OfHold {}

  /// Sell a hold's seats.
  ///
  /// @param reservationId a fresh id
  /// @param code the code that the reservation gets
  /// @param reference what the shop calls it; null if nothing
  /// @param expectedTotal refused if the quote is another, in minor units; null for any quote
  /// @param byBrowser whether it comes from somebody without a key
  record Confirm(
      HoldId holdId,
      ReservationId reservationId,
      String code,
      @Nullable String reference,
      @Nullable Long expectedTotal,
      boolean byBrowser)
      implements OfHold {
    @Override
    public boolean isFinal() {
      return true;
    }
  }

  /// Give a hold's seats back.
  record Release(HoldId holdId) implements OfHold {}

  /// End the time of a hold of a test event at once.
  record ExpireNow(HoldId holdId) implements OfHold {}

  /// Expire holds whose time is up, the earliest first, and then release seats and places whose
  /// block is over.
  ///
  /// @param atMost how many holds, and seats and places of blocks, at least 1
  record Expire(int atMost) implements Command {
    @Override
    public boolean mayOvertake() {
      return false;
    }
  }

  /// Let nothing more be held for now, or let it again. Live holds stay as they are.
  record Pause(boolean paused) implements OfSettings {
    @Override
    public Kind kind() {
      return paused ? Kind.PAUSED : Kind.RESUMED;
    }

    @Override
    public Settings after(Sale sale) {
      return sale.event().settings().withPaused(paused);
    }
  }

  /// Advance the clock of a test event. What is due then is expired with it.
  ///
  /// @param by at least 1 ms, in whole milliseconds
  record Advance(Duration by) implements OfEvent {}

  /// Change settings.
  ///
  /// @param tags of settings, see {@link EntryCodec#tag}; refused unless those of now are among
  ///     them. Null for any
  record Configure(SettingsPatch patch, @Nullable Set<String> tags) implements OfSettings {
    public Configure {
      tags = tags == null ? null : Set.copyOf(tags);
    }

    @Override
    public Kind kind() {
      return Kind.CONFIGURED;
    }

    @Override
    public Optional<Refusal> refusal(Sale sale) {
      Event event = sale.event();
      if (tags != null && !tags.contains(EntryCodec.tag(event.settings()))) {
        return Optional.of(new Refusal.SettingsChanged());
      }
      List<FieldError> errors = after(sale).errors(Optional.of(sale.seatMap()));
      return errors.isEmpty() ? Optional.empty() : Optional.of(new Refusal.InvalidSettings(errors));
    }

    @Override
    public Settings after(Sale sale) {
      return patch.on(sale.event().settings()).next();
    }
  }

  /// Take free seats and places out of sale, all or none.
  ///
  /// @param areas the lowest places that are free are taken
  /// @param claim that they get
  record Block(List<String> seats, List<Quantity> areas, Claim.Blocked claim) implements OfEvent {
    public Block {
      seats = List.copyOf(seats);
      areas = List.copyOf(areas);
    }
  }

  /// Put blocked seats and places back on sale, all or none, whatever they were blocked for.
  ///
  /// @param areas the highest places that are blocked go back
  record Unblock(List<String> seats, List<Quantity> areas) implements OfEvent {
    public Unblock {
      seats = List.copyOf(seats);
      areas = List.copyOf(areas);
    }
  }

  /// Take sold seats and places back; all of them if none are named.
  ///
  /// @param seats ids of sold seats; null for none, or all
  /// @param areas sold places; null for none, or all
  /// @param reason kept with the tickets; null if none was given
  /// @param byBrowser whether it comes from somebody without a key
  record Cancel(
      ReservationId reservationId,
      @Nullable List<String> seats,
      @Nullable List<Numbers> areas,
      @Nullable String reason,
      boolean byBrowser)
      implements OfReservation {
    public Cancel {
      seats = seats == null ? null : List.copyOf(seats);
      areas = areas == null ? null : List.copyOf(areas);
    }

    @Override
    public boolean isFinal() {
      return true;
    }
  }
}
