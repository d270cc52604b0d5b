package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Feed;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.notification.FeedPosition;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All changes of all events of a client.
@Path("/api/v1/feed")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class FeedResource {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;
  private static final String LATEST = "latest";
  private static final String EXPECTED = "the nextCursor of a previous page, or latest";

  /// Each asks the store by itself.
  private static final int MOST_STREAMS = 1_000;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final AtomicInteger open = new AtomicInteger();
  private final Feed feed;
  private final Inbound inbound;
  private final Watching watching;
  private final Vertx vertx;
  private volatile boolean isStopping;

  FeedResource(Feed feed, Inbound inbound, Watching watching, Vertx vertx) {
    this.feed = feed;
    this.inbound = inbound;
    this.watching = watching;
    this.vertx = vertx;
  }

  @GET
  public Response read(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    int most = Queries.whole("limit", limit, 1, MOST, USUAL);
    boolean isLatest = LATEST.equals(after);
    FeedPosition position = isLatest ? null : after(after);
    Caller caller = inbound.require(Scope.RESERVATIONS_READ);
    if (isLatest) {
      return page(new Feed.Reading.Page(List.of(), feed.latest(caller)));
    }
    return switch (feed.read(caller, position, most)) {
      case Feed.Reading.Page page -> page(page);
      case Feed.Reading.Resync(FeedPosition latest) ->
          resync("What follows this cursor is not available.", latest).toResponse().build();
    };
  }

  /// The same as server-sent events, for as long as the client listens.
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void stream(
      @QueryParam("after") @Nullable String after,
      @HeaderParam(ChangeStreams.LAST_EVENT_ID) @Nullable String lastEventId,
      @Context SseEventSink sink,
      @Context Sse sse,
      @Context HttpServerResponse response)
      throws InterruptedException {
    FeedPosition received = lastReceived(lastEventId);
    boolean isLatest = received == null && LATEST.equals(after);
    FeedPosition position = received != null || isLatest ? received : after(after);
    Caller caller = inbound.require(Scope.RESERVATIONS_READ);
    FeedPosition from = isLatest ? feed.latest(caller) : position;
    if (open.incrementAndGet() > Math.min(MOST_STREAMS, watching.most()) || isStopping) {
      open.decrementAndGet();
      throw new ProblemException(
          new ProblemAnswer(Problem.UNAVAILABLE, "Too many streams of feeds are open."));
    }
    response
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader(ResponseOutlet.BUFFERING, "no");
    try (sink) {
      send(from, sink, sse);
    } catch (ProblemException | Unavailable _) {
      // The key is not valid any more, or the store is away. The client comes back and is told.
    } finally {
      open.decrementAndGet();
    }
  }

  private void send(@Nullable FeedPosition from, SseEventSink sink, Sse sse)
      throws InterruptedException {
    FeedPosition position = from;
    OutboundSseEvent.Builder start =
        sse.newEventBuilder().comment("").reconnectDelay(ChangeStreams.retryMillis());
    // Whoever named `latest` and loses the stream before its first notification goes on from here.
    send(sink, (position == null ? start : start.id(position.toString())).build());
    long sentAt = System.nanoTime();
    while (!sink.isClosed() && !isStopping) {
      List<Feed.Item> items = List.of();
      switch (feed.read(inbound.requireStill(Scope.RESERVATIONS_READ), position, USUAL)) {
        case Feed.Reading.Page page -> {
          items = page.items();
          position = page.next();
        }
        case Feed.Reading.Resync(FeedPosition latest) -> {
          send(
              sink,
              sse.newEventBuilder()
                  .name("resync")
                  .data("{\"latest\":\"%s\"}".formatted(latest))
                  .build());
          return;
        }
      }
      for (Feed.Item item : items) {
        send(
            sink,
            sse.newEventBuilder()
                .id(item.position().toString())
                .data(item.notification().json())
                .build());
      }
      boolean isQuiet = System.nanoTime() - sentAt > watching.heartbeat().toNanos();
      if (items.isEmpty() && isQuiet) {
        send(sink, sse.newEventBuilder().comment("").build());
      }
      if (!items.isEmpty() || isQuiet) {
        sentAt = System.nanoTime();
      } else {
        TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
      }
    }
  }

  /// Waits until it is sent, so that a client that reads slowly is not sent more.
  private static void send(SseEventSink sink, OutboundSseEvent event) {
    sink.send(event).toCompletableFuture().join();
  }

  /// Streams would not end by themselves.
  void end(@Observes ShutdownDelayInitiatedEvent stopping) {
    watching.afterwards(vertx, () -> isStopping = true);
  }

  void end(@Observes @Priority(0) ShutdownEvent stopping) {
    isStopping = true;
  }

  private static @Nullable FeedPosition after(@Nullable String after) {
    return after == null
        ? null
        : FeedPosition.parse(after)
            .orElseThrow(() -> ProblemException.parameter("after", after, EXPECTED));
  }

  private static @Nullable FeedPosition lastReceived(@Nullable String id) {
    return id == null || id.isBlank()
        ? null
        : FeedPosition.parse(id)
            .orElseThrow(
                () ->
                    ProblemException.header(
                        ChangeStreams.LAST_EVENT_ID, id, "the last received id"));
  }

  /// @param detail what is not available
  static ProblemAnswer resync(String detail, FeedPosition latest) {
    return new ProblemAnswer(
        Problem.FEED_RESYNC,
        "%s The feed ends at %s.".formatted(detail, latest),
        Map.of("latest", latest.toString()));
  }

  /// The notifications are JSON already.
  private static Response page(Feed.Reading.Page page) {
    String body =
        page.items().stream()
            .map(item -> item.notification().json())
            .collect(
                Collectors.joining(
                    ",", "{\"items\":[", "],\"nextCursor\":\"" + page.next() + "\"}"));
    return Answers.unstored(
            Response.ok(body.getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE))
        .build();
  }
}
