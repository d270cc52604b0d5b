package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.HoldRecords.HoldsWanted;
import dev.holdfast.application.port.out.HoldRecords.ReservationsWanted;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How much of a large event a page of a list looks at.
class ListingsTest {
  /// Instead of the many that a page looks at.
  private static final int LOOKED_AT = 3;

  private final TestDatabase database = TestDatabase.empty();
  private final EventUnderTest event =
      new EventUnderTest(database, new PostgresSeatLedger(database.pool(), TestDatabase.BUDGET));
  private final Node commands = new Node(new PostgresStore(database), event.sale);

  private HoldId placed() {
    return held(event.commit(commands.placing("S-1"))).hold().terms().id();
  }

  private HoldId released() {
    HoldId id = placed();
    event.commit(new Command.Release(id));
    return id;
  }

  private interface Listing<T> {
    Page<T> page(Listings listings, @Nullable UUID after) throws SQLException;
  }

  private <T> List<Page<T>> pages(Listing<T> listing) throws SQLException {
    List<Page<T>> pages = new ArrayList<>();
    try (Connection connection = database.pool().getConnection()) {
      var listings = new Listings(connection, LOOKED_AT);
      UUID after = null;
      do {
        Page<T> page = listing.page(listings, after);
        pages.add(page);
        after = page.next();
      } while (after != null);
    }
    return pages;
  }

  @Test
  void aPageOfFilteredHoldsLooksAtSoManyAndTheNextOneGoesOn() throws SQLException {
    List<HoldId> released = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      released.add(released());
    }

    var confirmed =
        pages(
            (listings, after) ->
                listings.holds(
                    event.sale, new HoldsWanted(null, Hold.Status.CONFIRMED, after, 10)));
    assertThat(confirmed).as("of seven, three at once").hasSize(3);
    assertThat(confirmed).allMatch(page -> page.items().isEmpty());

    var all =
        pages(
            (listings, after) ->
                listings.holds(
                    event.sale, new HoldsWanted(Samples.SHOP, Hold.Status.RELEASED, after, 2)));
    assertThat(all.stream().flatMap(page -> page.items().stream()))
        .extracting(view -> view.hold().terms().id())
        .containsExactlyInAnyOrderElementsOf(released);
  }

  @Test
  void liveHoldsAreFoundWhateverHasEndedBefore() throws SQLException {
    for (int i = 0; i < 7; i++) {
      released();
    }
    HoldId live = placed();

    var held =
        pages(
            (listings, after) ->
                listings.holds(event.sale, new HoldsWanted(null, Hold.Status.HELD, after, 10)));
    assertThat(held).hasSize(1);
    assertThat(held.getFirst().items())
        .extracting(view -> view.hold().terms().id())
        .containsExactly(live);
  }

  @Test
  void aPageOfFilteredReservationsLooksAtSoManyAndTheNextOneGoesOn() throws SQLException {
    List<Reservation> sold = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Reservation one = Node.confirmed(event.commit(commands.confirming(placed())));
      sold.add(Node.cancelled(event.commit(Node.cancelling(one.id(), null, "ill"))));
    }

    for (String customer : List.of("nobody", "c-1")) {
      var pages =
          pages(
              (listings, after) ->
                  listings.reservations(
                      event.sale, new ReservationsWanted(null, null, null, customer, after, 10)));
      assertThat(pages).hasSize(3);
    }
    var all =
        pages(
            (listings, after) ->
                listings.reservations(
                    event.sale, new ReservationsWanted(Samples.SHOP, null, null, null, after, 2)));
    assertThat(all.stream().flatMap(page -> page.items().stream()))
        .containsExactlyInAnyOrderElementsOf(sold);
  }
}
