package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// The stream of the feed; [ChangeStreamTest] has what both streams do.
class FeedStreamTest {
  private static String message(int number) {
    return """
        id:1.1.%d
        data:{"specversion":"1.0","id":"n-%d","source":"/api/v1/events/e","type":"t",
        data:"time":"2026-12-01T09:00:00Z","datacontenttype":"application/json","data":{"n":%d}}

        """
        .formatted(number, number, number);
  }

  @Test
  void aLostConnectionIsReplacedByOneThatGoesOnAfterTheLastNotification() {
    try (var service =
            new FakeService(
                FakeService.says(200, "id:1.1.4\nretry:1\n\n"),
                FakeService.says(200, message(5)),
                FakeService.streams(message(6)));
        FeedStream stream = service.client().build().streamFeed("latest")) {
      for (int number = 5; number <= 6; number++) {
        Feed told = Objects.requireNonNull(stream.next());
        assertThat(told.nextCursor()).isEqualTo("1.1." + number);
        assertThat(told.items())
            .singleElement()
            .satisfies(item -> assertThat(item.data()).containsKey("n"))
            .extracting(Feed.Notification::id)
            .isEqualTo("n-" + number);
      }
      assertThat(service.headers("Last-Event-ID")).containsExactly(null, "1.1.4", "1.1.5");
    }
  }

  @Test
  void withoutACursorItBeginsWithTheEarliest() {
    try (var service = new FakeService(FakeService.streams(message(1)));
        FeedStream stream = service.client().build().streamFeed(null)) {
      assertThat(stream.next()).isNotNull();
      assertThat(service.headers("Last-Event-ID")).containsOnlyNulls();
    }
  }

  @Test
  void whatIsNotKeptEndsTheStreamAndSaysWhereTheFeedEnds() {
    String told = "event:resync\ndata:{\"latest\":\"2.1.0\"}\n\n";
    try (var service = new FakeService(FakeService.streams(told));
        FeedStream stream = service.client().build().streamFeed("1.1.1")) {
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e ->
                  assertThat(e.problem())
                      .isInstanceOfSatisfying(
                          Problem.FeedResync.class,
                          resync -> assertThat(resync.latest()).isEqualTo("2.1.0")));
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void aStreamThatIsRefusedEnds() {
    try (var service = new FakeService(FakeService.problem(403, "forbidden", null));
        FeedStream stream = service.client().build().streamFeed("latest")) {
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem()).isInstanceOf(Problem.Forbidden.class));
      assertThat(stream.next()).isNull();
      assertThat(service.requests()).isEqualTo(1);
    }
  }

  @Test
  void closingEndsWaiting() throws InterruptedException, ExecutionException {
    try (var service = new FakeService(FakeService.streams(message(1)))) {
      FeedStream stream = service.client().build().streamFeed("latest");
      assertThat(stream.next()).isNotNull();
      var waiting = CompletableFuture.supplyAsync(() -> stream.next() == null);
      stream.close();
      assertThat(waiting.get()).isTrue();
    }
  }
}
