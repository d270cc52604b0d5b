package dev.holdfast.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.redis.CompareAndCommit.Change;
import dev.holdfast.redis.CompareAndCommit.Done;
import dev.holdfast.redis.CompareAndCommit.Refused;
import dev.holdfast.redis.CompareAndCommit.Unknown;
import dev.holdfast.redis.CompareAndCommit.Written;
import dev.holdfast.redis.RedisEvents.Asked;
import dev.holdfast.redis.RedisEvents.Reading;
import dev.holdfast.testkit.Samples;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CompareAndCommitTest {
  private final TestRedis redis = TestRedis.empty();
  private final RedisEvents events = redis.newEvents();
  private final EventOpening opening = redis.newOpening();
  private final CompareAndCommit changes = redis.newCompareAndCommit();
  private final Sale sale = Samples.sale(12);
  private final EventKeys keys = new EventKeys(sale.event().id());
  private final FinalSales.Attempt attempt =
      new FinalSales.Attempt(sale.event().id(), 7, List.of(HoldId.of(sale.event().id(), 1)));

  @BeforeEach
  void add() {
    redis.add(sale);
  }

  private Reading read() {
    return opening.read(Asked.of(keys));
  }

  private Written write(Reading at, @Nullable Long pending, Writes writes) {
    return changes.write(List.of(new Change(keys, at, pending, null, null, writes))).getFirst();
  }

  private Writes selling(String number) {
    return new Writes(keys)
        .add("HSET", keys.sold(), number, "00000000-0000-0000-0000-000000000001");
  }

  @Test
  @Tag("I1")
  void whatWasReadBeforeSalesWereMarkedIsNotWrittenAfterwards() {
    Reading before = read();
    assertThat(
            write(before, null, TwoStepSale.marking(keys, attempt, before.clock(), selling("1"))))
        .isEqualTo(Done.DONE);

    assertThat(write(before, null, selling("2"))).isEqualTo(Done.MOVED);
    assertThat(write(before, 8L, selling("2"))).as("of another attempt").isEqualTo(Done.MOVED);
    assertThat(events.sold(keys, before)).as("a sale is under way").isEmpty();

    assertThat(write(before, 7L, TwoStepSale.unmarking(keys, selling("1")))).isEqualTo(Done.DONE);
    assertThat(events.sold(keys, read())).contains(1L);
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
    assertThat(events.sold(keys, read())).as("before the error").contains(1L);
  }

  private Writes failing(Writes writes) {
    return writes.add("INCR", keys.head());
  }

  @Test
  @Tag("I1")
  void nothingIsWrittenOnceTheEventWasOpenedAnew() {
    Reading before = read();
    opening.reopen(keys, before.epoch(), true);

    assertThat(read().epoch()).isGreaterThan(before.epoch());
    assertThat(write(before, null, selling("1"))).isEqualTo(Done.MOVED);
    opening.reopen(keys, before.epoch(), true);
    assertThat(read().epoch()).as("opened once").isEqualTo(before.epoch() + 1);
  }
}
