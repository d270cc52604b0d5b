package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.client.FakeService.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
  private static final Reply API = FakeService.says(200, "{\"name\": \"N\", \"version\": \"V\"}");
  private static final Reply EVENT = FakeService.says(200, "{\"id\": \"e\"}");
  private static final Reply LOST = FakeService.losesTheConnection();

  private static Reply busy() {
    return FakeService.problem(503, "unavailable", null);
  }

  private static Reply tooMany(String retryAfter) {
    return FakeService.problem(429, "too-many-requests", retryAfter);
  }

  @Test
  void allTriesOfACallCarryOneKey() {
    try (var service = new FakeService(LOST, busy(), EVENT)) {
      assertThat(service.client().build().pauseEvent("e").id()).isEqualTo("e");
      assertThat(service.headers("Idempotency-Key")).hasSize(3).doesNotContainNull();
      assertThat(new HashSet<>(service.headers("Idempotency-Key"))).hasSize(1);
    }
  }

  @Test
  void eachCallHasAKeyOfItsOwn() {
    try (var service = new FakeService(EVENT)) {
      Holdfast client = service.client().build();
      client.pauseEvent("e");
      client.resumeEvent("e");
      assertThat(new HashSet<>(service.headers("Idempotency-Key"))).hasSize(2);
    }
  }

  @Test
  void readingCarriesNoKey() {
    try (var service = new FakeService(tooMany("0"), API)) {
      assertThat(service.client().build().getApi().name()).isEqualTo("N");
      assertThat(service.headers("Idempotency-Key")).containsOnlyNulls().hasSize(2);
    }
  }

  @Test
  void aRefusalIsNotRepeated() {
    try (var service = new FakeService(FakeService.problem(404, "not-found", null))) {
      assertThatThrownBy(() -> service.client().build().getApi())
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.problem()).isInstanceOf(Problem.NotFound.class);
                assertThat(e.problem().about().requestId()).isEqualTo("r");
                assertThat(e.mayBeDone()).isFalse();
              });
      assertThat(service.requests()).isEqualTo(1);
    }
  }

  @Test
  void retryAfterIsTheShortestPause() {
    try (var service = new FakeService(FakeService.problem(503, "unavailable", "1"), API)) {
      long began = System.nanoTime();
      service.client().build().getApi();
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void aPauseThatIsTooLongIsLeftToTheCaller() {
    try (var service = new FakeService(tooMany("3600"))) {
      assertThatThrownBy(() -> service.client().build().getApi())
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofHours(1)));
      assertThat(service.requests()).isEqualTo(1);
    }
  }

  @Test
  void aCallWithoutAnAnswerSaysByWhichKeyToGoOn() {
    try (var service = new FakeService(LOST, LOST, EVENT)) {
      Holdfast client = service.client().retries(1).build();
      NoAnswerException lost =
          catchThrowableOfType(NoAnswerException.class, () -> client.pauseEvent("e"));
      assertThat(lost.mayBeDone()).isTrue();
      String key = lost.idempotencyKey();
      assertThat(key).isNotNull();
      if (key != null) {
        client.goingOn(key).pauseEvent("e");
      }
      assertThat(service.headers("Idempotency-Key")).hasSize(3).containsOnly(key);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429, too-many-requests, true",
    "401, unauthorized, true",
    "403, forbidden, true",
    "409, sales-closed, false"
  })
  void anUnknownOutcomeStaysSoAfterAnAnswerThatSaysNothingOfIt(
      int status, String type, boolean mayBeDone) {
    Reply answer = FakeService.problem(status, type, null);
    try (var lost = new FakeService(LOST, answer);
        var only = new FakeService(answer)) {
      assertThatThrownBy(() -> lost.client().retries(1).build().pauseEvent("e"))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.mayBeDone()).isEqualTo(mayBeDone));
      assertThatThrownBy(() -> only.client().retries(0).build().pauseEvent("e"))
          .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.mayBeDone()).isFalse());
    }
  }

  @Test
  void withoutTheKeyThatItNeedsACallIsNotSent() {
    Deque<Boolean> keys = new ArrayDeque<>(List.of(false, true, false));
    try (var service = new FakeService(LOST)) {
      Holdfast client =
          service
              .client()
              .key(
                  () -> {
                    if (keys.remove()) {
                      return "hf_sk_1";
                    }
                    throw new IllegalStateException("the vault is closed");
                  })
              .build();
      for (boolean mayBeDone : List.of(false, true)) {
        assertThatThrownBy(() -> client.pauseEvent("e"))
            .isInstanceOfSatisfying(
                NoAnswerException.class,
                e -> {
                  assertThat(e).hasRootCauseMessage("the vault is closed");
                  assertThat(e.mayBeDone()).isEqualTo(mayBeDone);
                  assertThat(e.idempotencyKey()).isNotNull();
                });
      }
      assertThat(service.requests()).isEqualTo(1);
    }
  }

  @Test
  void whatWasDeletedByATryWhoseAnswerWasLostIsDeleted() {
    Reply gone = FakeService.problem(404, "not-found", null);
    try (var lost = new FakeService(LOST, busy(), gone);
        var only = new FakeService(gone);
        var unblocking = new FakeService(LOST, gone)) {
      lost.client().build().deleteWebhookEndpoint("w");
      assertThat(lost.requests()).isEqualTo(3);
      assertThatThrownBy(() -> only.client().build().deleteWebhookEndpoint("w"))
          .isInstanceOf(ProblemException.class);
      var removal = new BlockRemoval(List.of("A-1"), List.of());
      assertThatThrownBy(() -> unblocking.client().build().unblockSeats("e", removal))
          .isInstanceOf(ProblemException.class);
    }
  }

  @Test
  void aTryThatTakesTooLongIsGivenUp() {
    Reply silent = FakeService.streams("");
    try (var service = new FakeService(silent, API)) {
      service.client().timeout(Duration.ofMillis(300)).build().getApi();
      assertThat(service.requests()).isEqualTo(2);
    }
  }

  @Test
  void anInterruptedThreadStaysInterrupted() {
    try (var service = new FakeService(API)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> service.client().build().getApi())
          .isInstanceOf(NoAnswerException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whoeverAnswersInThePlaceOfTheServiceIsNotBelieved() {
    try (var hotel = new FakeService(FakeService.says(200, "<h1>Welcome</h1>"));
        var proxy = new FakeService(FakeService.says(502, "<h1>Down</h1>"))) {
      assertThatThrownBy(() -> hotel.client().build().getApi())
          .isInstanceOf(NoAnswerException.class);
      assertThatThrownBy(() -> proxy.client().retries(0).build().getApi())
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().about().type()).isEqualTo("about:blank"));
    }
  }
}
