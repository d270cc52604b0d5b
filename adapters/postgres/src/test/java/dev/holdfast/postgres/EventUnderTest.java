package dev.holdfast.postgres;

import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.util.Arrays;
import java.util.List;

/// An event of twelve seats that is changed through one ledger, as a lane does it: after a failure
/// the state is dropped.
final class EventUnderTest {
  final Sale sale;
  final TestDatabase database;
  final PostgresSeatLedger ledger;
  EventState state;

  EventUnderTest(TestDatabase database, PostgresSeatLedger ledger) {
    this.sale = Samples.sale(12);
    this.database = database;
    this.ledger = ledger;
    this.state = new EventState(sale);
    database.add(sale);
  }

  /// The same event, changed through another ledger.
  EventUnderTest(EventUnderTest same, PostgresSeatLedger ledger) {
    this.sale = same.sale;
    this.database = same.database;
    this.ledger = ledger;
    this.state = new EventState(sale);
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
    return Picture.stored(new PostgresStore(database).newLedger(), sale);
  }

  Picture folded() {
    return Picture.folded(new PostgresStore(database).newLedger(), sale);
  }
}
