package dev.holdfast.redis.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.testkit.ChangeFeedContract;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RedisNoticesTest extends ChangeFeedContract {
  private final RedisUnderTest redis = opened(RedisUnderTest.own());

  @Override
  protected NoticeChannel newChannel() {
    return new RedisNotices(redis.newClient(), SILENCE);
  }

  @Override
  protected void shout(String text) {
    redis.run(Request.cmd(Command.PUBLISH).arg("holdfast:changes").arg(text));
  }

  @Override
  protected void endHearing() {
    redis.run(Request.cmd(Command.CLIENT).arg("KILL").arg("TYPE").arg("pubsub"));
  }

  @Test
  void aServerThatIsDeadInSilenceIsFoundOut() throws InterruptedException {
    redis.server().standStill();
    one.feed().tell(EVENT, 1, 1);
    Thread.sleep(SILENCE.plusSeconds(3));
    redis.server().goOn();

    assertThat(one.next()).isEqualTo(new Heard.Missed());
    assertThat(other.next()).isEqualTo(new Heard.Missed());
    one.feed().tell(EVENT, 1, 2);
    other.until(2);
  }

  @Test
  void whatIsToldWhileRedisIsAwayIsHeardOnceItIsBack() throws InterruptedException {
    redis.server().kill();
    long start = System.nanoTime();
    for (int version = 1; version <= 100_000; version++) {
      one.feed().tell(EVENT, 1, version);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("nobody waits for a Redis that is away")
        .isLessThan(Duration.ofSeconds(5));
    redis.server().restart();

    // Whether the one sends before the other hears again is chance. If so, the other does not hear
    // of it, but that it missed something.
    assertThat(other.next()).isEqualTo(new Heard.Missed());
    assertThat(one.next()).isEqualTo(new Heard.Missed());
    one.feed().tell(EVENT, 1, 100_001);
    assertThat(other.until(100_001)).hasSizeLessThan(10).doesNotContain(new Heard.Missed());
    other.feed().tell(EVENT, 1, 100_002);
    assertThat(one.until(100_002)).doesNotContain(new Heard.Missed());
  }

  @Test
  void closingEndsTheConnections() throws InterruptedException {
    one.feed().tell(new EventId(UUID.randomUUID()), 1, 1);
    other.next();
    one.feed().close();
    other.feed().close();

    // The connection that sent is the pool's again; the ones that heard are no more.
    assertThat(redis.run(Request.cmd(Command.PUBLISH).arg("holdfast:changes").arg("x")))
        .isEqualTo("0");
    one.feed().tell(EVENT, 1, 2);
  }
}
