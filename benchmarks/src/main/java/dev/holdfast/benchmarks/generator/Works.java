package dev.holdfast.benchmarks.generator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
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
    private final Queue<byte[]> endings = new ArrayDeque<>();
    private boolean placedLast;
    private int open;

    PlacingAndEnding(Job.Rounds rounds) {
      this.rounds = rounds;
      holds = new HoldRequests(rounds.seats());
    }

    @Override
    public @Nullable Request next() {
      if (endings.size() >= (placedLast ? rounds.lag() : 2 * rounds.lag())) {
        placedLast = false;
        return ending();
      }
      if (!holds.areLeft() && rounds.ending() == Job.Ending.RELEASE) {
        holds.rewind();
      }
      if (!holds.areLeft() || (rounds.ending() == Job.Ending.RELEASE && open >= mostOpen())) {
        return null;
      }
      placedLast = true;
      open++;
      return holds.next();
    }

    /// A pair of seats is not to be asked for again before it was released.
    private int mostOpen() {
      return rounds.seats().pairsPerEvent() * rounds.seats().eventIds().size() - rounds.lag();
    }

    private Request ending() {
      return new Request(
          endings.remove(),
          Request.Kind.ENDING,
          switch (rounds.ending()) {
            case CONFIRM -> 201;
            case RELEASE -> 204;
          });
    }

    @Override
    public boolean isDone() {
      return !holds.areLeft() && rounds.ending() == Job.Ending.CONFIRM;
    }

    @Override
    public @Nullable Request undo() {
      return endings.isEmpty() || rounds.ending() == Job.Ending.CONFIRM ? null : ending();
    }

    @Override
    public void answered(Request request, Answer answer) {
      boolean placed =
          request.kind == Request.Kind.FIRST && answer.status() == request.expectedStatus;
      if (placed) {
        endings.add(endingOf(answer.text("id"), answer.text("secret")));
      } else {
        open--;
      }
    }

    private byte[] endingOf(String id, String secret) {
      String line =
          switch (rounds.ending()) {
            case CONFIRM -> "POST /api/v1/holds/%s/confirm";
            case RELEASE -> "DELETE /api/v1/holds/%s";
          };
      return (line.formatted(id)
              + " HTTP/1.1\r\nHost: holdfast\r\nHold-Secret: "
              + secret
              + "\r\nContent-Length: 0\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    }
  }
}
