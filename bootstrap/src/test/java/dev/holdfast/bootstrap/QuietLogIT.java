package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is nobody's mistake is no warning.
@ExtendWith(RunningService.class)
class QuietLogIT {
  private final EmbeddedPostgres postgres;

  QuietLogIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void clientsThatBreakOffTheirBodyAndAStopUnderLoadLeaveNoWarningAndLoseNobody() throws Exception {
    try (PackagedService service = PackagedService.start(postgres, Map.of())) {
      breakOffABody(service, 100);
      breakOffABody(service, 1_000_000);
      TimeUnit.SECONDS.sleep(1);

      ExecutorService buyers = Executors.newCachedThreadPool();
      AtomicInteger answered = new AtomicInteger();
      AtomicInteger lost = new AtomicInteger();
      for (int i = 0; i < 8; i++) {
        buyers.execute(() -> comeAnew(service, answered, lost));
      }
      while (answered.get() < 100) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      service.stop();
      buyers.close();
      // One may be made in the instant in which the service stops accepting them.
      assertThat(lost.get()).as("of " + answered + " answered").isLessThanOrEqualTo(1);

      assertThat(service.log()).contains("stopped in").doesNotContain("WARN", "ERROR");
    }
  }

  /// Makes one connection after the other, until they are refused.
  private static void comeAnew(
      PackagedService service, AtomicInteger answered, AtomicInteger lost) {
    while (true) {
      try (RawClient client = RawClient.to(service.uri())) {
        client.send("GET /api/v1 HTTP/1.1\nHost: localhost\nConnection: close\n\n");
        (client.readAll().startsWith("HTTP/1.1 200") ? answered : lost).incrementAndGet();
      } catch (ConnectException _) {
        return;
      } catch (IOException _) {
        lost.incrementAndGet();
      }
    }
  }

  private static void breakOffABody(PackagedService service, int length) throws IOException {
    String begun =
        """
        POST /api/v1/events HTTP/1.1
        Host: localhost
        Content-Type: application/json
        Content-Length: %d

        {"name": "An ev"""
            .formatted(length)
            .replace("\n", "\r\n");
    try (Socket socket = new Socket(service.uri().getHost(), service.uri().getPort())) {
      socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
