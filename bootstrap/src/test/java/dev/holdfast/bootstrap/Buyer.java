package dev.holdfast.bootstrap;

import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.bootstrap.Call.Kind;
import dev.holdfast.bootstrap.Call.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A client that chooses at random what to do next: place, change, extend, confirm, release,
/// cancel, or let a hold expire. What it does not know the outcome of, it mostly sends again with
/// the same key, to the same node or another.
final class Buyer implements Runnable {
  private static final long INSISTS_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MOST_SEATS = 3;
  private static final int MOST_CARTS = 3;

  private final String name;
  private final SplittableRandom random;
  private final List<String> events;
  private final History history;
  private final BooleanSupplier goesOn;
  private final List<Cart> carts = new ArrayList<>();
  private final List<Cart> ended = new ArrayList<>();
  private final List<Sold> sold = new ArrayList<>();
  private int sent;

  /// A hold that was acknowledged.
  ///
  /// @param seats and places as they were acknowledged last; empty if nobody knows
  private record Cart(String event, String hold, String secret, List<String> seats) {
    Cart with(List<String> others) {
      return new Cart(event, hold, secret, others);
    }

    List<String> placesOf(String area) {
      return seats.stream().filter(seat -> StressRoom.isOf(area, seat)).toList();
    }
  }

  private record Sold(String reservation, Cart cart) {}

  /// What a request would do to the seats and places of a hold; see {@link Request}.
  private record Wish(List<String> takes, List<String> drops, Map<String, Integer> places) {
    static final Wish NONE = new Wish(List.of(), List.of(), Map.of());

    /// The areas as a request to place or to change names them.
    String areas() {
      return places.entrySet().stream()
          .map(of -> "{\"id\": \"%s\", \"quantity\": %d}".formatted(of.getKey(), of.getValue()))
          .collect(Collectors.joining(", "));
    }
  }

  Buyer(
      String name,
      SplittableRandom random,
      List<String> events,
      History history,
      BooleanSupplier goesOn) {
    this.name = name;
    this.random = random;
    this.events = events;
    this.history = history;
    this.goesOn = goesOn;
  }

  @Override
  public void run() {
    while (goesOn.getAsBoolean()) {
      step();
      sleep(random.nextInt(10));
    }
  }

  private void step() {
    int choice = random.nextInt(20);
    if (!sold.isEmpty() && random.nextInt(3) == 0) {
      // Of the little that there is, what is sold has to come back.
      cancel(some(sold));
    } else if (carts.isEmpty() || (choice < 6 && carts.size() < MOST_CARTS)) {
      place();
    } else if (choice < 9) {
      change(some(carts));
    } else if (choice < 11) {
      extend(some(carts));
    } else if (choice < 15) {
      confirm(some(carts));
    } else if (choice < 17) {
      release(some(carts));
    } else if (choice < 18) {
      // Whoever has given a hold up or let it expire may still try.
      confirm(some(ended.isEmpty() ? carts : ended));
    } else {
      end(some(carts));
    }
  }

  private <T> T some(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }

  private void end(Cart cart) {
    if (carts.remove(cart)) {
      ended.add(cart);
    }
  }

  private void place() {
    String event = some(events);
    Map<String, Integer> places = new LinkedHashMap<>();
    for (String area : StressRoom.AREAS) {
      if (random.nextInt(3) == 0) {
        places.put(area, 1 + random.nextInt(2));
      }
    }
    boolean placesAlone = !places.isEmpty() && random.nextBoolean();
    List<String> seats =
        placesAlone ? List.of() : someSeats(1 + random.nextInt(MOST_SEATS), List.of());
    Wish wish = new Wish(seats, List.of(), places);
    String body =
        "{\"seats\": [%s], \"areas\": [%s], \"metadata\": {\"request\": \"%s\"}}"
            .formatted(wishes(seats), wish.areas(), nextId());
    Request request = request(Kind.PLACE, event, null, Api.holds(event), body, wish);
    if (settle(request) instanceof Answer.Ok ok) {
      carts.add(new Cart(event, ok.text("id"), ok.text("secret"), ok.seats()));
    }
  }

  private List<String> someSeats(int count, List<String> but) {
    List<String> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      String seat = StressRoom.seat(1 + random.nextInt(StressRoom.SEATS));
      if (!chosen.contains(seat) && !but.contains(seat)) {
        chosen.add(seat);
      }
    }
    return chosen;
  }

  private void change(Cart cart) {
    Wish wish = random.nextBoolean() ? otherSeats(cart) : morePlacesOrFewer(cart);
    boolean takes = !wish.takes.isEmpty() || wish.drops.isEmpty();
    if (wish.equals(Wish.NONE) || (!takes && wish.drops.size() >= cart.seats.size())) {
      return;
    }
    String body =
        """
        {"add": {"seats": [%s]}, "remove": {"seats": [%s]}, "set": {"areas": [%s]}}"""
            .formatted(
                wishes(wish.takes),
                wishes(wish.places.isEmpty() ? wish.drops : List.of()),
                wish.areas());
    nextId();
    switch (settle(request(Kind.CHANGE, cart.event, cart, path(cart, ""), body, wish))) {
      case Answer.Ok ok -> carts.set(carts.indexOf(cart), cart.with(ok.seats()));
      case Answer.Failed failed -> {
        if (!failed.type().equals("seats-unavailable")) {
          end(cart);
        }
      }
      case Answer.Unknown _, Answer.Invoked _ ->
          carts.set(carts.indexOf(cart), cart.with(List.of()));
    }
  }

  private Wish otherSeats(Cart cart) {
    List<String> own = cart.seats.stream().filter(seat -> !StressRoom.isPlace(seat)).toList();
    List<String> drops = own.isEmpty() || random.nextBoolean() ? List.of() : List.of(some(own));
    boolean takes = drops.isEmpty() ? own.size() < MOST_SEATS : random.nextBoolean();
    return cart.seats.isEmpty()
        ? Wish.NONE
        : new Wish(takes ? someSeats(1, own) : List.of(), drops, Map.of());
  }

  /// Of what goes back, those are the highest numbers.
  private Wish morePlacesOrFewer(Cart cart) {
    String area = some(StressRoom.AREAS);
    List<String> own = cart.placesOf(area);
    int places = own.isEmpty() || random.nextBoolean() ? own.size() + 1 : own.size() - 1;
    return cart.seats.isEmpty()
        ? Wish.NONE
        : new Wish(
            List.of(), own.subList(Math.min(places, own.size()), own.size()), Map.of(area, places));
  }

  private void extend(Cart cart) {
    nextId();
    if (settle(about(Kind.EXTEND, cart, "/extend", "{}")) instanceof Answer.Failed) {
      end(cart);
    }
  }

  private void confirm(Cart cart) {
    String body = "{\"reference\": \"%s\"}".formatted(nextId());
    switch (settle(about(Kind.CONFIRM, cart, "/confirm", body))) {
      case Answer.Ok ok -> {
        sold.add(new Sold(ok.text("id"), cart.with(ok.seats())));
        carts.remove(cart);
        ended.remove(cart);
      }
      case Answer.Failed _ -> end(cart);
      case Answer.Unknown _, Answer.Invoked _ -> {}
    }
  }

  private void release(Cart cart) {
    nextId();
    settle(about(Kind.RELEASE, cart, "", ""));
    end(cart);
  }

  private void cancel(Sold of) {
    boolean all = random.nextInt(4) > 0;
    List<String> drops = all ? of.cart.seats : List.of(some(of.cart.seats));
    String areas =
        drops.stream()
            .filter(StressRoom::isPlace)
            .collect(
                Collectors.groupingBy(
                    place -> place.substring(0, place.indexOf('#')),
                    Collectors.mapping(StressRoom::number, Collectors.toList())))
            .entrySet()
            .stream()
            .map(
                area ->
                    "{\"id\": \"%s\", \"numbers\": %s}".formatted(area.getKey(), area.getValue()))
            .collect(Collectors.joining(", "));
    String body =
        "{\"seats\": [%s], \"areas\": [%s], \"reason\": \"%s\"}"
            .formatted(
                quoted(drops.stream().filter(seat -> !StressRoom.isPlace(seat)).toList()),
                areas,
                nextId());
    String path = "/api/v1/reservations/" + of.reservation + "/cancel";
    Wish wish = new Wish(List.of(), drops, Map.of());
    if (settle(request(Kind.CANCEL, of.cart.event, of.cart, path, body, wish)) instanceof Answer.Ok
        && all) {
      sold.remove(of);
    }
  }

  private static String wishes(List<String> seats) {
    return Api.wishes(seats.toArray(String[]::new));
  }

  private static String quoted(List<String> seats) {
    return Api.quoted(seats.toArray(String[]::new));
  }

  private Request about(Kind kind, Cart cart, String path, String body) {
    return request(kind, cart.event, cart, path(cart, path), body, Wish.NONE);
  }

  private static String path(Cart cart, String more) {
    return "/api/v1/holds/" + cart.hold + more;
  }

  private String nextId() {
    sent++;
    return id();
  }

  private String id() {
    return name + "-" + sent;
  }

  private Request request(
      Kind kind, String event, @Nullable Cart cart, String path, String body, Wish wish) {
    // One in five has no key, as clients have it that never try again.
    String key =
        kind == Kind.RELEASE || random.nextInt(5) == 0 ? null : "the-key-of-the-request-" + id();
    return new Request(
        id(),
        kind,
        event,
        cart == null ? null : cart.hold,
        cart == null ? null : cart.secret,
        path,
        body,
        wish.takes,
        wish.drops,
        wish.places,
        key);
  }

  /// Sends a request, again and again while its outcome is unknown and it may be sent again; some
  /// give up at once.
  private Answer settle(Request request) {
    long until = System.nanoTime() + INSISTS_NANOS;
    boolean insists =
        (request.key() != null || request.kind() == Kind.RELEASE) && random.nextInt(5) > 0;
    Answer answer = history.send(request, random);
    while (answer instanceof Answer.Unknown && insists && System.nanoTime() < until) {
      sleep(20 + random.nextInt(100));
      answer = history.send(request, random);
    }
    if (answer instanceof Answer.Ok && request.key() != null && random.nextInt(20) == 0) {
      // As if the answer had been lost on its way back.
      history.send(request, random);
    }
    return answer;
  }

  private static void sleep(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
