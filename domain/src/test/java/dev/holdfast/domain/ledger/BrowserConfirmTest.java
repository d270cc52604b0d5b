package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.PLACED;
import static dev.holdfast.domain.ledger.TwoSeats.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BrowserConfirmTest {
  private static final ReservationId SOLD = new ReservationId(new UUID(1, 2));

  @Test
  void browsersNeitherConfirmNorCancelWhereTheEventForbidsIt() {
    assertThat(refusal(false, confirm(true))).contains(new Refusal.NeedsKey());
    assertThat(refusal(false, cancel(true))).contains(new Refusal.NeedsKey());
  }

  @Test
  void callersWithAKeyMayAndSoMayBrowsersWhereTheEventLetsThem() {
    assertThat(refusal(false, confirm(false))).isEmpty();
    assertThat(refusal(false, cancel(false))).isEmpty();
    assertThat(refusal(true, confirm(true))).isEmpty();
    assertThat(refusal(true, cancel(true))).isEmpty();
  }

  @Test
  void allElseIsFreeToBrowsers() {
    assertThat(refusal(false, new Command.Release(TERMS.id()))).isEmpty();
    assertThat(refusal(false, new Command.Extend(TERMS.id()))).isEmpty();
  }

  @Test
  void nothingIsForbiddenAboutWhatThereIsNot() {
    var nothing = draft(false, LookupResult.NONE);
    assertThat(BrowserConfirm.refusal(nothing, confirm(true))).isEmpty();
    assertThat(BrowserConfirm.refusal(nothing, cancel(true))).isEmpty();
  }

  private static Command confirm(boolean byBrowser) {
    return new Command.Confirm(TERMS.id(), SOLD, "ABC", null, null, byBrowser);
  }

  private static Command cancel(boolean byBrowser) {
    return new Command.Cancel(SOLD, null, null, null, byBrowser);
  }

  /// Of a hold that was sold, which makes no difference.
  private static Optional<Refusal> refusal(boolean browserConfirm, Command command) {
    var reservation =
        new Reservation(
            SOLD, "ABC", TERMS.id(), TERMS.seats(), Map.of(), null, PLACED, TERMS.holder(), null);
    var found =
        new LookupResult(
            List.of(new Hold.Confirmed(TERMS, SOLD)), Map.of(), List.of(reservation), List.of());
    return BrowserConfirm.refusal(draft(browserConfirm, found), command);
  }

  private static Draft draft(boolean browserConfirm, LookupResult found) {
    var settings = TwoSeats.settings(null, null, browserConfirm);
    return new Draft(new EventState(TwoSeats.sale(settings)), found);
  }
}
