package dev.holdfast.redis;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldTerms;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Opens events in Redis: for the first time, and whenever Redis has lost something or may have.
final class EventOpening {
  private static final Logger LOG = Logger.getLogger(EventOpening.class);
  private static final String NONE = "";
  private static final Pattern POLICY = Pattern.compile("maxmemory_policy:(\\S+)");

  private final RedisLink link;
  private final Scripts scripts;
  private final FinalSales sales;
  private final Duration endedKept;
  private final LongAdder opened = new LongAdder();

  /// @param endedKept how long an ended hold can be read
  EventOpening(RedisLink link, Scripts scripts, FinalSales sales, Duration endedKept) {
    this.link = link;
    this.scripts = scripts;
    this.sales = sales;
    this.endedKept = endedKept;
  }

  /// How often an event was opened.
  long opened() {
    return opened.sum();
  }

  /// Opens an event that can't be used as it is.
  void open(EventKeys keys) {
    open(keys, raw -> raw.get(6) == null);
  }

  /// Opens an event anew, for what is here was found to contradict what is final.
  ///
  /// @param contradicted the epoch in which it was
  void reopen(EventKeys keys, long contradicted) {
    open(keys, raw -> raw.get(6) == null || epochOf(raw) == contradicted);
  }

  private void open(EventKeys keys, Predicate<Response> isToBe) {
    checkThatNothingIsEvicted();
    sales.open(
        keys.event(),
        new FinalSales.Opener() {
          private @Nullable Response seen;

          @Override
          public Optional<Known> look() {
            Response raw = raw(keys);
            seen = raw;
            return isToBe.test(raw)
                ? Optional.of(
                    new Known(epochOf(raw), holdsOf(raw).stream().map(HoldTerms::id).toList()))
                : Optional.empty();
          }

          @Override
          public void open(FinalSales.Opening opening) {
            EventOpening.this.open(keys, Objects.requireNonNull(seen), opening);
          }
        });
  }

  private void checkThatNothingIsEvicted() {
    evictionPolicy()
        .filter(policy -> !policy.equals("noeviction"))
        .ifPresent(
            policy -> {
              throw new LedgerUnavailable(
                  "Redis's maxmemory-policy: %s (expected: noeviction)".formatted(policy), null);
            });
  }

  /// What Redis does when its memory is full; empty if it does not say.
  Optional<String> evictionPolicy() {
    Response memory =
        Objects.requireNonNull(
            RedisLink.answered(() -> link.send(List.of(Request.cmd(Command.INFO, "memory"))))
                .getFirst());
    Matcher policy = POLICY.matcher(memory.toString());
    return policy.find() ? Optional.of(policy.group(1)) : Optional.empty();
  }

  private Response raw(EventKeys keys) {
    return RedisLink.answered(
        () -> link.answer(scripts.raw().call(List.of(keys.head(), keys.open()), List.of())));
  }

  private static long epochOf(Response raw) {
    return raw.get(1) == null ? 0 : Long.parseLong(raw.get(1).toString());
  }

  private static List<HoldTerms> holdsOf(Response raw) {
    return raw.get(7).stream().map(terms -> Codec.terms(terms.toString())).toList();
  }

  /// What was sold is taken from where it is final, and of the holds that Redis still has, all stay
  /// that do not contradict it.
  private void open(EventKeys keys, Response raw, FinalSales.Opening opening) {
    long rawVersion = raw.get(2) == null ? 0 : Long.parseLong(raw.get(2).toString());
    List<HoldTerms> holds = holdsOf(raw);
    List<HoldTerms> kept = new ArrayList<>();
    var writes = new Writes(keys);
    writes.add("DEL", keys.open()).add("DEL", keys.sold()).add("DEL", keys.entries());
    writes.add("DEL", keys.pending()).add("DEL", keys.head());
    for (HoldTerms terms : holds) {
      if (opening.sold().contains(terms.id())) {
        continue;
      }
      if (terms.numbers().stream().anyMatch(opening.reserved()::containsKey)) {
        writes.add(
            "SET",
            keys.ended(terms.id()),
            Codec.hold(new Hold.Released(terms)),
            "PX",
            Long.toString(endedKept.toMillis()));
      } else {
        kept.add(terms);
      }
    }
    writes.addAll(
        "HSET",
        keys.open(),
        kept.stream()
            .flatMap(terms -> Stream.of(terms.id().value().toString(), Codec.terms(terms)))
            .toList());
    writes.addAll(
        "HSET",
        keys.sold(),
        opening.reserved().entrySet().stream()
            .flatMap(
                sold -> Stream.of(sold.getKey().toString(), sold.getValue().value().toString()))
            .toList());
    Instant rawLastAt = raw.get(3) == null ? Instant.EPOCH : Codec.instant(raw.get(3).toString());
    writes.add(
        "HSET",
        keys.head(),
        "epoch",
        Long.toString(opening.epoch()),
        "version",
        Long.toString(Math.max(rawVersion, opening.version())),
        "last_at",
        Codec.micros(rawLastAt.isAfter(opening.lastAt()) ? rawLastAt : opening.lastAt()),
        "numbers",
        Codec.numbersText(
            later(
                Codec.numbersOf(raw.get(4) == null ? null : raw.get(4).toString()),
                opening.lastNumbers())),
        "due",
        Codec.microsOrNone(kept.stream().map(HoldTerms::expiresAt).min(Comparator.naturalOrder())),
        "fence",
        "0");
    List<String> asItWas = new ArrayList<>();
    for (int field : new int[] {0, 1, 2, 5}) {
      asItWas.add(raw.get(field) == null ? NONE : raw.get(field).toString());
    }
    Script.Call call = writes.by(scripts.open(), asItWas);
    if (RedisLink.answered(() -> link.answer(call)).toString().equals("done")) {
      opened.increment();
      LOG.infof(
          "event %s is open in epoch %d: %d sold seats, %d of %d holds",
          keys.event(), opening.epoch(), opening.reserved().size(), kept.size(), holds.size());
    }
  }

  private static List<Integer> later(List<Integer> some, List<Integer> others) {
    List<Integer> later = new ArrayList<>();
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      later.add(Math.max(i < some.size() ? some.get(i) : 0, i < others.size() ? others.get(i) : 0));
    }
    return later;
  }
}
