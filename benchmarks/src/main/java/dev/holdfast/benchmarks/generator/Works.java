package dev.holdfast.benchmarks.generator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The kinds of work.
final class Works {
  private Works() {}

  static final class Repeating implements Work {
    private final List<Request> requests;
    private int next;

    Repeating(Job.Repeat repeat) {
      requests =
          repeat.requests().stream()
              .map(
                  request ->
                      new Request(
                          request.getBytes(StandardCharsets.UTF_8),
                          Request.Kind.FIRST,
                          repeat.expectedStatus()))
              .toList();
    }

    @Override
    public Request next() {
      next = next + 1 == requests.size() ? 0 : next + 1;
      Request request = requests.get(next);
      return new Request(request.bytes, request.kind, request.expectedStatus);
    }

    @Override
    public boolean isDone() {
      return false;
    }

    @Override
    public @Nullable Request undo() {
      return null;
    }

    @Override
    public void answered(Request request, Answer answer) {}
  }

  static final class Placing implements Work {
    private final HoldRequests holds;

    Placing(Job.Seats seats) {
      holds = new HoldRequests(seats);
    }

    @Override
    public @Nullable Request next() {
      return holds.areLeft() ? holds.next() : null;
    }

    @Override
    public boolean isDone() {
      return !holds.areLeft();
    }

    @Override
    public @Nullable Request undo() {
      return null;
    }

    @Override
    public void answered(Request request, Answer answer) {}
  }

  /// Places and ends holds in turn. Where no hold is there to be ended, because the service is
  /// behind, it places one instead, so that requests keep coming at their rate.
  static final class PlacingAndEnding implements Work {
    private final HoldRequests holds;
    private final Job.Rounds rounds;
    private final Queue<Request> endings = new ArrayDeque<>();

    /// The pairs of seats that were released.
    private final Queue<Long> free = new ArrayDeque<>();

    /// Which pair what is under way is about.
    private final Map<Request, Long> pairs = new HashMap<>();

    private boolean placedLast;

    PlacingAndEnding(Job.Rounds rounds) {
      this.rounds = rounds;
      holds = new HoldRequests(rounds.seats());
    }

    @Override
    public @Nullable Request next() {
      if (endings.size() >= (placedLast ? rounds.lag() : 2 * rounds.lag())) {
        placedLast = false;
        return endings.remove();
      }
      // A pair is not asked for again before it is free.
      Long pair = holds.areLeft() ? (Long) holds.nextPair() : free.poll();
      if (pair == null) {
        return null;
      }
      placedLast = true;
      return about(pair, holds.of(pair));
    }

    private Request about(long pair, Request request) {
      pairs.put(request, pair);
      return request;
    }

    @Override
    public boolean isDone() {
      return !holds.areLeft() && rounds.ending() == Job.Ending.CONFIRM;
    }

    @Override
    public @Nullable Request undo() {
      return endings.isEmpty() || rounds.ending() == Job.Ending.CONFIRM ? null : endings.remove();
    }

    @Override
    public void answered(Request request, Answer answer) {
      long pair = Objects.requireNonNull(pairs.remove(request));
      if (answer.status() != request.expectedStatus) {
        return;
      }
      switch (request.kind) {
        case FIRST -> endings.add(about(pair, endingOf(answer.text("id"), answer.text("secret"))));
        case ENDING -> {
          if (rounds.ending() == Job.Ending.RELEASE) {
            free.add(pair);
          }
        }
      }
    }

    private Request endingOf(String id, String secret) {
      String line =
          switch (rounds.ending()) {
            case CONFIRM -> "POST /api/v1/holds/%s/confirm";
            case RELEASE -> "DELETE /api/v1/holds/%s";
          };
      String request =
          line.formatted(id)
              + " HTTP/1.1\r\nHost: holdfast\r\nHold-Secret: "
              + secret
              + "\r\nContent-Length: 0\r\n\r\n";
      return new Request(
          request.getBytes(StandardCharsets.US_ASCII),
          Request.Kind.ENDING,
          switch (rounds.ending()) {
            case CONFIRM -> 201;
            case RELEASE -> 204;
          });
    }
  }
}
