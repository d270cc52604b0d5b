package dev.holdfast.seatpicker.room;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import dev.holdfast.testkit.browser.BigRoom;
import dev.holdfast.testkit.browser.Chromium;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The room in a real browser, by mouse and with layouts that are odd but allowed.
class RoomTest {
  private static @Nullable RoomPage opened;

  @BeforeAll
  static void openBrowser() {
    assumeTrue(Chromium.find().isPresent(), Chromium.HOW_TO_GET_ONE);
    opened = new RoomPage();
  }

  @AfterEach
  void closePages() {
    requireNonNull(opened).closePages();
  }

  @AfterAll
  static void closeBrowser() {
    if (opened != null) {
      opened.close();
    }
  }

  private static Page open() {
    return requireNonNull(opened).open();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "({})",
        "seats(1, i => ({x: 5, y: 5}))",
        "seats(50, i => ({x: 5, y: 5}))",
        "seats(40, i => i % 2 ? {x: i * 20, y: 0} : {})",
        "seats(40, i => ({}))",
        "seats(500, i => ({x: 9999000 + i % 25, y: Math.floor(i / 25) - 9999000}))",
        "seats(500, i => ({x: i % 25 / 100, y: Math.floor(i / 25) / 100}))",
        "seats(20000, i => ({x: i * 20, y: 0}))",
        "({sections: [{outline: [{x: 1, y: 1}], rows: [{seats: []}]}],"
            + " decorations: [{kind: 'odd', text: 'x', outline: [{x: 1, y: 2}]}],"
            + " areas: [{id: 'a', category: '?', outline: Array(3).fill({x: 0, y: 0})}]})",
      })
  void anOddLayoutIsDrawn(String layout) {
    Page page = open();
    page.evaluate(
        """
        globalThis.seats = (count, place) => ({
          categories: [{id: 'a', name: 'A', color: '#ffff00'}],
          sections: [{name: 'S', rows: [{name: 'R', seats: Array.from({length: count}, (_, i) =>
            ({id: 's' + i, name: String(i + 1), category: 'a', ...place(i)}))}]}],
        })""");

    act(page, "stage.open(" + layout + ")");
    isSomewhere(page);
    act(page, "stage.room.zoomBy(3); stage.room.panBy(50, 20); stage.room.focus(0)");
    isSomewhere(page);
    page.evaluate("stage.room.setSelection(new Set([0])); stage.room.setDimmed(new Set([0]))");
    act(page, "stage.room.focusSection(0)");
    isSomewhere(page);
    act(page, "stage.room.fit()");
    isSomewhere(page);
  }

  private static void isSomewhere(Page page) {
    assertEquals(true, page.evaluate("Object.values(stage.view()).every(Number.isFinite)"));
  }

  @Test
  void theFirstClickOnASmallSeatZoomsAndTheSecondTakesIt() {
    Page page = openRoomOf(2_000);

    click(page, 700);
    assertEquals(0, told(page, "seat").size());
    for (int clicks = 0; clicks < 2 && told(page, "seat").isEmpty(); clicks++) {
      click(page, 700);
    }

    assertEquals(List.of(List.of("seat", 700)), told(page, "seat"));
  }

  @Test
  void aDragPansAndTakesNoSeat() {
    Page page = openRoomOf(2_000);
    act(page, "stage.room.focus(700)");
    double before = number(page, "stage.placeOf(700).x");

    page.mouse().move(640, 400);
    page.mouse().down();
    page.mouse().move(700, 430);
    page.mouse().move(760, 460);
    page.mouse().up();

    assertEquals(120, number(page, "stage.placeOf(700).x") - before, 60);
    assertEquals(0, told(page, "seat").size());
  }

  @Test
  void theWheelKeepsWhatIsUnderThePointer() {
    Page page = openRoomOf(2_000);
    act(page, "stage.room.zoomBy(2)");
    String under = "(({x, y, scale}) => [(600 - x) / scale, (420 - y) / scale])(stage.view())";
    var before = (List<?>) page.evaluate(under);
    double scale = number(page, "stage.view().scale");

    page.mouse().move(600, 420);
    page.mouse().wheel(0, -200);
    page.waitForTimeout(100);
    RoomPage.settle(page);

    assertTrue(number(page, "stage.view().scale") > scale);

    var after = (List<?>) page.evaluate(under);
    for (int axis = 0; axis < 2; axis++) {
      assertEquals(asDouble(before.get(axis)), asDouble(after.get(axis)), 1);
    }
  }

  @Test
  void nothingIsDrawnAtRest() {
    Page page = openRoomOf(2_000);
    double before = number(page, "stage.room.drawn");

    page.waitForTimeout(500);

    assertEquals(before, number(page, "stage.room.drawn"));
  }

  @Test
  void aChangeIsSeen() {
    Page page = openRoomOf(2_000);
    act(page, "stage.states[700] = 0; stage.room.changed([700]); stage.room.focus(700)");
    act(page, "stage.room.focus(null)");
    var free = page.evaluate("stage.pixelAt(700)");

    act(page, "stage.states[700] = 2; stage.room.changed([700])");

    assertTrue(!free.equals(page.evaluate("stage.pixelAt(700)")), "still " + free);
  }

  @Test
  void seatsThatAreProposedAreRingedAndSeenAboveWhatIsToldOverTheRoom() {
    Page page = openRoomOf(2_000);

    act(page, "stage.room.point([700, 704])");

    assertEquals(
        List.of(true, false, true),
        page.evaluate("[700, 702, 704].map(seat => stage.isRinged(seat))"));
    assertTrue(number(page, "stage.placeOf(700).y / innerHeight") < 0.5);
    act(page, "stage.room.point([])");
    assertEquals(false, page.evaluate("stage.isRinged(700)"));
  }

  @Test
  void theWayToASeatGoesOnWhenTheRoomChangesItsSize() {
    Page page = openRoomOf(20_000);

    act(page, "stage.room.focus(7000); document.querySelector('canvas').style.height = '300px'");

    assertEquals(150, number(page, "stage.placeOf(7000).y"), 1);
    String pitch =
        "(({x, y}, to) => Math.hypot(to.x - x, to.y - y))(stage.placeOf(7000),"
            + " stage.placeOf(7001))";
    assertTrue(number(page, pitch) >= 24);
  }

  @Test
  void withReducedMotionTheViewJumps() {
    Page page =
        requireNonNull(opened)
            .open(
                new Browser.NewContextOptions()
                    .setViewportSize(800, 600)
                    .setReducedMotion(ReducedMotion.REDUCE));
    RoomPage.show(page, BigRoom.json(20_000));

    page.evaluate("stage.room.focus(7000)");

    assertEquals(400, number(page, "stage.placeOf(7000).x"), 1);
  }

  @Test
  void aPageScrollsUnderAFingerUntilTheRoomIsZoomed() {
    Page page = openRoomOf(2_000);
    String action = "document.querySelector('canvas').style.touchAction";

    assertEquals("pan-x pan-y", page.evaluate(action));
    act(page, "stage.room.zoomBy(2)");
    assertEquals("none", page.evaluate(action));
  }

  @Test
  void categoriesOfAnyColourKeepThreeToOneInEveryTheme() {
    Page page = open();

    assertTrue(number(page, "stage.leastContrast()") >= 3);
  }

  @Test
  void categoriesWhoseColoursComeNearHaveOtherSigns() {
    Page page = open();

    // Yellows and oranges are darkened alike on white; on a dark ground they keep apart.
    String yellows = "['#ffd400', '#ffb000', '#ff8c00', '#0072b2']";
    assertEquals(List.of(0, 1, 2, 0), page.evaluate("stage.marks(" + yellows + ")"));
    assertEquals(
        List.of(0, 0, 0, 0),
        page.evaluate(
            "stage.marks(%s, 'dark')".formatted("['#ffff00', '#d07000', '#c00000', '#0072b2']")));
    assertEquals(8.0, number(page, "new Set(stage.marks(Array(8).fill('#888'))).size"));
    assertEquals(4.0, number(page, "new Set(stage.marks(%s, 'forced')).size".formatted(yellows)));
  }

  @Test
  void theSignOfACategoryIsSeenOnItsSeats() {
    Page page = open();
    page.evaluate(
        """
        globalThis.two = (one, other) => ({
          categories: [{id: 'a', color: one}, {id: 'b', color: other}],
          sections: [{rows: [{seats: ['a', 'b'].map((category, i) =>
            ({id: category, name: '', category, x: 20 * i, y: 0}))}]}]})""");
    String same = "stage.rimOf(0) === stage.rimOf(1)";
    page.evaluate("stage.open(two('#ffd400', '#ffd400'), {sold: 0})");
    RoomPage.settle(page);

    assertEquals(false, page.evaluate(same));
  }

  /// In the middle of the room, at its edges, and with rows that stand side by side.
  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void namesOfRowsInWordsLieOverNoSeatsAndAreNotCutOff(int width) {
    Page page =
        requireNonNull(opened).open(new Browser.NewContextOptions().setViewportSize(width, 600));
    page.evaluate(
        """
        const row = (name, count, x, y, dx, dy) => ({name, seats: Array.from({length: count},
          (_, i) => ({id: name + i, name: String(i + 1), x: x + i * dx, y: y + i * dy}))});
        const block = (name, x, rows) => ({name, rows: rows.map((each, i) =>
          row(each, 8, x, i * 30, 30, 0))});
        globalThis.words = {sections: [
          block('Left', 0, ['Row 1', 'Row 2', 'Row 3']),
          block('Right', 285, ['Orchestra left', 'Emperor', 'Gallery']),
          {name: 'Side', rows: [1, 2, 3].map(i => row('Side ' + i, 4, i * 30, 120, 0, 30))}]}""");
    page.evaluate("stage.open(words)");
    RoomPage.settle(page);

    assertEquals(List.of(), page.evaluate("stage.misplacedNames()"));
    for (String name : List.of("(Row )?1", "(Row )?2", "(Row )?3", "Gal(…|lery)")) {
      String isWritten = "stage.names().some(name => /^%s$/.test(name))".formatted(name);
      assertEquals(true, page.evaluate(isWritten), name);
    }
    for (int step = 0; step < 4; step++) {
      act(page, "stage.room.zoomBy(1.3); stage.room.panBy(%d, 20)".formatted(70 - 60 * step));
      assertEquals(List.of(), page.evaluate("stage.misplacedNames()"));
    }
    act(page, "stage.room.focus(0)");
    assertEquals(true, page.evaluate("stage.names().includes('Row 1')"));
  }

  private static Page openRoomOf(int seats) {
    Page page = open();
    RoomPage.show(page, BigRoom.json(seats));
    return page;
  }

  private static void act(Page page, String script) {
    page.evaluate(script);
    RoomPage.settle(page);
  }

  private static void click(Page page, int seat) {
    double x = number(page, "stage.placeOf(" + seat + ").x");
    double y = number(page, "stage.placeOf(" + seat + ").y");
    // Longer apart than two clicks of a double click.
    page.waitForTimeout(400);
    page.mouse().click(x, y);
    RoomPage.settle(page);
  }

  private static List<?> told(Page page, String what) {
    return (List<?>) page.evaluate("what => stage.told.filter(each => each[0] === what)", what);
  }

  private static double number(Page page, String expression) {
    return asDouble(page.evaluate(expression));
  }

  private static double asDouble(Object number) {
    return ((Number) number).doubleValue();
  }
}
