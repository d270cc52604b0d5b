package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever bytes come, they are requests, or the connection reads nothing more; and they mean the
/// same, however they are cut into packets.
class HttpFuzzTest {
  static Stream<byte[]> requests() {
    return Stream.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("requests")
  @FuzzTest(maxDuration = "5s")
  void bytesMeanTheSameHoweverTheyAreCut(byte[] bytes) {
    Requests whole = decode(bytes, bytes.length);
    assertThat(decode(bytes, 1)).isEqualTo(whole);
  }

  /// @param sound how many requests were read
  /// @param refused whether the last of them was refused
  private record Requests(int sound, boolean refused) {}

  private static Requests decode(byte[] bytes, int packet) {
    var channel = new EmbeddedChannel(new StrictDecoder(new HttpServerOptions()));
    int sound = 0;
    boolean refused = false;
    try {
      for (int at = 0; at < bytes.length; at += packet) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(packet, bytes.length - at)));
      }
      for (Object message = channel.readInbound();
          message != null;
          message = channel.readInbound()) {
        if (message instanceof HttpRequest request) {
          assertThat(refused).as("a request after one that was refused").isFalse();
          refused = request.decoderResult().isFailure();
          sound += refused ? 0 : 1;
        }
        ReferenceCountUtil.release(message);
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    return new Requests(sound, refused);
  }
}
