package dev.holdfast.testkit.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A Chromium that is on the machine, started without a window and with an empty profile. None is
/// ever downloaded.
public final class Chromium implements AutoCloseable {
  /// Names the program to use, where it is not one that is found.
  public static final String PROGRAM = "HOLDFAST_CHROMIUM";

  /// Says what to do where there is none.
  public static final String HOW_TO_GET_ONE =
      "no Chromium on the path (install Debian's package chromium-headless-shell, or say in "
          + PROGRAM
          + " where one is)";

  /// The one without windows comes first. It takes half the processor time for the same pages.
  private static final List<String> NAMES =
      List.of(
          "chromium-headless-shell",
          "chromium",
          "chromium-browser",
          "google-chrome",
          "google-chrome-stable");

  private static final List<String> ON_MACOS =
      List.of(
          "/Applications/Chromium.app/Contents/MacOS/Chromium",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  /// It is to ask nobody but the pages' hosts, and to run as root and without a graphics card, too.
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /// Where a Chromium is; empty if there is none.
  ///
  /// @throws IllegalStateException if there is none where the environment says so
  public static Optional<Path> find() {
    String named = System.getenv(PROGRAM);
    if (named != null && !named.isEmpty()) {
      if (!Files.isExecutable(Path.of(named))) {
        throw new IllegalStateException(PROGRAM + ": " + named + " (expected: a program)");
      }
      return Optional.of(Path.of(named));
    }
    String[] folders =
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1);
    return Stream.concat(
            NAMES.stream().flatMap(name -> Stream.of(folders).map(in -> Path.of(in, name))),
            ON_MACOS.stream().map(Path::of))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Starts it.
  ///
  /// @throws IllegalStateException if there is none
  public static Chromium start() {
    Path program = find().orElseThrow(() -> new IllegalStateException(HOW_TO_GET_ONE));
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      Browser browser =
          playwright
              .chromium()
              .launch(new LaunchOptions().setExecutablePath(program).setArgs(FLAGS));
      return new Chromium(playwright, browser);
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /// What it can do. Everything about it is to be called by the thread that started it.
  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
