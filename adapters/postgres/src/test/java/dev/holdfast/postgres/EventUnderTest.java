package dev.holdfast.postgres;

import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import java.util.Arrays;
import java.util.List;

/// An event of twelve seats that is changed through one ledger, as a lane does it: after a failure
/// the state is dropped.
final class EventUnderTest {
  final Sale sale = Samples.sale(12);
  final TestDatabase database;
  final PostgresSeatLedger ledger;
  EventState state = new EventState(sale);

  EventUnderTest(TestDatabase database, PostgresSeatLedger ledger) {
    this.database = database;
    this.ledger = ledger;
    database.add(sale);
  }

  Outcome commit(Command command) {
    return commitAll(command).getFirst();
  }

  List<Outcome> commitAll(Command... commands) {
    return send(Arrays.stream(commands).map(c -> new Submission(c, null)).toList());
  }

  List<Outcome> send(List<Submission> batch) {
    try {
      return ledger.commit(new Work(state, batch));
    } catch (RuntimeException e) {
      state = new EventState(sale);
      throw e;
    }
  }

  String id() {
    return sale.event().id().toString();
  }

  Picture stored() {
    return Picture.stored(database.newLedger(), sale);
  }

  Picture folded() {
    return Picture.folded(database.newLedger(), sale);
  }
}
