package dev.holdfast.bootstrap.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Somebody with a browser of their own, which may have several tabs. Notes what a page must never
/// do: ask another host, throw, or break its Content-Security-Policy.
final class Visitor {
  /// What a reservation's code looks like.
  static final Pattern CODE = Pattern.compile("^\\s*[0-9A-Z]{5}-[0-9A-Z]{5}\\s*$");

  /// How long they wait for what is to happen, in milliseconds.
  static final int TIMEOUT = 15_000;

  private final BrowserContext context;
  private final Page page;
  private final Set<String> hosts;
  private final List<String> asked = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  /// @param context their browser
  Visitor(BrowserContext context) {
    this(context, context.newPage(), new HashSet<>());
    context.setDefaultTimeout(TIMEOUT);
    context.onRequest(request -> asked.add(request.url()));
    context.onWebError(error -> complaints.add(error.error()));
    context.onConsoleMessage(
        message -> {
          // A refusal, such as of a seat that somebody has, is an error to the console only.
          if (message.type().equals("error")
              && !message.text().startsWith("Failed to load resource")) {
            complaints.add(message.text());
          }
        });
  }

  private Visitor(BrowserContext context, Page page, Set<String> hosts) {
    this.context = context;
    this.page = page;
    this.hosts = hosts;
  }

  /// The same person at another tab of the same browser.
  Visitor atAnotherTab() {
    return new Visitor(context, context.newPage(), hosts);
  }

  /// What they do, and what they see, for all that has no name here.
  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  Visitor opens(URI address) {
    mayAsk(address);
    page.navigate(address.toString());
    return this;
  }

  Visitor opensEvent(URI service, String event) {
    return opens(service.resolve("/events/" + event));
  }

  /// Lets their pages ask a host besides those that they open.
  void mayAsk(URI service) {
    hosts.add(service.getAuthority());
  }

  /// What their pages did that they may not do, since this was asked last.
  List<String> complaints() {
    List<String> all = new ArrayList<>(complaints);
    complaints.clear();
    List<String> urls = new ArrayList<>(asked);
    asked.clear();
    urls.stream()
        .filter(url -> url.startsWith("http") && !hosts.contains(URI.create(url).getAuthority()))
        .forEach(url -> all.add("asked " + url));
    return all;
  }

  boolean isContent() {
    return complaints.isEmpty();
  }

  void leave() {
    context.close();
  }

  // --- What is there -----------------------------------------------------------------------------

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  Locator button(Pattern name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name));
  }

  Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(name).setExact(true));
  }

  /// An item of the list: a section, a row, a seat or an area.
  ///
  /// @param beginning of what it is called
  Locator item(String beginning) {
    return page.getByRole(
        AriaRole.TREEITEM,
        new GetByRoleOptions().setName(Pattern.compile("^" + beginning + "\\b")));
  }

  /// A seat of the row that the list shows.
  Locator seat(String row, int seat) {
    return page.getByRole(
        AriaRole.TREEITEM,
        new GetByRoleOptions()
            .setName(Pattern.compile("^.*%s, (Seat|Platz) %d ".formatted(row, seat))));
  }

  Locator holdButton() {
    return button(Pattern.compile("^Hold for "));
  }

  Locator countdown() {
    return page.getByRole(AriaRole.TIMER);
  }

  Locator code() {
    return page.getByLabel(Pattern.compile("^Reservation code"));
  }

  /// What is chosen or held.
  Locator choice() {
    return page.getByRole(
        AriaRole.REGION, new GetByRoleOptions().setName("Your seats").setExact(true));
  }

  /// An event on the page of all events, which shows those that begin first.
  Locator card(String event) {
    Locator card = page.locator("a[href$='" + event + "']");
    Locator cards = page.locator("a[href*='/events/']");
    cards.first().waitFor();
    // How many events begin earlier depends on the tests that ran before.
    while (card.count() == 0) {
      int shown = cards.count();
      button("Show more events").click();
      page.waitForCondition(() -> cards.count() > shown);
    }
    return card;
  }

  Locator picker() {
    return page.locator("holdfast-seat-picker");
  }

  /// What a screen reader is told without being asked.
  Locator said() {
    return page.locator(".said");
  }

  /// What the picker tells on top of the room.
  Locator notice() {
    return page.locator(".notice");
  }

  /// A name with some words in it.
  static Pattern containing(String words) {
    return Pattern.compile(words);
  }

  // --- What they do ------------------------------------------------------------------------------

  /// Gets no news of what others do, as if all had pressed the button at once.
  void hearsNothingOfOthers() {
    page.route("**/changes?**", _ -> {});
  }

  /// Goes to a row by the list.
  Visitor lists(String section, String row) {
    button("List").click();
    item(section).click();
    item(row).click();
    return this;
  }

  /// Chooses seats of a row, which the list then shows.
  Visitor chooses(String section, String row, int... seats) {
    lists(section, row);
    for (int seat : seats) {
      seat(row, seat).click();
    }
    return this;
  }

  /// Chooses seats of a row, and holds them.
  Visitor holds(String section, String row, int... seats) {
    chooses(section, row, seats);
    holdButton().click();
    heading("Your seats are held").waitFor();
    return this;
  }

  /// How many seconds the countdown shows.
  int secondsLeft() {
    String[] shown = countdown().textContent().strip().split(":", -1);
    return 60 * Integer.parseInt(shown[0]) + Integer.parseInt(shown[1]);
  }
}
