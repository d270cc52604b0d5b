package dev.holdfast.rest;

import dev.holdfast.rest.Connections.Cut;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Closes a connection whose client does not go on with what it has begun: a request that it does
/// not send whole, or an answer that it does not read.
///
/// It stands before whatever reads the protocol. A connection on which nothing is begun is left to
/// the idle time-out, and so is HTTP/2, of which it only sees whether it is read.
@RegisterForReflection
final class ConnectionGuard extends ChannelDuplexHandler {
  private static final String DECODER = "httpDecoder";
  private static final String TLS = "ssl";

  /// How much of a body has to come in the time that a client is given.
  private static final int LEAST_OF_A_BODY = 1_024;

  private final HttpServerOptions options;
  private final Duration timeout;
  private final Consumer<Cut> onCut;

  private Phase phase = Phase.HEADER;
  private int requests;
  private long received;
  private long written;
  private boolean watchesReceiving;
  private boolean watchesSending;

  ConnectionGuard(HttpServerOptions options, Duration timeout, Consumer<Cut> onCut) {
    this.options = options;
    this.timeout = timeout;
    this.onCut = onCut;
  }

  /// What is being received.
  private enum Phase {
    NOTHING,
    HEADER,
    BODY,
    /// Something else than HTTP/1.
    UNKNOWN
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      watchReceiving(context);
    }
  }

  /// Moves behind what decrypts, so that it counts what is said.
  @Override
  public void channelActive(ChannelHandlerContext context) {
    ChannelPipeline pipeline = context.pipeline();
    if (pipeline.first() == this && pipeline.get(TLS) != null) {
      pipeline.remove(this);
      pipeline.addAfter(TLS, null, new ConnectionGuard(options, timeout, onCut));
    } else {
      watchReceiving(context);
    }
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (received == 0) {
      begin(context.pipeline());
    }
    if (message instanceof ByteBuf bytes) {
      received += bytes.readableBytes();
    }
    if (phase == Phase.NOTHING) {
      phase = Phase.HEADER;
    }
    context.fireChannelRead(message);
    watchReceiving(context);
  }

  /// What reads the protocol is there when the first bytes of it have come.
  private void begin(ChannelPipeline pipeline) {
    if (pipeline.get(DECODER) == null) {
      phase = Phase.UNKNOWN;
      return;
    }
    pipeline.replace(DECODER, DECODER, new StrictDecoder(options));
    pipeline.addAfter(DECODER, null, new Requests());
  }

  /// Sees where requests begin and end.
  @RegisterForReflection
  private final class Requests extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest) {
        requests++;
        phase = Phase.BODY;
      }
      if (message instanceof LastHttpContent) {
        phase = Phase.NOTHING;
      }
      context.fireChannelRead(message);
    }
  }

  private void watchReceiving(ChannelHandlerContext context) {
    if (watchesReceiving || phase == Phase.NOTHING || phase == Phase.UNKNOWN) {
      return;
    }
    watchesReceiving = true;
    Phase before = phase;
    int requestsBefore = requests;
    long receivedBefore = received;
    later(
        context,
        () -> {
          watchesReceiving = false;
          if (phase == before && requests == requestsBefore) {
            switch (phase) {
              case HEADER -> cut(context, Cut.HEADER);
              case BODY -> {
                // What is not read for now is not for the client to send.
                if (context.channel().config().isAutoRead()
                    && received - receivedBefore < LEAST_OF_A_BODY) {
                  cut(context, Cut.BODY);
                }
              }
              case NOTHING, UNKNOWN -> {}
            }
          }
          watchReceiving(context);
        });
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      written += bytes.readableBytes();
    }
    var _ = context.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    watchSending(context);
  }

  private void watchSending(ChannelHandlerContext context) {
    ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
    if (watchesSending || waiting == null || waiting.isEmpty()) {
      return;
    }
    watchesSending = true;
    long before = written - waiting.totalPendingWriteBytes();
    later(
        context,
        () -> {
          watchesSending = false;
          if (!waiting.isEmpty() && written - waiting.totalPendingWriteBytes() <= before) {
            cut(context, Cut.UNREAD);
          }
          watchSending(context);
        });
  }

  private void later(ChannelHandlerContext context, Runnable look) {
    var _ =
        context
            .executor()
            .schedule(
                () -> {
                  if (context.channel().isActive()) {
                    look.run();
                  }
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void cut(ChannelHandlerContext context, Cut why) {
    onCut.accept(why);
    // The system would otherwise keep on offering what the client does not read.
    context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = context.close();
  }
}
