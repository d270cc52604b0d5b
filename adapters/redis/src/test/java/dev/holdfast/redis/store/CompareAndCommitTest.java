package dev.holdfast.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.redis.ledger.TestRedis;
import dev.holdfast.redis.store.CompareAndCommit.Change;
import dev.holdfast.redis.store.CompareAndCommit.Done;
import dev.holdfast.redis.store.CompareAndCommit.Refused;
import dev.holdfast.redis.store.CompareAndCommit.Unknown;
import dev.holdfast.redis.store.CompareAndCommit.Written;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.redis.store.RedisEvents.Reading;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CompareAndCommitTest {
  private final TestRedis redis = TestRedis.empty();
  private final RedisEvents events = redis.newEvents();
  private final CompareAndCommit changes = redis.newCompareAndCommit();
  private final Sale sale = Samples.sale(12);
  private final EventKeys keys = new EventKeys(sale.event().id());

  @BeforeEach
  void addAndOpen() {
    redis.add(sale);
    open();
  }

  private void open() {
    redis.newLedger().load(new EventState(sale));
  }

  private Reading read() {
    return events.read(Asked.of(keys)).orElseThrow();
  }

  private Written write(Reading at, @Nullable Long pending, Writes writes) {
    return changes.write(List.of(new Change(keys, at, pending, null, null, writes))).getFirst();
  }

  private Writes selling(String number) {
    return new Writes(keys)
        .add("HSET", keys.finalClaims(), number, "00000000-0000-0000-0000-000000000001");
  }

  private Writes marking(String attempt) {
    return new Writes(keys).add("HSET", keys.head(), "pending", attempt, "pending_at", "0");
  }

  private Writes unmarking(Writes writes) {
    return writes.add("HDEL", keys.head(), "pending", "pending_at");
  }

  @Test
  @Tag("I1")
  void whatWasReadBeforeSalesWereMarkedIsNotWrittenAfterwards() {
    Reading before = read();
    assertThat(write(before, null, marking("7"))).isEqualTo(Done.DONE);

    assertThat(write(before, null, selling("2"))).isEqualTo(Done.MOVED);
    assertThat(write(before, 8L, selling("2"))).as("of another attempt").isEqualTo(Done.MOVED);
    assertThat(events.finalClaims(keys, before)).as("a sale is under way").isEmpty();

    assertThat(write(before, 7L, unmarking(selling("1")))).isEqualTo(Done.DONE);
    assertThat(events.finalClaims(keys, read())).contains(1L);
    assertThat(read().pending()).isNull();
  }

  @Test
  @Tag("I1")
  void whatWasSentBeforeAFenceIsTooLate() {
    Reading before = read();
    Reading fenced = events.readFenced(Asked.of(keys)).orElseThrow();

    assertThat(write(before, null, selling("1"))).isEqualTo(Done.MOVED);
    assertThat(write(fenced, null, selling("1"))).isEqualTo(Done.DONE);
  }

  @Test
  void onlyAnErrorAtTheFirstWriteTellsThatNothingWasWritten() {
    Reading at = read();

    assertThat(write(at, null, failing(new Writes(keys)))).isInstanceOf(Refused.class);
    assertThat(write(at, null, failing(selling("1")))).isInstanceOf(Unknown.class);
    assertThat(events.finalClaims(keys, read())).as("before the error").contains(1L);
  }

  private Writes failing(Writes writes) {
    return writes.add("INCR", keys.head());
  }

  @Test
  @Tag("I1")
  void nothingIsWrittenOnceTheEventWasOpenedAnew() {
    Reading before = read();
    redis.send(Request.cmd(Command.HDEL, keys.head(), "run"));
    open();

    assertThat(read().epoch()).isGreaterThan(before.epoch());
    assertThat(write(before, null, selling("1"))).isEqualTo(Done.MOVED);
  }
}
