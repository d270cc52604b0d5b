package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.quoted;

import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.bootstrap.Call.Kind;
import dev.holdfast.bootstrap.Call.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A client that chooses at random what to do next: place, change, extend, confirm, release,
/// cancel, or let a hold expire. What it does not know the outcome of, it mostly sends again with
/// the same key, to the same node or another.
final class Buyer implements Runnable {
  private static final long INSISTS_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MOST_SEATS = 3;

  private final String name;
  private final SplittableRandom random;
  private final List<String> events;
  private final int seats;
  private final History history;
  private final BooleanSupplier goesOn;
  private final List<Cart> carts = new ArrayList<>();
  private final List<Cart> ended = new ArrayList<>();
  private final List<Sold> sold = new ArrayList<>();
  private int sent;

  /// A hold that was acknowledged.
  ///
  /// @param seats as they were acknowledged last; empty if nobody knows
  private record Cart(String event, String hold, String secret, List<String> seats) {}

  private record Sold(String reservation, Cart cart) {}

  Buyer(
      String name,
      SplittableRandom random,
      List<String> events,
      int seats,
      History history,
      BooleanSupplier goesOn) {
    this.name = name;
    this.random = random;
    this.events = events;
    this.seats = seats;
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
    if (choice < 5 || carts.isEmpty()) {
      place();
    } else if (choice < 8) {
      change(some(carts));
    } else if (choice < 10) {
      extend(some(carts));
    } else if (choice < 14) {
      confirm(some(carts));
    } else if (choice < 16) {
      release(some(carts));
    } else if (choice < 17) {
      // Whoever has given a hold up or let it expire may still try.
      confirm(some(ended.isEmpty() ? carts : ended));
    } else if (choice < 18) {
      end(some(carts));
    } else if (!sold.isEmpty()) {
      cancel(some(sold));
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
    List<String> wanted = someSeats(1 + random.nextInt(MOST_SEATS), List.of());
    String body =
        "{\"seats\": [%s], \"metadata\": {\"request\": \"%s\"}}"
            .formatted(quoted(wanted.toArray(String[]::new)), nextId());
    Request request = request(Kind.PLACE, event, null, Api.holds(event), body, wanted, List.of());
    if (settle(request) instanceof Answer.Ok ok) {
      carts.add(new Cart(event, ok.text("id"), ok.text("secret"), wanted));
    }
  }

  private List<String> someSeats(int count, List<String> but) {
    List<String> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      String seat = "S-" + (1 + random.nextInt(seats));
      if (!chosen.contains(seat) && !but.contains(seat)) {
        chosen.add(seat);
      }
    }
    return chosen;
  }

  private void change(Cart cart) {
    if (cart.seats.isEmpty()) {
      return;
    }
    List<String> drops = random.nextBoolean() ? List.of(some(cart.seats)) : List.of();
    List<String> takes =
        cart.seats.size() - drops.size() < MOST_SEATS && (drops.isEmpty() || cart.seats.size() == 1)
            ? someSeats(1, cart.seats)
            : List.of();
    if (takes.isEmpty() && drops.isEmpty()) {
      return;
    }
    String body =
        "{\"add\": [%s], \"remove\": [%s]}"
            .formatted(quoted(takes.toArray(String[]::new)), quoted(drops.toArray(String[]::new)));
    nextId();
    switch (settle(request(Kind.CHANGE, cart.event, cart, path(cart, ""), body, takes, drops))) {
      case Answer.Ok ok ->
          carts.set(carts.indexOf(cart), new Cart(cart.event, cart.hold, cart.secret, ok.seats()));
      case Answer.Failed failed -> {
        if (!failed.type().equals("seats-unavailable")) {
          end(cart);
        }
      }
      case Answer.Unknown _, Answer.Invoked _ ->
          carts.set(carts.indexOf(cart), new Cart(cart.event, cart.hold, cart.secret, List.of()));
    }
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
        sold.add(new Sold(ok.text("id"), new Cart(cart.event, cart.hold, cart.secret, ok.seats())));
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
    boolean all = random.nextBoolean();
    List<String> drops = all ? of.cart.seats : List.of(some(of.cart.seats));
    String body =
        "{\"seats\": [%s], \"reason\": \"%s\"}"
            .formatted(quoted(drops.toArray(String[]::new)), nextId());
    String path = "/api/v1/reservations/" + of.reservation + "/cancel";
    Request request = request(Kind.CANCEL, of.cart.event, of.cart, path, body, List.of(), drops);
    if (settle(request) instanceof Answer.Ok && all) {
      sold.remove(of);
    }
  }

  private Request about(Kind kind, Cart cart, String path, String body) {
    return request(kind, cart.event, cart, path(cart, path), body, List.of(), List.of());
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
      Kind kind,
      String event,
      @Nullable Cart cart,
      String path,
      String body,
      List<String> takes,
      List<String> drops) {
    // One in five has no key, as clients have it that never try again.
    String key = kind == Kind.RELEASE || random.nextInt(5) == 0 ? null : "key-" + id();
    return new Request(
        id(),
        kind,
        event,
        cart == null ? null : cart.hold,
        cart == null ? null : cart.secret,
        path,
        body,
        takes,
        drops,
        key);
  }

  /// Sends a request, again and again while its outcome is unknown and it may be sent again; some
  /// give up at once.
  private Answer settle(Request request) {
    long until = System.nanoTime() + INSISTS_NANOS;
    boolean insists =
        (request.key() != null || request.kind() == Kind.RELEASE) && random.nextInt(5) > 0;
    Answer answer = history.send(request, random.nextInt(StressIT.NODES));
    while (answer instanceof Answer.Unknown && insists && System.nanoTime() < until) {
      sleep(20 + random.nextInt(100));
      answer = history.send(request, random.nextInt(StressIT.NODES));
    }
    if (answer instanceof Answer.Ok && request.key() != null && random.nextInt(20) == 0) {
      // As if the answer had been lost on its way back.
      history.send(request, random.nextInt(StressIT.NODES));
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
