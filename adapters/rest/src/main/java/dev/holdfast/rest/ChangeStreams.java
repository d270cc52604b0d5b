package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.limit.Allowance;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The changes of an event as server-sent events, for as long as the client listens.
///
/// These are routed past the framework that answers all other calls: thousands of them may be open
/// at once, and each keeps as little as can be.
@Singleton
final class ChangeStreams {
  static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final int SOONEST_RETRY_MILLIS = 1_000;
  private static final int LATEST_RETRY_MILLIS = 5_000;

  private final SeatViews views;
  private final Broadcasts broadcasts;
  private final Watching watching;
  private final Vertx vertx;
  private final Callers callers;
  private final RateLimiting limiting;
  private final Failures failures = new Failures();

  ChangeStreams(
      SeatViews views,
      Broadcasts broadcasts,
      Watching watching,
      Vertx vertx,
      Callers callers,
      RateLimiting limiting) {
    this.views = views;
    this.broadcasts = broadcasts;
    this.watching = watching;
    this.vertx = vertx;
    this.callers = callers;
    this.limiting = limiting;
  }

  void route(@Observes Router router) {
    router.get("/api/v1/events/:eventId/changes").handler(this::handle);
  }

  /// Ends the streams when the service is about to wait for requests to end.
  void end(@Observes ShutdownDelayInitiatedEvent stopping) {
    watching.afterwards(vertx, broadcasts::close);
  }

  private void handle(RoutingContext call) {
    if (!wantsStream(call.parsedHeaders().accept())) {
      call.next();
      return;
    }
    Context context = VertxContext.getRootContext(vertx.getOrCreateContext());
    Thread.ofVirtual()
        .start(() -> RequestLogFilter.during(call, () -> answer(call, new Loop(context))));
  }

  /// Runs tasks in order on an event loop.
  private record Loop(Context context) implements Executor {
    @Override
    public void execute(Runnable task) {
      context.runOnContext(_ -> task.run());
    }
  }

  /// Whether the stream is named, and not as the lesser choice.
  private static boolean wantsStream(List<MIMEHeader> accepted) {
    return accepted.stream()
        .filter(one -> one.value().equals(MediaType.SERVER_SENT_EVENTS))
        .anyMatch(stream -> stream.weight() > 0 && stream.weight() >= weightOfJson(accepted));
  }

  private static float weightOfJson(List<MIMEHeader> accepted) {
    return weight(accepted, one -> one.value().equals(MediaType.APPLICATION_JSON))
        .or(() -> weight(accepted, one -> one.value().equals("application/*")))
        .or(() -> weight(accepted, one -> one.value().equals(MediaType.WILDCARD)))
        .orElse(0f);
  }

  private static Optional<Float> weight(List<MIMEHeader> accepted, Predicate<MIMEHeader> type) {
    return accepted.stream().filter(type).map(MIMEHeader::weight).findFirst();
  }

  private void answer(RoutingContext call, Loop loop) {
    try {
      Supplier<Optional<Caller>> caller =
          callers.asked(call.request().getHeader(HttpHeaders.AUTHORIZATION));
      Optional<Allowance> allowance = limiting.take(call.request(), caller);
      if (allowance.isPresent() && !allowance.get().granted()) {
        refuse(call, RateLimiting.refused(allowance.get()));
        return;
      }
      Position position = position(call);
      Callers.of(caller.get(), call.request().getHeader(HttpHeaders.ORIGIN), HttpMethod.GET.name());
      Optional<EventId> event = Ids.event(Objects.requireNonNull(call.pathParam("eventId")));
      Optional<Availability.Stamp> stamp = event.flatMap(views::stamp);
      if (event.isEmpty() || stamp.isEmpty()) {
        refuse(call, ProblemAnswer.notFound("event"));
        return;
      }
      long epoch = position.epoch() == null ? stamp.get().epoch() : position.epoch();
      if (epoch != stamp.get().epoch() || position.version() > stamp.get().version()) {
        var head = new SeatViews.Changes.Resync(stamp.get().epoch(), stamp.get().version());
        refuse(call, ProblemAnswer.resync(position.version(), position.epoch(), head));
        return;
      }
      Outlet outlet = new ResponseOutlet(call.request(), vertx, opening());
      if (!broadcasts.join(event.get(), outlet, loop, epoch, position.version())) {
        refuse(
            call, new ProblemAnswer(Problem.UNAVAILABLE, "Too many streams of changes are open."));
      }
    } catch (ProblemException e) {
      refuse(call, e.answer());
    } catch (EventGone e) {
      refuse(call, failures.gone(e));
    } catch (Unavailable e) {
      refuse(call, failures.unavailable(e));
    } catch (RuntimeException e) {
      refuse(call, failures.unexpected(e));
    }
  }

  private static Position position(RoutingContext call) {
    String messageId = call.request().getHeader(LAST_EVENT_ID);
    return messageId == null || messageId.isBlank()
        ? Position.of(call.request().getParam("since"), call.request().getParam("epoch"))
        : Position.of(messageId);
  }

  private static Buffer opening() {
    return Buffer.buffer("retry: " + retryMillis() + "\n\n");
  }

  /// Another time for each client to come back after, so that not all come at once.
  static int retryMillis() {
    return ThreadLocalRandom.current().nextInt(SOONEST_RETRY_MILLIS, LATEST_RETRY_MILLIS);
  }

  static void refuse(RoutingContext call, ProblemAnswer problem) {
    refuse(call, problem.toResponse().build());
  }

  private static void refuse(RoutingContext call, Response refusal) {
    HttpServerResponse response = call.response().setStatusCode(refusal.getStatus());
    refusal.getStringHeaders().forEach((name, values) -> response.putHeader(name, values));
    byte[] body = ((ProblemAnswer) refusal.getEntity()).json(call.request());
    response.end(Buffer.buffer(body));
  }
}
