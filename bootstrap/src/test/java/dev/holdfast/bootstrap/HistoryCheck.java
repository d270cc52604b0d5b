package dev.holdfast.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.bootstrap.Call.Kind;
import dev.holdfast.bootstrap.Call.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds in the answers alone what can't be true of a service that never sells a seat twice.
///
/// It reasons by intervals, and always in favour of the service: a hold has its seats for certain
/// from when that was answered until something was sent that may end it; it may have had them from
/// when it was asked for until its end was answered, or its last possible expiry. A place of
/// an area is a seat whose name only the answer tells.
final class HistoryCheck {
  /// How far the clock of instants and that of nanoseconds may drift apart during a run.
  private static final long CLOCKS_NANOS = Duration.ofMillis(100).toNanos();

  /// A node may refuse by what it knew a second ago, and a thread may have to wait for its turn.
  private static final long STALE_NANOS = Duration.ofMillis(1_500).toNanos();

  /// An unknown commit is decided after so long.
  private static final long LATE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long NEVER = Long.MAX_VALUE;

  private final List<Call> calls;
  private final Duration longestHold;
  private final long nanosOfEpoch;
  private final Map<String, List<Call>> tries = new LinkedHashMap<>();
  private final Map<String, Story> stories = new HashMap<>();
  private final Map<String, List<List<Call>>> takers = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  /// All about one acknowledged hold.
  ///
  /// @param about the tries of requests about it and of the one that placed it
  private record Story(String id, Request placing, List<Call> about) {
    Stream<Call> mayHave(Kind kind) {
      return about.stream().filter(call -> call.request().kind() == kind && !call.isFailed());
    }

    Stream<Answer.Ok> bodies(Kind... kinds) {
      Set<Kind> some = EnumSet.copyOf(List.of(kinds));
      return about.stream()
          .filter(call -> some.contains(call.request().kind()))
          .flatMap(call -> call.answer() instanceof Answer.Ok ok ? Stream.of(ok) : Stream.empty());
    }

    /// The latest instant at which it can have run out.
    Instant lastExpiry() {
      return mayHave(Kind.EXTEND).anyMatch(Call::isUnknown)
          ? bodies(Kind.PLACE).findFirst().orElseThrow().instant("maxExpiresAt")
          : knownExpiry();
    }

    Instant knownExpiry() {
      return bodies(Kind.PLACE, Kind.CHANGE, Kind.EXTEND)
          .map(ok -> ok.instant("expiresAt"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }

    /// The seats that answers showed it to have, each with when the first of them had come.
    Map<String, Long> shown() {
      Map<String, Long> shown = new HashMap<>();
      for (Call call : about) {
        if (call.answer() instanceof Answer.Ok ok) {
          ok.seats().forEach(seat -> shown.merge(seat, call.ended(), Math::min));
        }
      }
      return shown;
    }

    /// What may take a seat from it on the client's wish.
    Stream<Call> mayEnd(String seat) {
      return about.stream()
          .filter(call -> !call.isFailed())
          .filter(
              call ->
                  call.request().kind() == Kind.RELEASE || call.request().drops().contains(seat));
    }
  }

  private record Interval(String hold, long from, long to) {}

  /// @param longestHold how long a hold lasts that nobody extends
  HistoryCheck(List<Call> calls, Duration longestHold) {
    this.calls = calls;
    this.longestHold = longestHold;
    this.nanosOfEpoch = System.nanoTime() - nanosSinceEpoch(Instant.now());
    for (Call call : calls) {
      tries.computeIfAbsent(call.request().id(), _ -> new ArrayList<>()).add(call);
    }
    for (List<Call> of : tries.values()) {
      Request request = of.getFirst().request();
      // Those who want places of an area take the area, for want of names.
      Stream.concat(request.takes().stream(), request.places().keySet().stream())
          .forEach(
              seat ->
                  takers.computeIfAbsent(seatOf(request, seat), _ -> new ArrayList<>()).add(of));
      holdOf(of)
          .ifPresent(
              id ->
                  stories
                      .computeIfAbsent(
                          id, _ -> new Story(id, of.getFirst().request(), new ArrayList<>()))
                      .about
                      .addAll(of));
    }
  }

  private static String seatOf(Request request, String seat) {
    return request.event() + " " + seat;
  }

  private static Optional<String> holdOf(List<Call> of) {
    String known = of.getFirst().request().hold();
    return known != null
        ? Optional.of(known)
        : of.stream()
            .flatMap(
                call ->
                    call.answer() instanceof Answer.Ok ok
                        ? Stream.of(ok.text("id"))
                        : Stream.empty())
            .findFirst();
  }

  private static long nanosSinceEpoch(Instant at) {
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  private long nanos(Instant at) {
    return nanosOfEpoch + nanosSinceEpoch(at);
  }

  /// What is wrong; empty if nothing is.
  List<String> violations() {
    tries.values().forEach(this::sameAnswerEachTime);
    calls.forEach(this::carriedOutAsAsked);
    stories.values().forEach(this::nothingAfterTheEnd);
    stories.values().forEach(this::confirmedInTime);
    noSeatWithTwo();
    noNumberOfTheQueueTwice();
    calls.forEach(this::refusedForAReason);
    return violations;
  }

  private void sameAnswerEachTime(List<Call> of) {
    List<Answer.Ok> answers =
        of.stream()
            .flatMap(call -> call.answer() instanceof Answer.Ok ok ? Stream.of(ok) : Stream.empty())
            .toList();
    for (String field : List.of("id", "secret", "code")) {
      if (answers.stream().map(ok -> ok.text(field)).distinct().count() > 1) {
        violations.add("the same request had two answers: " + of);
      }
    }
    if (answers.stream().filter(ok -> !ok.replayed()).count() > 1
        && of.getFirst().request().key() != null) {
      violations.add("the same key was carried out twice: " + of);
    }
    Call first = of.getFirst();
    if (first.answer() instanceof Answer.Ok ok && ok.replayed() && mustHaveChangedSeats(first)) {
      violations.add("the first try was answered as a repetition: " + of);
    }
  }

  private static boolean mustHaveChangedSeats(Call call) {
    return switch (call.request().kind()) {
      case PLACE, CHANGE -> true;
      // It may have been sold before.
      case CONFIRM -> call.answer() instanceof Answer.Ok(int status, _, _) && status == 201;
      case EXTEND, RELEASE, CANCEL -> false;
    };
  }

  private void carriedOutAsAsked(Call call) {
    // A repetition is answered with the hold as it is by then.
    if (call.answer() instanceof Answer.Ok ok && !ok.replayed()) {
      Request request = call.request();
      List<String> seats = ok.seats();
      boolean isAsAsked =
          switch (request.kind()) {
            case PLACE, CHANGE ->
                seats.containsAll(request.takes())
                    && Collections.disjoint(seats, request.drops())
                    && request.places().entrySet().stream()
                        .allMatch(asked -> count(asked.getKey(), seats) == asked.getValue());
            case EXTEND, CONFIRM, RELEASE, CANCEL -> true;
          };
      if (!isAsAsked) {
        violations.add("not what was asked for: " + call);
      }
    }
  }

  private static long count(String area, Collection<String> seats) {
    return seats.stream().filter(seat -> StressRoom.isOf(area, seat)).count();
  }

  private void nothingAfterTheEnd(Story story) {
    for (Call end : story.about) {
      boolean over =
          switch (end.answer()) {
            case Answer.Ok _ -> end.request().kind() == Kind.RELEASE;
            case Answer.Failed failed -> failed.type().matches("hold-(expired|released)");
            case Answer.Invoked _, Answer.Unknown _ -> false;
          };
      boolean isSold = end.isOk() && end.request().kind() == Kind.CONFIRM;
      for (Call later : story.about) {
        if (later.begun() > end.ended() && later.answer() instanceof Answer.Ok ok) {
          boolean wrong =
              switch (later.request().kind()) {
                case EXTEND, CHANGE -> (over || isSold) && !ok.replayed();
                case CONFIRM -> over && !ok.replayed();
                case RELEASE -> isSold;
                case PLACE, CANCEL -> false;
              };
          if (wrong) {
            violations.add("after the end of a hold: %s, then %s".formatted(end, later));
          }
        }
      }
    }
  }

  private void confirmedInTime(Story story) {
    if (story.bodies(Kind.CONFIRM).map(ok -> ok.text("id") + ok.text("code")).distinct().count()
        > 1) {
      violations.add("two reservations of one hold: " + story);
    }
    story
        .bodies(Kind.CONFIRM)
        .filter(ok -> !ok.instant("confirmedAt").isBefore(story.lastExpiry()))
        .forEach(ok -> violations.add("confirmed too late: %s of %s".formatted(ok, story)));
    story
        .mayHave(Kind.CONFIRM)
        .filter(call -> call.answer() instanceof Answer.Ok(int status, _, _) && status == 201)
        .filter(call -> firstTry(call).begun() > nanos(story.lastExpiry()) + CLOCKS_NANOS)
        .forEach(call -> violations.add("confirmed after the expiry: " + call));
  }

  private Call firstTry(Call call) {
    return Objects.requireNonNull(tries.get(call.request().id())).getFirst();
  }

  private void noSeatWithTwo() {
    Map<String, List<Interval>> seats = new HashMap<>();
    for (Story story : stories.values()) {
      story
          .shown()
          .forEach(
              (seat, since) ->
                  seats
                      .computeIfAbsent(seatOf(story.placing, seat), _ -> new ArrayList<>())
                      .add(new Interval(story.id, since, certainlyUntil(story, seat))));
    }
    seats.forEach(
        (seat, intervals) -> {
          intervals.sort(Comparator.comparingLong(Interval::from));
          Interval longest = new Interval("", Long.MIN_VALUE, Long.MIN_VALUE);
          for (Interval interval : intervals) {
            if (interval.from >= interval.to) {
              continue;
            }
            if (longest.to > interval.from && !interval.hold.equals(longest.hold)) {
              violations.add("%s was had by %s and %s".formatted(seat, longest, interval));
            }
            longest = interval.to > longest.to ? interval : longest;
          }
        });
  }

  /// Until when a hold, or what it was sold as, has a seat for certain.
  private long certainlyUntil(Story story, String seat) {
    long until = story.mayEnd(seat).mapToLong(Call::begun).min().orElse(NEVER);
    return story.bodies(Kind.CONFIRM).findAny().isPresent()
        ? until
        : Math.min(until, nanos(story.knownExpiry()) - CLOCKS_NANOS);
  }

  /// Not even after the first who had it gave it back.
  private void noNumberOfTheQueueTwice() {
    Map<String, String> holders = new HashMap<>();
    for (Story story : stories.values()) {
      for (String seat : story.shown().keySet()) {
        if (StressRoom.isOf(StressRoom.QUEUE, seat)) {
          String earlier = holders.put(seatOf(story.placing, seat), story.id);
          if (earlier != null) {
            violations.add("%s was given to %s and to %s".formatted(seat, earlier, story));
          }
        }
      }
    }
  }

  private void refusedForAReason(Call call) {
    if (!(call.answer() instanceof Answer.Failed failed)) {
      return;
    }
    Story story = stories.get(call.request().hold() == null ? "" : call.request().hold());
    boolean understood =
        switch (failed.type()) {
          case "seats-unavailable" -> {
            for (JsonNode conflict : failed.problem().path("conflicts")) {
              if (conflict.path("kind").asText().equals("area")) {
                shortageIsTrue(call, conflict);
              } else {
                conflictIsTrue(call, conflict);
              }
            }
            yield !failed.problem().path("conflicts").isEmpty();
          }
          case "hold-expired" ->
              story != null && call.ended() > nanos(story.knownExpiry()) - STALE_NANOS;
          case "hold-released" -> story != null && begunBefore(story, Kind.RELEASE, call);
          case "hold-confirmed" -> story != null && begunBefore(story, Kind.CONFIRM, call);
          default -> false;
        };
    if (!understood) {
      violations.add("refused for no reason: %s, of %s".formatted(call, story));
    }
  }

  private static boolean begunBefore(Story story, Kind kind, Call call) {
    return story.mayHave(kind).anyMatch(other -> other.begun() < call.ended());
  }

  private void conflictIsTrue(Call refused, JsonNode conflict) {
    String seat = conflict.path("id").asText();
    if (conflict.path("reason").asText().equals("blocked")) {
      // The organiser's calls are no part of the history.
      return;
    }
    boolean isSold = conflict.path("reason").asText().equals("reserved");
    boolean isTrue =
        takersOf(refused.request(), seat).stream()
            .anyMatch(
                of -> {
                  Story story = storyOf(of);
                  return couldHave(of, seat, refused)
                      && (!isSold || (story != null && begunBefore(story, Kind.CONFIRM, refused)));
                });
    if (!isTrue) {
      violations.add("nobody could have had %s: %s".formatted(seat, refused));
    }
  }

  /// Each of the others can have had as many places as it ever asked for, but those that were
  /// cancelled.
  private void shortageIsTrue(Call refused, JsonNode conflict) {
    String area = conflict.path("id").asText();
    int available = conflict.path("available").asInt();
    Map<String, Integer> could = new HashMap<>();
    for (List<Call> of : takersOf(refused.request(), area)) {
      if (couldHave(of, area, refused)) {
        Story story = storyOf(of);
        Request request = of.getFirst().request();
        int places =
            Objects.requireNonNull(request.places().get(area))
                - (story == null ? 0 : cancelledBefore(story, area, refused));
        could.merge(story == null ? request.id() : story.id, places, Math::max);
      }
      if (total(could) >= StressRoom.PLACES) {
        break;
      }
    }
    if (available >= conflict.path("requested").asInt()
        || total(could) < StressRoom.PLACES - available) {
      violations.add("%s could not have been full, %s: %s".formatted(area, could, refused));
    }
  }

  private static int total(Map<String, Integer> places) {
    return places.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int cancelledBefore(Story story, String area, Call refused) {
    Set<String> cancelled = new HashSet<>();
    story.about.stream()
        .filter(call -> call.request().kind() == Kind.CANCEL && call.isOk())
        .filter(call -> call.ended() < refused.begun() - STALE_NANOS)
        .forEach(call -> cancelled.addAll(call.request().drops()));
    return (int) count(area, cancelled);
  }

  /// Those who asked for a seat, the last first.
  private List<List<Call>> takersOf(Request request, String seat) {
    return takers.getOrDefault(seatOf(request, seat), List.of()).reversed();
  }

  private @Nullable Story storyOf(List<Call> of) {
    return holdOf(of).map(stories::get).orElse(null);
  }

  /// Whether those who asked for a seat could have had it when another was refused.
  private boolean couldHave(List<Call> of, String seat, Call refused) {
    if (of.stream().noneMatch(call -> !call.isFailed() && call.begun() < refused.ended())) {
      return false;
    }
    Request request = of.getFirst().request();
    Story story = storyOf(of);
    return !request.id().equals(refused.request().id())
        && (story == null || !story.id.equals(refused.request().hold()))
        && lastPossible(of, story, seat) > refused.begun() - STALE_NANOS;
  }

  /// When at the latest a seat was free again of those who asked for it with this request.
  private long lastPossible(List<Call> of, @Nullable Story story, String seat) {
    if (story == null) {
      return of.getLast().ended() + longestHold.toNanos() + LATE_NANOS;
    }
    long ended =
        story.about.stream()
            // What was given back before may have been taken again by this.
            .filter(call -> call.ended() > of.getFirst().begun())
            .filter(
                call ->
                    switch (call.answer()) {
                      case Answer.Ok _ ->
                          call.request().kind() == Kind.RELEASE
                              || call.request().drops().contains(seat);
                      case Answer.Failed failed -> failed.type().matches("hold-(expired|released)");
                      case Answer.Invoked _, Answer.Unknown _ -> false;
                    })
            .mapToLong(Call::ended)
            .min()
            .orElse(NEVER);
    return story.mayHave(Kind.CONFIRM).findAny().isPresent()
        ? ended
        : Math.min(ended, nanos(story.lastExpiry()));
  }
}
