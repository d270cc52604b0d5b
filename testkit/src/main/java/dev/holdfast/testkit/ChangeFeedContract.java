package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.feed.NoticeFeed;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.domain.event.EventId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What nodes hear of each other, whatever carries their notices.
@Timeout(120)
public abstract class ChangeFeedContract {
  /// Of the tests that are about one event.
  protected static final EventId EVENT = new EventId(UUID.randomUUID());

  /// How long a channel under test hears nothing before it makes sure that it would hear.
  protected static final Duration SILENCE = Duration.ofMillis(500);

  private final List<AutoCloseable> opened = new ArrayList<>();

  /// The two nodes that each test has.
  protected FeedNode one;

  protected FeedNode other;

  @SuppressWarnings("NullAway.Init")
  protected ChangeFeedContract() {}

  /// A channel of a node's own, as it has in a process of its own.
  protected abstract NoticeChannel newChannel();

  /// Sends this as a stranger would.
  protected abstract void shout(String text);

  /// Ends the connections on which somebody hears.
  protected abstract void endHearing();

  @BeforeEach
  void open() throws InterruptedException {
    one = newNode(newChannel());
    other = newNode(newChannel());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  /// Has this closed after the test, before what was opened earlier.
  protected final <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  /// A node that hears by this channel.
  protected final FeedNode newNode(NoticeChannel channel) throws InterruptedException {
    return new FeedNode(opened(new NoticeFeed(channel)));
  }

  /// What a node hears.
  protected sealed interface Heard {
    record Changed(EventId event, long epoch, long version) implements Heard {}

    record Missed() implements Heard {}
  }

  /// A node that has begun to hear.
  protected static final class FeedNode {
    private final NoticeFeed feed;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final AtomicBoolean failsOnce = new AtomicBoolean();

    private FeedNode(NoticeFeed feed) throws InterruptedException {
      this.feed = feed;
      feed.listen(
          new ChangeFeed.Listener() {
            @Override
            public void changed(EventId event, long epoch, long version) {
              if (failsOnce.compareAndSet(true, false)) {
                throw new IllegalStateException("this listener fails");
              }
              heard.add(new Heard.Changed(event, epoch, version));
            }

            @Override
            public void missed() {
              heard.add(new Heard.Missed());
            }
          });
      assertThat(next()).isEqualTo(new Heard.Missed());
    }

    public NoticeFeed feed() {
      return feed;
    }

    /// Whether all that was heard is taken.
    public boolean isQuiet() {
      return heard.isEmpty();
    }

    /// Has its listener fail the next time that it hears of a change.
    public void failOnce() {
      failsOnce.set(true);
    }

    /// What is heard next.
    public Heard next() throws InterruptedException {
      Heard next = heard.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("within a minute").isNotNull();
      return next;
    }

    /// What is heard up to this version.
    public List<Heard> until(long version) throws InterruptedException {
      List<Heard> all = new ArrayList<>();
      Heard last;
      do {
        last = next();
        all.add(last);
      } while (!(last instanceof Heard.Changed(_, _, long at) && at == version));
      return all;
    }
  }

  protected static Heard changed(long version) {
    return new Heard.Changed(EVENT, 1, version);
  }

  protected static int byVersion(Heard one, Heard other) {
    return Long.compare(((Heard.Changed) one).version(), ((Heard.Changed) other).version());
  }

  @Test
  void theOtherNodesHearAndTheNodeItselfDoesNot() throws InterruptedException {
    FeedNode third = newNode(newChannel());

    one.feed().tell(EVENT, 1, 5);
    assertThat(other.next()).isEqualTo(changed(5));
    assertThat(third.next()).isEqualTo(changed(5));

    other.feed().tell(EVENT, 1, 6);
    assertThat(one.next()).as("not its own 5").isEqualTo(changed(6));
  }

  @Test
  void aNodeMayHaveSeveralListenersAndEachHearsOfAll() throws InterruptedException {
    FeedNode second = new FeedNode(other.feed());

    one.feed().tell(EVENT, 1, 5);
    assertThat(other.next()).isEqualTo(changed(5));
    assertThat(second.next()).isEqualTo(changed(5));
  }

  @Test
  void aNoticeTypicallyTakesNoTenthOfASecond() throws InterruptedException {
    List<Duration> took = new ArrayList<>();
    for (int version = 1; version <= 41; version++) {
      long told = System.nanoTime();
      one.feed().tell(EVENT, 1, version);
      other.until(version);
      took.add(Duration.ofNanos(System.nanoTime() - told));
    }

    Collections.sort(took);
    assertThat(took.get(20)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void theHighestHeadIsTheOneWithTheHighestEpoch() throws InterruptedException {
    one.feed().tell(EVENT, 1, 1);
    assertThat(other.next()).isEqualTo(changed(1));
    // The sender pauses after each sending, so that these three go together.
    one.feed().tell(EVENT, 1, 900);
    one.feed().tell(EVENT, 2, 3);
    one.feed().tell(EVENT, 1, 901);

    List<Heard> heard = new ArrayList<>();
    do {
      heard.add(other.next());
    } while (!heard.getLast().equals(new Heard.Changed(EVENT, 2, 3)));
    assertThat(heard).doesNotContain(changed(901));
  }

  @Test
  void thousandsOfTellsBecomeFewNotices() throws InterruptedException {
    int tells = 100_000;
    for (int version = 1; version <= tells; version++) {
      one.feed().tell(EVENT, 1, version);
    }

    assertThat(other.until(tells))
        .hasSizeLessThan(tells / 100)
        .isSortedAccordingTo(ChangeFeedContract::byVersion);
    one.feed().tell(new EventId(UUID.randomUUID()), 1, 1);
    other.until(1);
  }

  @Test
  void oneSendingTellsOfManyEvents() throws InterruptedException {
    List<EventId> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      events.add(new EventId(UUID.randomUUID()));
    }
    events.forEach(event -> one.feed().tell(event, 1, 7));

    List<EventId> heard = new ArrayList<>();
    while (heard.size() < events.size()) {
      heard.add(((Heard.Changed) other.next()).event());
    }
    assertThat(heard).containsExactlyInAnyOrderElementsOf(events);
  }

  @Test
  void whatIsNoNoticeIsIgnored() throws InterruptedException {
    for (String text :
        List.of(
            "",
            "hello",
            "0123456789abcdef " + EVENT + " 1 -1",
            "0123456789abcdef x 1 1",
            "0123456789abcdef " + EVENT + " 1 99999999999999999999",
            "0123456789abcdef ------------------------------------ 1 1")) {
      shout(text);
    }
    one.feed().tell(EVENT, 1, 8);

    assertThat(other.next()).isEqualTo(changed(8));
  }

  @Test
  void aListenerWhoseConnectionIsEndedSaysSoAndHearsAgain() throws InterruptedException {
    for (int version = 1; version <= 3; version++) {
      endHearing();
      assertThat(other.next()).isEqualTo(new Heard.Missed());
      assertThat(one.next()).isEqualTo(new Heard.Missed());
      one.feed().tell(EVENT, 1, version);
      assertThat(other.next()).isEqualTo(changed(version));
    }
  }

  @Test
  void aListenerThatFailsIsToldThatItMissedSomething() throws InterruptedException {
    other.failOnce();
    one.feed().tell(EVENT, 1, 1);
    assertThat(other.next()).isEqualTo(new Heard.Missed());
    one.feed().tell(EVENT, 1, 2);
    assertThat(other.next()).isEqualTo(changed(2));
  }

  @Test
  void silenceIsNoFailure() throws InterruptedException {
    Thread.sleep(SILENCE.multipliedBy(3));
    one.feed().tell(EVENT, 1, 1);

    assertThat(other.next()).isEqualTo(changed(1));
  }
}
