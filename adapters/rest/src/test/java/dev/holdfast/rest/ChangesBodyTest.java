package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.in.SeatViews.Changes.Page;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Effect;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.rest.ChangesBody.AreaShiftBody;
import dev.holdfast.rest.ChangesBody.ChangeBody;
import dev.holdfast.testkit.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the feed says of entries.
class ChangesBodyTest {
  private final Sale sale = Samples.saleWithAreas(2);

  @Test
  void anEntryOfAnUnknownKindIsShownByItsEffects() {
    HoldId id = HoldId.of(sale.event().id(), 1);
    List<Integer> numbers = List.of(0, 2, 3);
    var change =
        new Change(
            "courted",
            id,
            null,
            numbers,
            List.of(
                new Effect.Moved(numbers, null, new Claim.Held(id)),
                new Effect.HoldExtended(id, Samples.START)));
    var entry = new LedgerEntry(1, 5, Samples.START, change);

    ChangesBody body = ChangesBody.from(new Page(sale, 1, 4, 5, List.of(entry)));

    assertThat(body.changes())
        .containsExactly(
            new ChangeBody(
                5,
                Samples.START,
                "courted",
                List.of("S-1"),
                null,
                List.of(new AreaShiftBody("Pit", 2, 0, 0)),
                Samples.START,
                null));
  }

  @Test
  void aChangeOfTheEventSaysWhichVersionOfItThereIsSince() {
    Settings after = sale.event().settings().withPaused(true);
    var entry =
        new LedgerEntry(1, 5, Samples.START, Change.settings(Change.Kind.CONFIGURED, after));

    ChangesBody body = ChangesBody.from(new Page(sale, 1, 4, 5, List.of(entry)));

    assertThat(body.changes())
        .containsExactly(
            new ChangeBody(5, Samples.START, "configured", List.of(), null, null, null, 1L));
  }
}
