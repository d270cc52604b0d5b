package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  void clientsThatBreakOffTheirBodyAndAStopLeaveNoWarning() throws Exception {
    try (PackagedService service = PackagedService.start(postgres, Map.of())) {
      breakOffABody(service, 100);
      breakOffABody(service, 1_000_000);
      TimeUnit.SECONDS.sleep(1);

      service.stop();

      assertThat(service.log()).contains("stopped in").doesNotContain("WARN", "ERROR");
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
