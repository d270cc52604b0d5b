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
    public void answered(Request request, Answer answer) {}
  }

  /// Places and ends holds in turn. Where no hold is there to be ended, because the service is
  /// behind, it places one instead, so that requests keep coming at their rate.
  static final class PlacingAndEnding implements Work {
    private final HoldRequests holds;
    private final Job.Ending ending;
    private final int lag;
    private final Queue<byte[]> endings = new ArrayDeque<>();
    private boolean placedLast;

    PlacingAndEnding(Job.Rounds rounds) {
      holds = new HoldRequests(rounds.seats());
      ending = rounds.ending();
      lag = rounds.lag();
    }

    @Override
    public @Nullable Request next() {
      if (placedLast && endings.size() >= lag) {
        placedLast = false;
        byte[] bytes = endings.remove();
        return new Request(
            bytes,
            Request.Kind.ENDING,
            switch (ending) {
              case CONFIRM -> 201;
              case RELEASE -> 204;
            });
      }
      if (!holds.areLeft()) {
        switch (ending) {
          case CONFIRM -> {
            return null;
          }
          case RELEASE -> holds.rewind();
        }
      }
      placedLast = true;
      return holds.next();
    }

    @Override
    public void answered(Request request, Answer answer) {
      if (request.kind == Request.Kind.FIRST) {
        String line =
            switch (ending) {
              case CONFIRM -> "POST /api/v1/holds/%s/confirm";
              case RELEASE -> "DELETE /api/v1/holds/%s";
            };
        endings.add(
            (line.formatted(answer.text("id"))
                    + " HTTP/1.1\r\nHost: holdfast\r\nHold-Secret: "
                    + answer.text("secret")
                    + "\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}
