package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.Script;
import dev.holdfast.redis.store.Codec;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.redis.store.RedisEvents.Reading;
import dev.holdfast.redis.store.Scripts;
import dev.holdfast.redis.store.Writes;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
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

  /// How many events are opened at once of those that nobody waits for. Each takes a connection of
  /// the final sales.
  private static final int OPENED_AT_ONCE = 2;

  private static final Pattern POLICY = Pattern.compile("maxmemory_policy:(\\S+)");

  private final RedisEvents events;
  private final RedisLink link;
  private final Scripts scripts;
  private final FinalSales sales;
  private final Duration endedKept;
  private final LongAdder opened = new LongAdder();
  private final Set<EventId> underWay = ConcurrentHashMap.newKeySet();
  private final Semaphore turns = new Semaphore(OPENED_AT_ONCE, true);

  /// @param endedKept how long an ended hold can be read
  EventOpening(
      RedisEvents events, RedisLink link, Scripts scripts, FinalSales sales, Duration endedKept) {
    this.events = events;
    this.link = link;
    this.scripts = scripts;
    this.sales = sales;
    this.endedKept = endedKept;
  }

  /// How often an event was opened.
  long opened() {
    return opened.sum();
  }

  /// Reads an event, and opens it first if need be.
  ///
  /// @throws LedgerUnavailable if Redis or, to open it, the final sales could not be used
  Reading read(Asked asked) {
    Optional<Reading> reading = events.read(asked);
    while (reading.isEmpty()) {
      open(asked.keys(), true);
      reading = events.read(asked);
    }
    return reading.get();
  }

  /// Opens an event that can't be used as it is.
  ///
  /// @param waits whether to wait for an event that somebody else has locked; if not, it stays as
  ///     it is
  void open(EventKeys keys, boolean waits) {
    open(keys, raw -> raw.get(6) == null, waits);
  }

  /// Opens an event soon that can't be used as it is and that nobody else has locked, in a thread
  /// of its own.
  void openSoon(EventKeys keys) {
    if (underWay.add(keys.event())) {
      Thread.ofVirtual().name("opening-" + keys.event()).start(() -> openInTurn(keys));
    }
  }

  private void openInTurn(EventKeys keys) {
    turns.acquireUninterruptibly();
    try {
      open(keys, false);
    } catch (LedgerUnavailable e) {
      LOG.debugf(e, "event %s is not open yet", keys.event());
    } catch (RuntimeException | Error e) {
      LOG.warnf(e, "event %s can't be opened", keys.event());
    } finally {
      turns.release();
      underWay.remove(keys.event());
    }
  }

  /// Opens an event anew, for what is here was found to contradict what is final.
  ///
  /// @param contradicted the epoch in which it was
  /// @param waits as for {@link #open}
  void reopen(EventKeys keys, long contradicted, boolean waits) {
    open(keys, raw -> raw.get(6) == null || epochOf(raw) == contradicted, waits);
  }

  private void open(EventKeys keys, Predicate<Response> isToBe, boolean waits) {
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
        },
        waits);
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

  /// What is sold or blocked is taken from where it is final, and of the holds that Redis still
  /// has, all stay that do not contradict it. The event's time begins at Redis's clock, even if
  /// that was once ahead.
  private void open(EventKeys keys, Response raw, FinalSales.Opening opening) {
    long rawVersion = raw.get(2) == null ? 0 : Long.parseLong(raw.get(2).toString());
    List<HoldTerms> holds = holdsOf(raw);
    List<HoldTerms> kept = new ArrayList<>();
    var writes = new Writes(keys);
    writes.add("DEL", keys.open()).add("DEL", keys.finalClaims()).add("DEL", keys.entries());
    writes.add("DEL", keys.pending()).add("DEL", keys.head());
    for (HoldTerms terms : holds) {
      if (opening.sold().contains(terms.id())) {
        continue;
      }
      if (terms.numbers().stream().anyMatch(opening.claims()::containsKey)) {
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
        keys.finalClaims(),
        opening.claims().entrySet().stream()
            .flatMap(claim -> Stream.of(claim.getKey().toString(), Codec.claim(claim.getValue())))
            .toList());
    Instant rawLastAt = raw.get(3) == null ? Instant.EPOCH : Codec.instant(raw.get(3).toString());
    Instant clock = Codec.instant(raw.get(8).toString());
    Instant lastAt = rawLastAt.isAfter(opening.lastAt()) ? rawLastAt : opening.lastAt();
    writes.add(
        "HSET",
        keys.head(),
        "epoch",
        Long.toString(opening.epoch()),
        "version",
        Long.toString(Math.max(rawVersion, opening.version())),
        "last_at",
        Codec.micros(lastAt.isAfter(clock) ? clock : lastAt),
        "numbers",
        Codec.numbersText(
            later(
                Codec.numbersOf(raw.get(4) == null ? null : raw.get(4).toString()),
                opening.lastNumbers())),
        "due",
        Codec.microsOrNone(
            nextDue(kept, opening.claims().values()).map(opening.settings()::clockAt)),
        "settings",
        Codec.settings(opening.settings()),
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
          "event %s is open in epoch %d: %d sold or blocked seats, %d of %d holds",
          keys.event(), opening.epoch(), opening.claims().size(), kept.size(), holds.size());
    }
  }

  private static Optional<Instant> nextDue(List<HoldTerms> holds, Collection<Claim> claims) {
    return Stream.concat(
            holds.stream().map(HoldTerms::expiresAt),
            claims.stream().flatMap(claim -> Claim.releaseAt(claim).stream()))
        .min(Comparator.naturalOrder());
  }

  private static List<Integer> later(List<Integer> some, List<Integer> others) {
    List<Integer> later = new ArrayList<>();
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      later.add(Math.max(i < some.size() ? some.get(i) : 0, i < others.size() ? others.get(i) : 0));
    }
    return later;
  }
}
