package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.in.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final RecentlyUsed<String, String> kept = new RecentlyUsed<>(3, String::length);
  private final AtomicInteger lookups = new AtomicInteger();

  private Optional<String> find(String key) {
    lookups.incrementAndGet();
    return Optional.of(key);
  }

  @Test
  void whatIsForgottenIsLookedUpAgainAndMakesRoom() {
    kept.keep("aaa", "aaa");
    kept.get("aaa", this::find);
    assertThat(lookups).hasValue(0);

    kept.forget("aaa");
    kept.forget("never kept");
    kept.get("b", this::find);
    kept.get("cc", this::find);
    kept.get("b", this::find);
    assertThat(lookups).as("both have room").hasValue(2);
    kept.get("aaa", this::find);
    assertThat(lookups).hasValue(3);
  }

  @Test
  void whatIsKeptIsNotLookedUpAgainAndTheLongestUnusedGoesFirst() {
    kept.get("a", this::find);
    kept.get("bb", this::find);
    kept.get("a", this::find);
    assertThat(lookups).hasValue(2);

    kept.get("c", this::find);
    kept.get("a", this::find);
    assertThat(lookups).as("b had to go").hasValue(3);
    kept.get("bb", this::find);
    assertThat(lookups).hasValue(4);
  }

  @Test
  void whatIsNotFoundIsLookedUpEachTime() {
    assertThat(kept.get("a", _ -> Optional.empty())).isEmpty();
    assertThat(kept.get("a", this::find)).contains("a");
  }

  @Test
  void manyWhoWantTheSameCauseOneLookup() {
    assertThat(whileOneLooks(this::find))
        .allSatisfy(one -> assertThat(one).succeedsWithin(LONG).isEqualTo(Optional.of("a")));
    assertThat(lookups).hasValue(1);
  }

  @Test
  void aFailureIsToldToAllWhoWaitAndNotKept() {
    var away = new Unavailable("away");
    assertThat(
            whileOneLooks(
                _ -> {
                  throw away;
                }))
        .allSatisfy(
            one ->
                assertThat(one)
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .withRootCauseInstanceOf(Unavailable.class));
    assertThat(kept.get("a", this::find)).contains("a");
    assertThatThrownBy(
            () ->
                kept.get(
                    "b",
                    _ -> {
                      throw away;
                    }))
        .isSameAs(away);
  }

  /// Lets several threads ask while the first is looking.
  private List<CompletableFuture<Optional<String>>> whileOneLooks(
      Function<String, Optional<String>> find) {
    var looking = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Optional<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(
            CompletableFuture.supplyAsync(
                () ->
                    kept.get(
                        "a",
                        key -> {
                          looking.countDown();
                          await(goOn);
                          return find.apply(key);
                        }),
                threads));
      }
      await(looking);
      goOn.countDown();
      return answers;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
