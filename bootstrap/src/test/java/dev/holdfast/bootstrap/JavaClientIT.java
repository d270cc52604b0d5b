package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.BlockRemoval;
import dev.holdfast.client.Blocks.Places;
import dev.holdfast.client.Cancellation;
import dev.holdfast.client.ChangeStream;
import dev.holdfast.client.Changes;
import dev.holdfast.client.Confirmation;
import dev.holdfast.client.Event;
import dev.holdfast.client.Event.TicketType;
import dev.holdfast.client.EventPatch;
import dev.holdfast.client.EventQuery;
import dev.holdfast.client.Feed;
import dev.holdfast.client.FeedStream;
import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldChange;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Key;
import dev.holdfast.client.NewBlock;
import dev.holdfast.client.NewEvent;
import dev.holdfast.client.NewHold;
import dev.holdfast.client.NewHold.AreaQuantity;
import dev.holdfast.client.NewKey;
import dev.holdfast.client.Owned;
import dev.holdfast.client.Price;
import dev.holdfast.client.Problem;
import dev.holdfast.client.ProblemException;
import dev.holdfast.client.Reservation;
import dev.holdfast.client.ReservationQuery;
import dev.holdfast.client.SeatMap;
import dev.holdfast.client.WebhookEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The client in Java, against the service.
@ExtendWith(RunningService.class)
class JavaClientIT {
  private static final Instant LATER = Instant.parse("2099-06-01T18:00:00Z");

  private final Holdfast buyer;
  private final Holdfast admin;

  JavaClientIT(Api api) {
    buyer = Holdfast.at(api.uri()).build();
    admin = Holdfast.at(api.uri()).key(PackagedService.ADMIN_KEY).build();
  }

  private Event newEvent(String name, Instant startsAt) {
    SeatMap map = admin.importSeatMap(Api.room(), null, false);
    EventPatch settings =
        EventPatch.builder()
            .name(name)
            .startsAt(startsAt)
            .prices(
                Map.of(
                    "stalls", new Price.ByTicketType(Map.of("adult", 5000L, "child", 2500L)),
                    "standing", new Price.Flat(1000)))
            .build();
    return admin.createEvent(
        new NewEvent(
            settings,
            map.id(),
            "Europe/Berlin",
            "EUR",
            List.of(new TicketType("adult", "Adult"), new TicketType("child", "Child")),
            true,
            true,
            null,
            Map.of("hall", 3)));
  }

  @Test
  void aBuyerHoldsChangesExtendsConfirmsAndCancels() {
    Event event = newEvent("Evening", LATER);
    assertThat(event.prices()).containsEntry("standing", new Price.Flat(1000));
    assertThat(event.metadata()).containsEntry("hall", 3);
    NewHold wanted = NewHold.of("A-1").with("A-2", "child").with(new AreaQuantity("Pit", 2, null));
    Hold placed = buyer.placeHold(event.id(), wanted);
    assertThat(placed.quote().total()).isEqualTo(9500);
    assertThat(placed.secret()).isNotNull();
    Hold changed = buyer.changeHold(placed, HoldChange.of(List.of("A-3"), List.of("A-2")));
    Hold extended = buyer.extendHold(changed);
    assertThat(extended.secret()).isEqualTo(placed.secret());
    Reservation reservation =
        buyer.confirmHold(extended, Confirmation.of("order 1", extended.quote().total()));
    assertThat(reservation.seats()).extracting(Hold.Seat::id).containsExactly("A-1", "A-3");
    assertThat(buyer.getHold(placed).status()).isEqualTo("confirmed");
    Reservation cancelled =
        buyer.cancelReservation(reservation, new Cancellation(List.of("A-1"), null, "ill"));
    assertThat(cancelled.status()).isEqualTo("partly-cancelled");
    assertThat(cancelled.cancellations()).singleElement().extracting("reason").isEqualTo("ill");
    assertThat(admin.getReservation(Owned.of(reservation.id())).cancelled()).containsExactly("A-1");
  }

  @Test
  void aHoldThatIsReleasedIsGone() {
    Event event = newEvent("Evening", LATER);
    Hold placed = buyer.placeHold(event.id(), NewHold.of("A-1"));
    buyer.releaseHold(placed);
    assertThat(buyer.getHold(placed).status()).isEqualTo("released");
  }

  @Test
  void holdsAndReservationsAreListedAndTheTimeOfATestIsMadeToPass() {
    Event event = newEvent("Evening", LATER);
    Hold expired = buyer.placeHold(event.id(), NewHold.of("A-1"));
    assertThat(buyer.expireHold(expired).status()).isEqualTo("expired");
    Hold late = buyer.placeHold(event.id(), NewHold.of("A-2"));
    assertThat(admin.advanceClock(event.id(), Duration.ofHours(1)).clockAhead())
        .isEqualTo(Duration.ofHours(1));
    assertThat(buyer.getHold(late).status()).isEqualTo("expired");
    Hold sold = buyer.placeHold(event.id(), NewHold.of("A-3"));
    Reservation reservation = buyer.confirmHold(sold, Confirmation.of("order 7", 5000));
    assertThat(admin.listHolds(event.id(), "confirmed")).extracting(Hold::id).contains(sold.id());
    assertThat(admin.listReservations(ReservationQuery.of(event.id())))
        .extracting(Reservation::code)
        .containsExactly(reservation.code());
    admin.deleteEvent(event.id());
    assertThatThrownBy(() -> admin.getEvent(event.id())).isInstanceOf(ProblemException.class);
  }

  @Test
  void aProblemHasTheMembersOfItsType() {
    Event event = newEvent("Evening", LATER);
    buyer.placeHold(event.id(), NewHold.of("A-1"));
    assertThatThrownBy(
            () ->
                buyer.placeHold(
                    event.id(), NewHold.of("A-1").with(new AreaQuantity("Pit", 9, null))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.mayBeDone()).isFalse();
              assertThat(e.problem())
                  .isInstanceOfSatisfying(
                      Problem.SeatsUnavailable.class,
                      unavailable ->
                          assertThat(unavailable.conflicts())
                              .singleElement()
                              .satisfies(
                                  conflict -> {
                                    assertThat(conflict.id()).isEqualTo("A-1");
                                    assertThat(conflict.reason()).isEqualTo("held");
                                    assertThat(conflict.mayBeFreeAt()).isAfter(Instant.EPOCH);
                                  }));
            });
    Hold held = buyer.placeHold(event.id(), NewHold.of("A-2"));
    assertThatThrownBy(() -> buyer.confirmHold(held, Confirmation.of("order 1", 1)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem())
                    .isInstanceOfSatisfying(
                        Problem.QuoteMismatch.class,
                        mismatch -> assertThat(mismatch.quote()).isEqualTo(held.quote())));
    assertThatThrownBy(() -> buyer.getHold(Owned.of(held.id(), "wrong")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.NotFound.class));
  }

  @Test
  void listsAreReadPageAfterPage() {
    Instant first =
        Instant.parse("2150-01-01T00:00:00Z")
            .plusSeconds(ThreadLocalRandom.current().nextLong(1_000_000_000));
    List<String> names = List.of("one", "two", "three");
    for (int i = 0; i < names.size(); i++) {
      newEvent(names.get(i), first.plusSeconds(i));
    }
    try (Stream<Event> events =
        buyer.listEvents(new EventQuery(first, first.plusSeconds(names.size()), null, 2))) {
      assertThat(events).extracting(Event::name).isEqualTo(names);
    }
  }

  @Test
  void anEventThatSomebodyElseChangesMeanwhileIsChangedAllTheSame() {
    Event event = newEvent("A", LATER);
    Event changed =
        admin.changeEvent(
            event.id(),
            now -> {
              if (now.name().equals("A")) {
                admin.changeEvent(event.id(), EventPatch.builder().name("B").build());
              }
              return EventPatch.builder().name(now.name() + "!").build();
            });
    assertThat(changed.name()).isEqualTo("B!");
    assertThat(admin.pauseEvent(event.id()).paused()).isTrue();
    assertThat(admin.resumeEvent(event.id()).paused()).isFalse();
  }

  @Test
  void whatIsBlockedIsListed() {
    Event event = newEvent("Evening", LATER);
    List<Places> pit = List.of(new Places("Pit", 3));
    admin.blockSeats(event.id(), new NewBlock(List.of("A-1"), pit, "Cameras", null, null));
    assertThat(admin.listBlocks(event.id()).items())
        .singleElement()
        .satisfies(block -> assertThat(block.areas()).isEqualTo(pit));
    admin.unblockSeats(event.id(), new BlockRemoval(List.of("A-1"), pit));
    assertThat(admin.listBlocks(event.id()).items()).isEmpty();
  }

  @Test
  void changesArriveAsTheyHappen() {
    Event event = newEvent("Evening", LATER);
    var availability = buyer.getAvailability(event.id());
    long epoch = availability.epoch();
    try (ChangeStream stream = buyer.streamChanges(event.id(), epoch, availability.version())) {
      Hold hold = buyer.placeHold(event.id(), NewHold.of("A-1"));
      assertThat(seats(stream.next())).containsExactly("A-1");
      buyer.changeHold(hold, HoldChange.of(List.of("A-2"), List.of()));
      assertThat(seats(stream.next())).containsExactly("A-2");
    }
    assertThat(buyer.getChanges(event.id(), epoch, availability.version()).changes()).hasSize(2);
    assertThatThrownBy(() -> buyer.getChanges(event.id(), epoch, 1_000))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.Resync.class));
  }

  private static List<String> seats(@Nullable Changes changes) {
    return Objects.requireNonNull(changes).changes().stream()
        .flatMap(change -> change.seats().stream())
        .toList();
  }

  @Test
  void keysAreIssuedAndRevoked() {
    String shop = admin.createClient("Shop").id();
    Key key = admin.issueKey(shop, NewKey.secret("holds:write"));
    assertThat(key.token()).startsWith("hf_sk_");
    admin.revokeKey(shop, key.id());
    assertThat(admin.listKeys(shop))
        .singleElement()
        .satisfies(revoked -> assertThat(revoked.revokedAt()).isNotNull());
  }

  @Test
  void theFeedTellsWhatHasHappenedToAllEvents() throws InterruptedException {
    String cursor = admin.readFeed("latest").nextCursor();
    String event = newEvent("Told", LATER).id();
    Hold placed = buyer.placeHold(event, NewHold.of("A-1"));
    Map<?, ?> told = null;
    while (told == null) {
      Feed feed = admin.readFeed(cursor);
      cursor = feed.nextCursor();
      told =
          feed.items().stream()
              .filter(item -> item.type().equals("holdfast.hold.placed.v1"))
              .filter(item -> event.equals(item.data().get("eventId")))
              .map(item -> (Map<?, ?>) item.data().get("hold"))
              .findFirst()
              .orElse(null);
      Thread.sleep(20);
    }
    assertThat(told.get("id")).isEqualTo(placed.id());
  }

  @Test
  void theFeedIsStreamedAsItComesAndFromWhereAnotherStreamEnded() {
    String event = newEvent("Streamed", LATER).id();
    String latest = admin.readFeed("latest").nextCursor();
    Hold placed = buyer.placeHold(event, NewHold.of("A-1"));
    try (FeedStream stream = admin.streamFeed(latest)) {
      Feed told = toldOf(event, stream);
      assertThat(told.items().getFirst().type()).isEqualTo("holdfast.hold.placed.v1");
      buyer.releaseHold(placed);
      Feed ended = toldOf(event, stream);
      assertThat(ended.items().getFirst().type()).isEqualTo("holdfast.hold.released.v1");
      try (FeedStream another = admin.streamFeed(told.nextCursor())) {
        assertThat(toldOf(event, another)).isEqualTo(ended);
      }
      Feed page = admin.readFeed(latest, 1);
      assertThat(page.items()).hasSize(1);
    }
    assertThatThrownBy(() -> buyer.streamFeed("latest").next())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.Unauthorized.class));
    String ofAnotherHistory = "1.1.1";
    assertThatThrownBy(() -> admin.streamFeed(ofAnotherHistory).next())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.FeedResync.class));
  }

  /// The next notification about an event; others have other events.
  private static Feed toldOf(String event, FeedStream stream) {
    while (true) {
      Feed told = Objects.requireNonNull(stream.next());
      if (event.equals(told.items().getFirst().data().get("eventId"))) {
        return told;
      }
    }
  }

  @Test
  void webhooksHaveEndpointsWhoseSecretsAreReplaced() {
    WebhookEndpoint made =
        admin.createWebhookEndpoint(
            new WebhookEndpoint.Settings("https://shop.example.org/hooks", null, null, false));
    assertThat(made.secret()).startsWith("whsec_");
    assertThat(made.toString()).doesNotContain("whsec_");
    assertThat(admin.rotateWebhookSecret(made.id()).secret()).isNotEqualTo(made.secret());
    List<String> types = List.of("holdfast.reservation.confirmed.v1");
    WebhookEndpoint changed =
        admin.changeWebhookEndpoint(
            made.id(), new WebhookEndpoint.Settings(null, types, null, null));
    assertThat(changed.types()).isEqualTo(types);
    assertThat(admin.getWebhookEndpoint(made.id())).isEqualTo(changed);
    assertThat(admin.listWebhookEndpoints()).contains(changed);
    assertThat(admin.listWebhookDeliveries(made.id())).isEmpty();
    admin.deleteWebhookEndpoint(made.id());
    assertThat(admin.listWebhookEndpoints()).doesNotContain(changed);
  }
}
