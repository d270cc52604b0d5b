package dev.holdfast.application.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.Examples;
import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.domain.event.EventId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class NoticeFeedTest {
  private final LinkedBlockingQueue<String> sent = new LinkedBlockingQueue<>();
  private final CountDownLatch heard = new CountDownLatch(1);

  /// A channel that breaks with an error at the first sending and at the first hearing.
  private final class Breaking implements NoticeChannel {
    private final AtomicInteger sendings = new AtomicInteger();
    private final AtomicInteger hearings = new AtomicInteger();

    @Override
    public void send(List<String> notices) {
      if (sendings.getAndIncrement() == 0) {
        throw new NoClassDefFoundError("planted");
      }
      sent.addAll(notices);
    }

    @Override
    public void hear(Ear ear) throws InterruptedException {
      if (hearings.getAndIncrement() == 0) {
        throw new StackOverflowError("planted");
      }
      ear.opened();
      while (ear.listens()) {
        Thread.sleep(BETWEEN_LOOKS);
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void theFeedTellsAndHearsAlsoAfterAnError() throws InterruptedException {
    EventId event = Examples.sale().event().id();
    try (var feed = new NoticeFeed(new Breaking())) {
      feed.listen(
          new ChangeFeed.Listener() {
            @Override
            public void changed(EventId of, long epoch, long version) {}

            @Override
            public void missed() {
              heard.countDown();
            }
          });
      feed.tell(event, 1, 2);

      assertThat(sent.take()).contains(event.toString());
      heard.await();
      assertThat(feed.workers()).allMatch(Worker::isWell);
      assertThat(feed.workers()).extracting(worker -> worker.breaks().total()).contains(1L);
    }
  }
}
