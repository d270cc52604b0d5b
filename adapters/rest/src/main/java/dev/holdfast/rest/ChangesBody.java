package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Effect;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.seatmap.SeatMap;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What followed a version of an event's seats, the earliest first.
///
/// @param from the version that it follows
/// @param to the version of the last change; from, if there is none
@RegisterForReflection
record ChangesBody(long epoch, long from, long to, List<ChangeBody> changes) {
  static ChangesBody from(SeatViews.Changes.Page page) {
    SeatMap map = page.sale().seatMap();
    return new ChangesBody(
        page.epoch(),
        page.from(),
        page.to(),
        page.entries().stream().map(entry -> ChangeBody.from(entry, map)).toList());
  }

  /// One change.
  ///
  /// @param seats those that are held, sold, blocked or available now, as the kind says
  /// @param removed those that a changed hold gave back; null otherwise
  /// @param areas by how many places areas are fuller or emptier now; null if none is
  /// @param expiresAt when the hold's time is up; null unless the change set that
  /// @param eventVersion the {@link EventBody#version} from then on; null unless the change
  ///     set that
  @RegisterForReflection
  record ChangeBody(
      long version,
      Instant at,
      String kind,
      List<String> seats,
      @Nullable List<String> removed,
      @Nullable List<AreaShiftBody> areas,
      @Nullable Instant expiresAt,
      @Nullable Long eventVersion) {
    static ChangeBody from(LedgerEntry entry, SeatMap map) {
      Change change = entry.change();
      List<Integer> seats = new ArrayList<>(change.numbers());
      List<Integer> givenBack = new ArrayList<>();
      boolean isOfHoldThatStays = false;
      Instant expiresAt = null;
      Long eventVersion = null;
      for (Effect effect : change.effects()) {
        switch (effect) {
          case Effect.Moved(var numbers, _, Claim to) -> {
            if (to == null) {
              givenBack.addAll(numbers);
            }
          }
          case Effect.HoldOpened(HoldTerms terms) -> expiresAt = terms.expiresAt();
          case Effect.HoldChanged _ -> isOfHoldThatStays = true;
          case Effect.HoldExtended(_, Instant later) -> expiresAt = later;
          case Effect.SettingsSet(Settings settings) -> eventVersion = settings.version();
          case Effect.HoldEnded _, Effect.Unknown _ -> {}
        }
      }
      if (isOfHoldThatStays) {
        seats.removeAll(givenBack);
      }
      List<AreaShiftBody> areas = change.areas(map).stream().map(AreaShiftBody::from).toList();
      return new ChangeBody(
          entry.version(),
          entry.at(),
          change.kind(),
          ids(map, seats),
          isOfHoldThatStays ? ids(map, givenBack) : null,
          areas.isEmpty() ? null : areas,
          expiresAt,
          eventVersion);
    }

    private static List<String> ids(SeatMap map, List<Integer> numbers) {
      return numbers.stream().filter(map::isSeat).map(number -> map.seat(number).id()).toList();
    }
  }

  /// How an area shifted.
  ///
  /// @param held by how many more places holds have; places of a hold whose time is up count until
  ///     its expired change
  /// @param reserved by how many more places reservations have
  /// @param blocked by how many more places are taken out of sale; places of a block that is over
  ///     count until its block-expired change
  @RegisterForReflection
  record AreaShiftBody(String id, int held, int reserved, int blocked) {
    static AreaShiftBody from(Change.AreaShift shift) {
      return new AreaShiftBody(shift.area().id(), shift.held(), shift.reserved(), shift.blocked());
    }
  }
}
