package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.CommitProxy;
import dev.holdfast.testkit.CommitProxy.Fault;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// I5: what COMMIT has come to is found out, or said to be unknown.
class InDoubtCommitTest {
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(200);
  private static final RequestKey KEY = new RequestKey("shop", "key", "fingerprint");

  private final TestDatabase database = TestDatabase.empty();
  private final CommitProxy proxy = new CommitProxy(database.url());
  private final AgroalDataSource pool = database.newPool(proxy.jdbcUrl());

  @AfterEach
  void close() throws IOException {
    pool.close();
    proxy.close();
  }

  private EventUnderTest event(Duration budget, Duration commitTimeout) {
    return new EventUnderTest(
        database, new PostgresSeatLedger(pool, budget, LOCK_TIMEOUT, commitTimeout));
  }

  private static Command.Place placing(EventUnderTest event, String seat) {
    return new Node(new PostgresStore(event.database), event.sale).placing(seat);
  }

  private static Command.Confirm confirming(EventUnderTest event, HoldId id) {
    return new Node(new PostgresStore(event.database), event.sale).confirming(id);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whateverBecomesOfACommitItIsStoredOnceAndAnsweredAsStored(Fault fault) {
    Duration commitTimeout =
        fault == Fault.COMMIT_LATE ? Duration.ofSeconds(5) : Duration.ofMillis(300);
    EventUnderTest event = event(Duration.ofSeconds(10), commitTimeout);
    Command.Place place = placing(event, "S-1");
    held(event.commit(place));

    proxy.breakNextCommit(fault, () -> {});
    Outcome sold =
        event.send(List.of(new Submission(confirming(event, place.holdId()), KEY))).getFirst();

    assertThat(sold).isInstanceOf(Outcome.Confirmed.class);
    assertThat(((Outcome.Confirmed) sold).before()).isFalse();
    assertThat(event.stored().version()).isEqualTo(2);
    assertThat(event.folded()).isEqualTo(event.stored());
    held(event.commit(placing(event, "S-2")));
    assertThat(event.stored().version()).isEqualTo(3);

    Node other = new Node(new PostgresStore(database), event.sale);
    Outcome again = other.commit(confirming(event, place.holdId()), KEY);
    assertThat(((Outcome.Replayed) again).original()).isEqualTo(sold);
  }

  @Test
  void othersGoOnMeanwhileAndTheLostCommitIsStillFound() {
    EventUnderTest event = event(Duration.ofSeconds(10), Duration.ofSeconds(5));
    Node other = new Node(new PostgresStore(database), event.sale);
    Command.Place place = placing(event, "S-1");

    proxy.breakNextCommit(
        Fault.ANSWER_LOST,
        () -> {
          other.commit(new Command.Release(place.holdId()), null);
          other.hold("S-1");
        });

    assertThat(held(event.commit(place)).hold().terms().id()).isEqualTo(place.holdId());
    assertThat(event.stored().version()).isEqualTo(3);
  }

  @Test
  void whatAnotherNodeStoredAlikeIsNotTakenForOnesOwn() {
    EventUnderTest event = event(Duration.ofSeconds(10), Duration.ofSeconds(5));
    Node other = new Node(new PostgresStore(event.database), event.sale);
    database.setClock(Samples.START);
    HoldId hold = held(event.commit(placing(event, "S-1"))).hold().terms().id();
    // The clock stands still, so both decide at the same instant.
    database.setClock(Samples.START.plusSeconds(60));

    proxy.breakNextCommit(
        Fault.CONNECTION_LOST, () -> other.commit(new Command.Extend(hold), null));
    event.send(List.of(new Submission(new Command.Extend(hold), KEY)));

    assertThat(other.commit(new Command.Extend(hold), KEY))
        .as("its key was kept, too")
        .isInstanceOf(Outcome.Replayed.class);
  }

  @Test
  void aSeatThatSomebodyElseGotAfterALostCommitIsNotToBeHad() {
    EventUnderTest event = event(Duration.ofSeconds(10), Duration.ofSeconds(5));
    Node other = new Node(new PostgresStore(database), event.sale);

    proxy.breakNextCommit(Fault.CONNECTION_LOST, () -> other.hold("S-1"));

    assertThat(event.commit(placing(event, "S-1"))).isInstanceOf(Outcome.Refused.class);
    assertThat(event.stored().version()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COMMIT_PAUSED")
  void theOutcomeIsUnknownWhileTheServerStaysAway(Fault fault) {
    EventUnderTest event = event(Duration.ofSeconds(1), Duration.ofMillis(300));
    Command.Place place = placing(event, "S-1");

    proxy.breakNextCommit(fault, proxy::stayAway);

    long start = System.nanoTime();
    assertThatThrownBy(() -> event.commit(place)).isInstanceOf(OutcomeUnknown.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void theOutcomeIsUnknownWhereTheHistoryIsAnotherOneByNow() {
    EventUnderTest event = event(Duration.ofSeconds(5), Duration.ofMillis(300));
    Command.Place place = placing(event, "S-1");

    proxy.breakNextCommit(
        Fault.CONNECTION_LOST, () -> database.execute("UPDATE event_head SET epoch = epoch + 1"));

    assertThatThrownBy(() -> event.commit(place)).isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aConfirmationIsUnknownWhileItsSynchronousStandbyIsAway() {
    EventUnderTest event = event(Duration.ofSeconds(2), Duration.ofMillis(300));
    Command.Place place = placing(event, "S-1");
    held(event.commit(place));
    Submission confirm = new Submission(confirming(event, place.holdId()), KEY);

    waitForStandbys("nobody");
    try {
      assertThatThrownBy(() -> event.send(List.of(confirm)))
          .as("its transaction is committed here, but not where it was to be safe")
          .isInstanceOf(OutcomeUnknown.class);
    } finally {
      waitForStandbys("");
    }

    confirmed(((Outcome.Replayed) event.send(List.of(confirm)).getFirst()).original());
  }

  private void waitForStandbys(String names) {
    database.execute("ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(names));
    database.execute("SELECT pg_reload_conf(), pg_sleep(0.2)");
  }
}
