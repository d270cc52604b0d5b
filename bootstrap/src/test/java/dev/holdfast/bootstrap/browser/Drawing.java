package dev.holdfast.bootstrap.browser;

import java.util.List;

/// The drawing of the room, which a test can't look at: it asks the picker where a seat is.
final class Drawing {
  private final Visitor visitor;

  Drawing(Visitor visitor) {
    this.visitor = visitor;
  }

  /// How far apart neighbouring seats are, in CSS pixels.
  double pitch() {
    comesToRest();
    Object pitch = visitor.picker().evaluate("({ room }) => room.scene.pitch * room.view.scale");
    return ((Number) pitch).doubleValue();
  }

  /// Where a seat is on the screen, from the left.
  double left(int seat) {
    return place(seat).get(0);
  }

  double top(int seat) {
    return place(seat).get(1);
  }

  /// @param seat its number in map order
  void click(int seat) {
    List<Double> at = place(seat);
    visitor.page().mouse().click(at.get(0), at.get(1));
  }

  /// @param area its number in map order
  void clickArea(int area) {
    List<Double> at =
        onScreen(
            """
            const { outline } = room.layout.areas[which];
            const mean = (from) => outline.filter((_, i) => i % 2 === from)
              .reduce((sum, one) => sum + one, 0) / (outline.length / 2);
            const [x, y] = [mean(0), mean(1)];""",
            area);
    visitor.page().mouse().click(at.get(0), at.get(1));
  }

  void hover(int seat) {
    List<Double> at = place(seat);
    visitor.page().mouse().move(at.get(0), at.get(1));
  }

  void tap(int seat) {
    List<Double> at = place(seat);
    visitor.page().touchscreen().tap(at.get(0), at.get(1));
  }

  /// Shows a seat, large enough to be tapped, as the keyboard would.
  void goTo(int seat) {
    visitor.picker().evaluate("({ room }, seat) => { room.focus(seat); room.focus(null); }", seat);
    comesToRest();
  }

  /// What the API calls a seat.
  String id(int seat) {
    return (String)
        visitor.picker().evaluate("({ room }, seat) => room.layout.seatIds[seat]", seat);
  }

  /// Which seat the API calls so, in map order.
  int number(String id) {
    Object number =
        visitor.picker().evaluate("({ room }, id) => room.layout.seatIds.indexOf(id)", id);
    return ((Number) number).intValue();
  }

  /// The first so many neighbours of a row that are all free, past the first quarter of the room.
  List<Integer> neighboursThatAreFree(int count) {
    @SuppressWarnings("unchecked")
    List<Integer> found =
        (List<Integer>)
            visitor
                .picker()
                .evaluate(
                    """
                    ({ room, session }, count) => {
                      const { seatCount, seatRow } = room.layout;
                      const { states } = session.seats;
                      for (let first = seatCount >> 2; ; first++) {
                        const group = Array.from({ length: count }, (_, i) => first + i);
                        if (group.every(seat => states[seat] === 0 &&
                            seatRow[seat] === seatRow[first])) {
                          return group;
                        }
                      }
                    }""",
                    count);
    return found;
  }

  /// Where a seat is on the screen.
  private List<Double> place(int seat) {
    return onScreen("const { x: { [which]: x }, y: { [which]: y } } = room.layout;", seat);
  }

  /// @param placeOf says the place (x, y) in the room of what has the number `which`
  private List<Double> onScreen(String placeOf, int which) {
    comesToRest();
    @SuppressWarnings("unchecked")
    List<Number> at =
        (List<Number>)
            visitor
                .picker()
                .evaluate(
                    """
                    ({ room, shadowRoot }, which) => {
                      %s
                      const { left, top } =
                        shadowRoot.querySelector('canvas').getBoundingClientRect();
                      const { view } = room;
                      return [left + x * view.scale + view.x, top + y * view.scale + view.y];
                    }"""
                        .formatted(placeOf),
                    which);
    return at.stream().map(Number::doubleValue).toList();
  }

  /// Waits until nothing moves any more.
  private void comesToRest() {
    visitor
        .picker()
        .evaluate(
            """
            async ({ room }) => {
              for (let still = 0, before; still < 5; ) {
                await new Promise(requestAnimationFrame);
                const { scale, x, y } = room.view;
                const now = [scale, x, y].join();
                still = now === before ? still + 1 : 0;
                before = now;
              }
            }""");
  }
}
