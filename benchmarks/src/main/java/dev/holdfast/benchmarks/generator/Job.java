package dev.holdfast.benchmarks.generator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What the generator is to send, how, and how long.
///
/// @param connections how many connections take part; each has one request under way at a time
/// @param rate requests per second, sent when they are due whatever became of those before (open
/// loop); 0 if each connection sends the next request once it has the answer (closed loop)
/// @param warmUp seconds that are not measured, before those that are
public record Job(Load load, int connections, double rate, double warmUp, double seconds) {

  /// The same for another time.
  public Job lasting(double otherWarmUp, double otherSeconds) {
    return new Job(load, connections, rate, otherWarmUp, otherSeconds);
  }

  /// The same by another number of clients.
  public Job by(int otherConnections) {
    return new Job(load, otherConnections, rate, warmUp, seconds);
  }

  /// What to send.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Repeat.class, name = "repeat"),
    @JsonSubTypes.Type(value = Place.class, name = "place"),
    @JsonSubTypes.Type(value = Rounds.class, name = "rounds"),
    @JsonSubTypes.Type(value = Watch.class, name = "watch"),
    @JsonSubTypes.Type(value = Notify.class, name = "notify")
  })
  public sealed interface Load {}

  /// The same requests in turn.
  ///
  /// @param requests whole HTTP requests
  public record Repeat(List<String> requests, int expectedStatus) implements Load {}

  /// Holds of two seats that nobody has held yet, until there are none left.
  public record Place(Seats seats) implements Load {}

  /// Holds of two seats, each of which is ended later, so that every second request places one.
  ///
  /// @param lag how many holds are open at a time
  public record Rounds(Seats seats, Ending ending, int lag) implements Load {}

  /// Watchers of one event's changes, and holds placed at the job's rate for them to see.
  ///
  /// @param ports of the nodes that are watched, by as many watchers each; none for the node where
  /// the holds are placed. If there are several, a watcher whose stream ends opens it again at the
  /// next, and all is measured before that, until all are back, and as long afterwards
  public record Watch(String request, int watchers, List<Integer> ports, Seats seats)
      implements Load {}

  /// Holds of two seats, of each of which a webhook endpoint is told.
  ///
  /// @param port where the endpoints are
  public record Notify(Seats seats, int port) implements Load {}

  /// How a hold of [Rounds] ends.
  public enum Ending {
    CONFIRM,
    RELEASE
  }

  /// Pairs of seats of some events. They are used in turn: the first pair of each event, the second
  /// of each, and so on.
  ///
  /// @param firstPair how many pairs of each event are passed over
  /// @param key that holds are placed with, each for a customer of its own; empty for none
  public record Seats(List<String> eventIds, int firstPair, int pairsPerEvent, String key) {
    /// Pairs that are held without a key.
    public static Seats of(List<String> eventIds, int firstPair, int pairsPerEvent) {
      return new Seats(eventIds, firstPair, pairsPerEvent, "");
    }

    /// The name of an event's seat, counted from 0. All are of the same length, so that a request
    /// is a copy of another with other digits.
    public static String name(int seat) {
      return "S%06d".formatted(seat);
    }
  }
}
