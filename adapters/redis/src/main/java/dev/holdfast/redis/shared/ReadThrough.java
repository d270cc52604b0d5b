package dev.holdfast.redis.shared;

import dev.holdfast.application.concurrent.SingleFlight;
import dev.holdfast.application.port.out.SharedUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// A cache in Redis, read through: what is not in it is found in the store and then kept there for
/// a time. While one thread finds something, the others of this node who want it wait for it.
///
/// Nothing depends on it: if Redis is away, slow, or holds what can't be read, the store answers.
public final class ReadThrough {
  private static final Logger LOG = Logger.getLogger(ReadThrough.class);
  private static final String PREFIX = "holdfast:cache:";
  private static final Duration KEPT = Duration.ofMinutes(5);

  /// Pages of a list are old for so long at most, should a node be killed between a change and its
  /// news.
  private static final Duration LISTS_KEPT = Duration.ofSeconds(10);

  private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(300);

  /// Strangers may ask for as many different pages of a list as they like. At most so many are
  /// kept of each list.
  private static final int PAGES = 256;

  private final SharedRedis redis;
  private final MeterRegistry meters;
  private final SingleFlight<String, Object> flights = new SingleFlight<>();

  /// The lists that have changed without Redis knowing.
  private final Set<String> unrenewed = ConcurrentHashMap.newKeySet();

  public ReadThrough(SharedRedis redis, MeterRegistry meters) {
    this.redis = redis;
    this.meters = meters;
  }

  /// How a read went.
  private enum Result {
    HIT,
    MISS,
    /// Redis was away.
    BYPASS
  }

  /// One thing that never changes.
  ///
  /// @param kind what it is
  /// @param store finds it; what is empty is not kept
  /// @param isToBeKept false for what may change
  <T> Optional<T> one(
      String kind, String id, Form<T> form, Predicate<T> isToBeKept, Supplier<Optional<T>> store) {
    return read(kind, kind + ":" + id, form, KEPT, isToBeKept, store);
  }

  /// A page of a list, which never changes but by {@link #changing}.
  ///
  /// @param query which page
  <T> T page(String list, String query, Form<T> form, Supplier<T> store) {
    if (unrenewed.contains(list)) {
      return timed(list, Result.BYPASS, store);
    }
    String generation;
    try {
      generation = generation(list);
    } catch (SharedUnavailable _) {
      return timed(list, Result.BYPASS, store);
    }
    int slot = Math.floorMod(query.hashCode(), PAGES);
    return read(
            list,
            "%s:%s:%d".formatted(list, generation, slot),
            form.labelled(query),
            LISTS_KEPT,
            _ -> true,
            () -> Optional.of(store.get()))
        .orElseThrow();
  }

  /// Changes what is in a list, and then has all nodes read it anew; also if the change failed, for
  /// it may have been made.
  <T> T changing(String list, Supplier<T> change) {
    try {
      return change.get();
    } finally {
      renew(list);
    }
  }

  /// Has all nodes read a list anew.
  ///
  /// The pages are kept under the generation of their list, so that a page that was read before a
  /// change, and is kept only after it, is never found.
  void renew(String list) {
    try {
      renewNow(list);
    } catch (SharedUnavailable _) {
      unrenewed.add(list);
      Thread.ofVirtual().name("cache-renewal").start(() -> renewOnceBack(list));
    }
  }

  private void renewNow(String list) {
    redis.ask(Request.cmd(Command.SET).arg(PREFIX + list).arg(newGeneration()));
  }

  /// By the time that this gives up, whatever was kept is gone by itself.
  private void renewOnceBack(String list) {
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < LISTS_KEPT.toNanos()) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_RENEWALS.toMillis());
        try {
          renewNow(list);
          break;
        } catch (SharedUnavailable _) {
          // Tries again.
        }
      }
      unrenewed.remove(list);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private String generation(String list) {
    String key = PREFIX + list;
    Response known = redis.ask(Request.cmd(Command.GET).arg(key));
    if (known == null) {
      redis.ask(Request.cmd(Command.SET).arg(key).arg(newGeneration()).arg("NX"));
      known = redis.ask(Request.cmd(Command.GET).arg(key));
    }
    return String.valueOf(known);
  }

  /// Not a count, which might come back to an earlier one after Redis has lost it.
  private static String newGeneration() {
    return "%016x".formatted(ThreadLocalRandom.current().nextLong());
  }

  @SuppressWarnings("unchecked")
  private <T> Optional<T> read(
      String kind,
      String key,
      Form<T> form,
      Duration kept,
      Predicate<T> isToBeKept,
      Supplier<Optional<T>> store) {
    return (Optional<T>)
        flights.get(
            key + " " + form.label(),
            () -> lookUp(kind, PREFIX + key, form, kept, isToBeKept, store));
  }

  private <T> Optional<T> lookUp(
      String kind,
      String key,
      Form<T> form,
      Duration kept,
      Predicate<T> isToBeKept,
      Supplier<Optional<T>> store) {
    long start = System.nanoTime();
    Optional<T> found;
    Result result;
    try {
      Response there = redis.ask(Request.cmd(Command.GET).arg(key));
      found = there == null ? Optional.empty() : form.read(there.toBytes());
      result = found.isPresent() ? Result.HIT : Result.MISS;
    } catch (SharedUnavailable _) {
      found = Optional.empty();
      result = Result.BYPASS;
    }
    if (found.isEmpty()) {
      found = store.get();
      if (result == Result.MISS) {
        found.filter(isToBeKept).ifPresent(value -> keep(key, form.write(value), kept));
      }
    }
    count(kind, result, start);
    return found;
  }

  private void keep(String key, byte[] value, Duration kept) {
    try {
      redis.ask(Request.cmd(Command.SET).arg(key).arg(value).arg("EX").arg(kept.toSeconds()));
    } catch (SharedUnavailable e) {
      LOG.debugf(e, "%s is not kept", key);
    }
  }

  private <T> T timed(String kind, Result result, Supplier<T> store) {
    long start = System.nanoTime();
    T found = store.get();
    count(kind, result, start);
    return found;
  }

  private void count(String kind, Result result, long start) {
    Timer.builder("holdfast.cache.read")
        .description("reads of the catalogue through the cache in Redis")
        .tag("kind", kind)
        .tag("result", result.name().toLowerCase(Locale.ROOT))
        .register(meters)
        .record(Duration.ofNanos(System.nanoTime() - start));
  }
}
