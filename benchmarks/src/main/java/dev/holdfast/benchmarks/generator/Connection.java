package dev.holdfast.benchmarks.generator;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A kept-alive HTTP/1.1 connection with one request under way at a time. It understands answers
/// with a `Content-Length` and those that have no body.
final class Connection extends ChannelInboundHandlerAdapter {
  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int NOT_YET = -1;

  private final Channel channel;
  private byte[] bytes = new byte[2048];
  private int filled;
  private @Nullable Request request;
  private @Nullable Listener listener;

  /// Who wants to know.
  interface Listener {
    void answered(Connection connection, Request request, Answer answer);

    void broken(Connection connection, Request request, String why);
  }

  Connection(Channel channel) {
    this.channel = channel;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  void send(Request toSend, Listener toTell) {
    request = toSend;
    listener = toTell;
    ByteBuf buffer = channel.alloc().ioBuffer(toSend.bytes.length);
    buffer.writeBytes(toSend.bytes);
    var _ = channel.writeAndFlush(buffer, channel.voidPromise());
  }

  void close() {
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf read = (ByteBuf) message;
    int more = read.readableBytes();
    if (filled + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, filled + more));
    }
    read.readBytes(bytes, filled, more);
    read.release();
    filled += more;
    int length = lengthOfAnswer();
    if (length != NOT_YET && filled >= length) {
      filled = 0;
      Request answered = request;
      Listener told = listener;
      request = null;
      if (answered != null && told != null) {
        told.answered(this, answered, new Answer(status(), bytes, length));
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail("the connection was closed");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause.toString());
    var _ = context.close();
  }

  private void fail(String why) {
    Request lost = request;
    Listener told = listener;
    request = null;
    if (lost != null && told != null) {
      told.broken(this, lost, why);
    }
  }

  /// "HTTP/1.1 201 …"
  private int status() {
    return 100 * (bytes[9] - '0') + 10 * (bytes[10] - '0') + bytes[11] - '0';
  }

  private int lengthOfAnswer() {
    int length = 0;
    for (int i = 0; i < filled; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      if (i + 2 < filled && bytes[i + 1] == '\r' && bytes[i + 2] == '\n') {
        return i + 3 + (status() == 304 ? 0 : length);
      }
      if (i + CONTENT_LENGTH.length < filled && isContentLength(i + 1)) {
        length = number(i + 1 + CONTENT_LENGTH.length);
      }
    }
    return NOT_YET;
  }

  private boolean isContentLength(int from) {
    for (int i = 0; i < CONTENT_LENGTH.length; i++) {
      byte expected = CONTENT_LENGTH[i];
      // Setting the bit makes letters small and leaves '-' and ':' as they are.
      if ((bytes[from + i] | 0x20) != expected) {
        return false;
      }
    }
    return true;
  }

  private int number(int from) {
    int number = 0;
    for (int i = from; i < filled && bytes[i] != '\r'; i++) {
      if (bytes[i] != ' ') {
        number = 10 * number + bytes[i] - '0';
      }
    }
    return number;
  }
}
