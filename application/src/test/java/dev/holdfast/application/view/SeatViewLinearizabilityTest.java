package dev.holdfast.application.view;

import dev.holdfast.application.Examples;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.time.Instant;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/// Readers of a seat view see what was applied up to some moment, wholly, and never go back.
class SeatViewLinearizabilityTest {
  private static final Sale SALE = Examples.saleOfSeats(1);
  private static final Instant EXPIRY = Instant.ofEpochSecond(100);

  /// A view in which one seat is held and released in turn.
  public static final class SeatView {
    private final EventState state = new EventState(SALE);
    private long applied;

    public SeatView() {
      state.begin(1);
    }

    private static LedgerEntry entry(long version) {
      HoldId hold = HoldId.of(SALE.event().id(), (version + 1) / 2);
      List<PricedSeat> seats = List.of(new PricedSeat(0, null, 0, 0));
      var terms = new HoldTerms(hold, seats, Instant.EPOCH, EXPIRY, EXPIRY, Holder.NOBODY);
      Change change = version % 2 == 1 ? Change.placed(terms) : Change.released(terms);
      return new LedgerEntry(1, version, Instant.EPOCH, change);
    }

    /// Two nodes may tell the same entry.
    @Operation(nonParallelGroup = "writer")
    public long apply(@Param(gen = IntGen.class, conf = "1:2") int more) {
      List<LedgerEntry> entries = List.of(entry(applied + 1), entry(applied + 2)).subList(0, more);
      state.apply(entries);
      applied += more;
      return state.version();
    }

    @Operation
    public String availability() {
      var now = state.availability(Instant.EPOCH);
      return now.stamp() + " " + now.held();
    }

    @Operation
    public String availabilityOnceDue() {
      var now = state.availability(EXPIRY);
      return now.stamp() + " " + now.held();
    }

    @Operation
    public String stampOnceDue() {
      return state.stamp(EXPIRY).toString();
    }

    @Operation
    public String entriesAfter(@Param(gen = IntGen.class, conf = "0:3") int version) {
      return state
          .entriesAfter(version)
          .map(entries -> entries.stream().map(LedgerEntry::version).toList().toString())
          .orElse("not known");
    }
  }

  @Test
  void readersSeeOneMomentWholly() {
    new ModelCheckingOptions()
        .iterations(4)
        .invocationsPerIteration(30)
        .threads(3)
        .actorsBefore(1)
        .actorsPerThread(2)
        .actorsAfter(1)
        .check(SeatView.class);
  }
}
