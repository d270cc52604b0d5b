package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Many buyers at the same time.
@ExtendWith(RunningService.class)
class ConcurrencyIT {
  private final Api api;

  ConcurrencyIT(Api api) {
    this.api = api;
  }

  private HttpRequest.Builder place(String event, String... seats) {
    return HttpRequest.newBuilder(api.uri().resolve(holds(event)))
        .header("Content-Type", Api.JSON)
        .POST(HttpRequest.BodyPublishers.ofString(seats(seats)));
  }

  /// The answers to requests that were sent at the same moment.
  private static List<HttpResponse<String>> atOnce(int count, IntFunction<HttpRequest> request)
      throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<HttpResponse<String>>> running = new ArrayList<>();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < count; i++) {
        HttpRequest own = request.apply(i);
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return send(client, own);
                }));
      }
      start.countDown();
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> answer : running) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static List<Integer> statuses(List<HttpResponse<String>> answers) {
    return answers.stream().map(HttpResponse::statusCode).sorted().toList();
  }

  @Test
  void ofFiftyRequestsForOneSeatOneSucceeds() throws Exception {
    String event = api.newEvent();
    List<Integer> expected = new ArrayList<>(Collections.nCopies(50, 409));
    expected.set(0, 201);
    assertThat(statuses(atOnce(50, _ -> place(event, "A-1").build()))).isEqualTo(expected);
    api.availability(event).then().body("version", equalTo(1)).body("available", equalTo(89));
  }

  @Test
  void crossedRequestsForTwoSeatsNeverBlockEachOther() throws Exception {
    String event = api.newEvent();
    for (int round = 1; round <= 9; round += 2) {
      String one = "A-" + round;
      String other = "A-" + (round + 1);
      List<HttpResponse<String>> answers =
          atOnce(
              40, i -> (i % 2 == 0 ? place(event, one, other) : place(event, other, one)).build());
      assertThat(statuses(answers).getFirst()).isEqualTo(201);
      assertThat(statuses(answers).subList(1, 40)).containsOnly(409);
    }
    api.availability(event).then().body("available", equalTo(80));
  }

  @Test
  void theSameKeyAtTheSameTimeMakesOneHold() throws Exception {
    String event = api.newEvent();
    String key = Api.newKey();
    List<HttpResponse<String>> answers =
        atOnce(30, _ -> place(event, "B-1").header(Api.KEY, key).build());
    assertThat(statuses(answers)).containsOnly(201);
    assertThat(answers.stream().map(answer -> answer.headers().firstValue("Location").orElse("")))
        .doesNotContain("")
        .containsOnly(answers.getFirst().headers().firstValue("Location").orElse(""));
    assertThat(
            answers.stream()
                .filter(answer -> answer.headers().firstValue("Idempotency-Replayed").isEmpty()))
        .hasSize(1);
    api.availability(event).then().body("version", equalTo(1));
  }
}
