package dev.holdfast.benchmarks.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.benchmarks.generator.OpenLoop;
import dev.holdfast.benchmarks.rehearsal.Room.View;
import dev.holdfast.benchmarks.rehearsal.Tally.Fate;
import dev.holdfast.benchmarks.rehearsal.Tally.Outcome;
import dev.holdfast.benchmarks.rehearsal.Tally.Route;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Buyers and bots who come to one sale. Everything happens on the loop.
final class Crowd {
  /// How often a buyer's browser sends a request again, with the same key, that was not answered
  /// as it should.
  private static final int REPEATS = 3;

  private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final OpenLoop loop;
  private final Scratch event;
  private final String host;
  private final Habits habits;
  private final Pace pace;
  private final SplittableRandom random;
  private final Tally tally = new Tally();
  private final CompletableFuture<Tally> done = new CompletableFuture<>();
  private final int capacity;
  private long begin;
  private double[] arrivals = {};
  private int arrived;
  private int there;
  private long lastVersion = -1;
  private View lastView = new View(new int[0], List.of(), 0);

  /// How fast buyers are.
  enum Manner {
    /// They think, and leave as people do.
    AS_PEOPLE,
    /// They don't think, and give back whatever they got, so that the sale never ends. Bots let
    /// go at once, and don't come again.
    GIVING_BACK
  }

  /// @param speed by which all times are divided
  record Pace(Manner manner, double speed) {}

  Crowd(
      OpenLoop loop,
      Scratch event,
      String host,
      Habits habits,
      Pace pace,
      SplittableRandom random) {
    this.loop = loop;
    this.event = event;
    this.host = host;
    this.habits = habits;
    this.pace = pace;
    this.random = random;
    View all = event.room().view(event.availability());
    capacity = all.seats().length + all.places();
  }

  int capacity() {
    return capacity;
  }

  /// Lets them come.
  ///
  /// @param seconds since now, in order, before they are divided by the speed
  /// @return once the last of them has left
  CompletableFuture<Tally> come(double[] seconds) {
    arrivals = seconds;
    begin = System.nanoTime();
    next();
    return done;
  }

  private void next() {
    if (arrived == arrivals.length) {
      leaveIfLast();
      return;
    }
    long due = begin + nanos(arrivals[arrived]);
    loop.at(
        due,
        () -> {
          arrived++;
          there++;
          new Buyer(random.split()).come(due);
          next();
        });
  }

  private void leaveIfLast() {
    if (there == 0 && arrived == arrivals.length) {
      done.complete(tally);
    }
  }

  private long nanos(double seconds) {
    return (long) (seconds / pace.speed() * 1e9);
  }

  private double minute() {
    return (System.nanoTime() - begin) * pace.speed() / 60e9;
  }

  private boolean isOver() {
    return arrived == arrivals.length;
  }

  private View view(String body) {
    try {
      JsonNode availability = Scratch.JSON.readTree(body);
      long version = availability.path("version").asLong();
      // Due holds change an availability without a version, so both are compared.
      if (version != lastVersion || availability.path("available").asInt() != free(lastView)) {
        lastVersion = version;
        lastView = event.room().view(availability);
      }
      return lastView;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(body, e);
    }
  }

  private static int free(View view) {
    return view.seats().length + view.places();
  }

  private final class Buyer {
    private final SplittableRandom mine;
    private final boolean bot;
    private final int party;
    private int tries;
    private int seats;
    private String hold = "";
    private String secret = "";

    Buyer(SplittableRandom mine) {
      this.mine = mine;
      bot = mine.nextDouble() < habits.bots();
      party = Math.min(event.maxSeats(), bot ? event.maxSeats() : habits.party(mine));
    }

    void come(long due) {
      tally.count(Fate.CAME);
      if (bot) {
        tally.count(Fate.BOTS);
      }
      look(due);
    }

    private void look(long due) {
      String head = "GET /api/v1/events/" + event.id() + "/availability?encoding=packed HTTP/1.1";
      send(
          Route.AVAILABILITY,
          head + "\r\nHost: " + host + "\r\n\r\n",
          due,
          reply -> {
            View seen = view(reply.body());
            if (seen.isEmpty()) {
              // A bot waits for what others let go.
              if (bot && !isOver()) {
                after(Habits.LOOKING_AGAIN, this::look);
              } else {
                leave(Fate.TOO_LATE);
              }
            } else {
              after(bot ? 0 : tries == 0 ? Habits.LOOKING : 0, at -> hold(seen, at));
            }
          });
    }

    private void hold(View seen, long due) {
      send(
          Route.HOLD,
          post("/api/v1/events/" + event.id() + "/holds", "", selection(seen)),
          due,
          reply -> {
            if (Outcome.of(reply.status()) == Outcome.OK) {
              tally.held();
              hold = text(reply.body(), "id");
              secret = "Hold-Secret: " + text(reply.body(), "secret") + "\r\n";
              decide();
            } else if (++tries < Habits.TRIES || (bot && !isOver() && isAsPeople())) {
              after(Habits.LOOKING_AGAIN, this::look);
            } else {
              leave(Fate.GAVE_UP);
            }
          });
    }

    private void decide() {
      if (bot) {
        after(Habits.KEEPING, this::letGo);
      } else if (mine.nextDouble() >= habits.abandon()) {
        after(Habits.PAYING, this::pay);
      } else if (isAsPeople()) {
        leave(Fate.ABANDONED);
      } else {
        letGo(System.nanoTime());
      }
    }

    private void letGo(long due) {
      String request =
          "DELETE /api/v1/holds/" + hold + " HTTP/1.1\r\nHost: " + host + "\r\n" + secret + "\r\n";
      send(
          Route.RELEASE,
          request,
          due,
          _ -> {
            if (bot && isAsPeople() && !isOver()) {
              look(System.nanoTime());
            } else {
              leave(Fate.LET_GO);
            }
          });
    }

    private void pay(long due) {
      send(
          Route.CONFIRM,
          post("/api/v1/holds/" + hold + "/confirm", secret, "{}"),
          due,
          reply -> {
            if (Outcome.of(reply.status()) != Outcome.OK) {
              leave(Fate.DIED_WHILE_PAYING);
            } else if (isAsPeople()) {
              tally.sold(minute(), seats, capacity);
              leave(Fate.BOUGHT);
            } else {
              cancel(text(reply.body(), "id"));
            }
          });
    }

    private void cancel(String reservation) {
      send(
          Route.CANCEL,
          post("/api/v1/reservations/" + reservation + "/cancel", secret, "{}"),
          System.nanoTime(),
          _ -> leave(Fate.BOUGHT));
    }

    private boolean isAsPeople() {
      return pace.manner() == Manner.AS_PEOPLE;
    }

    private void leave(Fate fate) {
      tally.count(fate);
      there--;
      leaveIfLast();
    }

    private String selection(View seen) {
      boolean seated = mine.nextInt(free(seen)) < seen.seats().length;
      if (seated) {
        int[] chosen = Habits.choose(seen.seats(), party, bot, mine);
        seats = chosen.length;
        return Arrays.stream(chosen)
            .mapToObj(
                number ->
                    "{\"id\":%s}".formatted(Scratch.JSON.getNodeFactory().textNode(name(number))))
            .collect(Collectors.joining(",", "{\"seats\":[", "]}"));
      }
      View.Area area = seen.areas().get(mine.nextInt(seen.areas().size()));
      seats = Math.min(party, area.free());
      return "{\"areas\":[{\"id\":%s,\"quantity\":%d}]}"
          .formatted(Scratch.JSON.getNodeFactory().textNode(area.id()), seats);
    }

    private String name(int number) {
      return event.room().seats().get(number);
    }

    private String post(String path, String headers, String body) {
      return "POST %s HTTP/1.1\r\nHost: %s\r\n%sIdempotency-Key: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
          .formatted(
              path,
              host,
              headers,
              new UUID(mine.nextLong(), mine.nextLong()),
              body.getBytes(StandardCharsets.UTF_8).length,
              body);
    }

    /// Does something after a time that is spread around the mean.
    private void after(double mean, Consumer<Long> then) {
      double seconds = isAsPeople() ? habits.seconds(mean, mine) : 0;
      long at = System.nanoTime() + nanos(seconds);
      if (seconds == 0) {
        then.accept(at);
      } else {
        loop.at(at, () -> then.accept(at));
      }
    }

    private void send(Route route, String request, long due, Consumer<OpenLoop.Reply> then) {
      send(route, request.getBytes(StandardCharsets.UTF_8), due, then, REPEATS);
    }

    private void send(
        Route route, byte[] request, long due, Consumer<OpenLoop.Reply> then, int repeats) {
      loop.send(
          request,
          due,
          reply -> {
            Outcome outcome = Outcome.of(reply.status());
            tally.answered(route, outcome, reply.nanos(), reply.body());
            if (outcome.isRight()) {
              then.accept(reply);
            } else if (repeats > 0) {
              long again = System.nanoTime() + REPEAT_NANOS;
              loop.at(again, () -> send(route, request, again, then, repeats - 1));
            } else {
              if (route == Route.CONFIRM) {
                tally.unknownConfirm(seats);
              }
              leave(Fate.LOST);
            }
          });
    }
  }

  /// The first value of a text member of a JSON object. Good for ids and secrets.
  private static String text(String json, String member) {
    String start = '"' + member + "\":\"";
    int from = json.indexOf(start) + start.length();
    if (from < start.length()) {
      throw new IllegalStateException(member + ": missing in " + json);
    }
    return json.substring(from, json.indexOf('"', from));
  }
}
