package dev.holdfast.rest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refuses requests whose end a proxy may see elsewhere than we do, and reads nothing after them.
/// Somebody else's request could be smuggled behind one. The usual decoder follows RFC 7230, which
/// lets some of them pass.
final class StrictDecoder extends VertxHttpRequestDecoder {
  private boolean inBody;
  private boolean refused;
  private boolean folded;
  private byte last;

  StrictDecoder(HttpServerOptions options) {
    super(options);
  }

  /// Leaves both fields, so that they are seen.
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {}

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (refused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int from = in.readerIndex();
    int had = out.size();
    boolean wasInBody = inBody;
    super.decode(context, in, out);
    if (!wasInBody) {
      lookForFolds(in, from, in.readerIndex() - from);
    }
    for (int i = had; i < out.size() && !refused; i++) {
      if (out.get(i) instanceof HttpRequest request) {
        inBody = true;
        check(request);
        folded = false;
      }
      if (refused) {
        out.subList(i + 1, out.size()).forEach(ReferenceCountUtil::release);
        out.subList(i + 1, out.size()).clear();
      } else if (out.get(i) instanceof LastHttpContent) {
        inBody = false;
      }
    }
  }

  /// A line that goes on with the field before it (RFC 9112, section 5.2).
  private void lookForFolds(ByteBuf in, int from, int length) {
    in.forEachByte(
        from,
        length,
        next -> {
          folded |= last == '\n' && (next == ' ' || next == '\t');
          last = next;
          return true;
        });
  }

  private void check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      refused = true;
      return;
    }
    String fault = fault(request);
    if (fault != null) {
      refused = true;
      request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(fault)));
    }
  }

  private @Nullable String fault(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      // RFC 9112, sections 6.1 and 6.3.
      if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
        return "Transfer-Encoding in " + request.protocolVersion();
      }
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        return "Transfer-Encoding and Content-Length";
      }
      if (codings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
        return "another Transfer-Encoding than chunked";
      }
    }
    if (headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1) {
      return "more than one Content-Length";
    }
    if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
      return "more than one Host";
    }
    return folded ? "a folded field" : null;
  }
}
