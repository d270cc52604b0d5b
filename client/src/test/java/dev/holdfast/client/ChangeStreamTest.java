package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ChangeStreamTest {
  private static String message(int from) {
    return "retry: 1\n\nid: 1.%d\ndata: {\"epoch\":1,\"from\":%d,\ndata: \"to\":%d,\"changes\":[]}\n\n"
        .formatted(from + 1, from, from + 1);
  }

  @Test
  void aLostConnectionIsReplacedByOneThatGoesOnAfterTheLastMessage() {
    try (var service =
            new FakeService(
                FakeService.says(200, ":\r\n\r\n" + message(4).replace("\n", "\r\n")),
                FakeService.losesTheConnection(),
                FakeService.problem(503, "unavailable", null),
                FakeService.streams(message(5)));
        ChangeStream stream = service.client().build().streamChanges("e", 1, 4)) {
      assertThat(stream.next()).isNotNull().extracting(Changes::to).isEqualTo(5L);
      assertThat(stream.next()).isNotNull().extracting(Changes::to).isEqualTo(6L);
      assertThat(service.headers("Last-Event-ID")).containsExactly("1.4", "1.5", "1.5", "1.5");
    }
  }

  @Test
  void anIdWithoutAMessageIsGoneOnAfterToo() {
    try (var service =
            new FakeService(
                FakeService.says(200, "retry: 1\nid: 1.5\n\n"), FakeService.streams(message(5)));
        ChangeStream stream = service.client().build().streamChanges("e", 1, 4)) {
      assertThat(stream.next()).isNotNull().extracting(Changes::to).isEqualTo(6L);
      assertThat(service.headers("Last-Event-ID")).containsExactly("1.4", "1.5");
    }
  }

  @Test
  void changesThatAreNotKeptEndTheStream() {
    String told = "event: resync\ndata: {\"epoch\": 2, \"version\": 3}\n\n";
    try (var service = new FakeService(FakeService.streams(told));
        ChangeStream stream = service.client().build().streamChanges("e", 1, 4)) {
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                if (e.problem() instanceof Problem.Resync resync) {
                  assertThat(resync.epoch()).isEqualTo(2);
                  assertThat(resync.version()).isEqualTo(3);
                } else {
                  throw new AssertionError(e);
                }
              });
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void closingEndsWaiting() throws InterruptedException, ExecutionException {
    try (var service = new FakeService(FakeService.streams(message(4)))) {
      ChangeStream stream = service.client().build().streamChanges("e", 1, 4);
      assertThat(stream.next()).isNotNull();
      var waiting = CompletableFuture.supplyAsync(() -> stream.next() == null);
      stream.close();
      assertThat(waiting.get()).isTrue();
    }
  }
}
