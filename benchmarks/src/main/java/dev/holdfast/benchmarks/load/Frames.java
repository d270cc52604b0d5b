package dev.holdfast.benchmarks.load;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Mouse.MoveOptions;
import com.microsoft.playwright.Page;
import dev.holdfast.benchmarks.load.Finding.Figure;
import dev.holdfast.testkit.browser.BigRoom;
import dev.holdfast.testkit.browser.Chromium;
import java.util.ArrayList;
import java.util.List;

/// How long the seat picker keeps the browser busy for a frame while a visitor pans and zooms.
/// It is the picker's own time: what the browser does then, such as compositing, is not in it.
final class Frames {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 800;

  /// What a frame may take: half of what there is at 60 frames a second, and all of it for a room
  /// that is as large as any.
  private static final double MOST_MILLIS = 8;

  private static final double MOST_MILLIS_AT_MOST_SEATS = 16;

  private static final String PICKER = "document.querySelector('holdfast-seat-picker')";

  private Frames() {}

  /// How many seats the smaller of the two rooms has.
  static int large(Plan plan) {
    return plan.manySeats() / 5;
  }

  static Row.Result measure(Lab lab, Plan plan) throws Row.Skipped {
    if (Chromium.find().isEmpty()) {
      throw new Row.Skipped(Chromium.HOW_TO_GET_ONE);
    }
    List<Figure> figures = new ArrayList<>();
    try (Chromium chromium = Chromium.start()) {
      double large = measure(lab, plan, chromium.browser(), large(plan), figures);
      double largest = measure(lab, plan, chromium.browser(), plan.manySeats(), figures);
      return new Row.Result(
          Math.max(large / MOST_MILLIS, largest / MOST_MILLIS_AT_MOST_SEATS),
          true,
          figures,
          List.of(),
          "by pointer and wheel in a window of %d × %d, without a graphics card"
              .formatted(WIDTH, HEIGHT));
    }
  }

  /// The median of the p95 of all tours, in milliseconds.
  private static double measure(
      Lab lab, Plan plan, Browser browser, int seats, List<Figure> figures) {
    String event = lab.newEvent(BigRoom.json(seats), BigRoom.CATEGORIES);
    String address = "http://127.0.0.1:" + lab.service().port() + "/events/" + event;
    List<List<Double>> tours = new ArrayList<>();
    for (int i = 0; i < plan.pairs(); i++) {
      tours.add(tour(browser, address, plan.isShort() ? 1 : 2));
    }
    String name = "%,d seats: ".formatted(seats);
    figures.add(new Figure(name + "frames of a tour", tours.getFirst().size(), ""));
    figures.add(new Figure(name + "p50", median(tours, 0.5), "ms"));
    figures.add(new Figure(name + "p95", median(tours, 0.95), "ms"));
    figures.add(new Figure(name + "longest", median(tours, 1), "ms"));
    return median(tours, 0.95);
  }

  private static double median(List<List<Double>> tours, double share) {
    List<Double> each =
        tours.stream()
            .map(times -> times.get((int) Math.ceil(share * (times.size() - 1))))
            .sorted()
            .toList();
    return each.get(each.size() / 2);
  }

  /// Opens the event, goes about its room as a visitor would, and returns what each frame took, the
  /// shortest first.
  private static List<Double> tour(Browser browser, String address, int rounds) {
    try (BrowserContext context =
        browser.newContext(new NewContextOptions().setViewportSize(WIDTH, HEIGHT))) {
      Page page = context.newPage();
      page.navigate(address);
      page.waitForFunction("() => " + PICKER + "?.room?.frames.last(1).length === 1");
      // What is painted when a room is opened is no panning.
      page.waitForTimeout(1_000);
      page.evaluate("globalThis.begun = " + PICKER + ".room.frames.last(Infinity).length");
      for (int round = 0; round < rounds; round++) {
        zoom(page, 500, 450, 8, -100);
        drag(page, 650, 350, -380, 60);
        drag(page, 300, 600, 320, -240);
        zoom(page, 420, 420, 8, -100);
        drag(page, 250, 300, 380, 190);
        zoom(page, 400, 400, 20, 100);
        drag(page, 300, 300, 190, 190);
      }
      @SuppressWarnings("unchecked")
      List<Number> times =
          (List<Number>) page.evaluate(PICKER + ".room.frames.last(Infinity).slice(begun)");
      return times.stream().map(Number::doubleValue).sorted().toList();
    }
  }

  private static void zoom(Page page, int x, int y, int notches, int delta) {
    page.mouse().move(x, y);
    for (int i = 0; i < notches; i++) {
      page.mouse().wheel(0, delta);
      page.waitForTimeout(60);
    }
  }

  private static void drag(Page page, int x, int y, int dx, int dy) {
    page.mouse().move(x, y);
    page.mouse().down();
    page.mouse().move(x + dx, y + dy, new MoveOptions().setSteps(25));
    page.mouse().up();
    // It glides on for a while.
    page.waitForTimeout(400);
  }
}
