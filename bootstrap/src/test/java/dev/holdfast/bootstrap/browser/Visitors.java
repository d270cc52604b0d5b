package dev.holdfast.bootstrap.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The people who take part in a test.
final class Visitors {
  private final Browser browser;
  private final List<Visitor> all = new ArrayList<>();

  Visitors(Browser browser) {
    this.browser = browser;
  }

  /// Somebody new, with a browser of their own, in English, at a desk.
  Visitor someone() {
    return someone(_ -> {});
  }

  /// Somebody new.
  ///
  /// @param with says what their browser is like
  Visitor someone(Consumer<NewContextOptions> with) {
    NewContextOptions options =
        new NewContextOptions()
            .setLocale("en-GB")
            .setTimezoneId("Europe/Berlin")
            .setViewportSize(1280, 800);
    with.accept(options);
    Visitor visitor = new Visitor(browser.newContext(options));
    all.add(visitor);
    return visitor;
  }

  /// Prints what is on their pages, for who wants to know why a test has failed.
  void tellWhatTheySee() {
    for (Visitor visitor : all) {
      for (Page page : visitor.context().pages()) {
        System.out.println(page.url() + "\n" + page.locator("body").ariaSnapshot().indent(2));
      }
    }
  }

  /// Closes their browsers.
  ///
  /// @throws AssertionError if a page of theirs broke its rules
  void leave() {
    List<String> complaints = new ArrayList<>();
    for (Visitor visitor : all) {
      complaints.addAll(visitor.complaints());
      visitor.leave();
    }
    assertThat(complaints).as("what pages did that they may not do").isEmpty();
  }
}
