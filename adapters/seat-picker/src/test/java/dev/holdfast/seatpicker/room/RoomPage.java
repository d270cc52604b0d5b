package dev.holdfast.seatpicker.room;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.holdfast.testkit.browser.Chromium;
import io.mvnpm.esbuild.Bundler;
import io.mvnpm.esbuild.model.BundleOptions;
import io.mvnpm.esbuild.model.EsBuildConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Opens pages with nothing but a room in a browser, see `src/test/resources/room/stage.ts`.
final class RoomPage implements AutoCloseable {
  private static final String HTML =
      """
      <!doctype html>
      <meta name="viewport" content="width=device-width">
      <style>html,body{margin:0;height:100%}canvas{display:block;width:100%;height:100%}</style>
      <canvas></canvas>
      """;

  private final Chromium chromium = Chromium.start();
  private final String script;

  RoomPage() {
    script = bundle();
  }

  /// A page with a canvas that fills it. An error in it fails whatever is evaluated next.
  Page open(Browser.NewContextOptions options) {
    Page page = chromium.browser().newContext(options).newPage();
    page.setContent(HTML);
    page.addScriptTag(new Page.AddScriptTagOptions().setContent(script));
    page.evaluate("onerror = message => { globalThis.broken = message; }");
    return page;
  }

  /// Closes all pages. One that stays open goes on drawing, and slows down those after it.
  void closePages() {
    chromium.browser().contexts().forEach(BrowserContext::close);
  }

  Page open() {
    return open(new Browser.NewContextOptions().setViewportSize(1280, 800));
  }

  /// Shows a seat map and waits until it is drawn.
  static void show(Page page, String map) {
    page.evaluate("map => stage.open(JSON.parse(map))", map);
    settle(page);
  }

  static void settle(Page page) {
    page.evaluate("stage.settled()");
    Object broken = page.evaluate("globalThis.broken ?? null");
    if (broken != null) {
      throw new AssertionError("the page broke: " + broken);
    }
  }

  @Override
  public void close() {
    chromium.close();
  }

  private static String bundle() {
    try {
      // The bundler wants a folder of its own that holds all sources, and unpacks itself there.
      Path work = Files.createTempDirectory("room");
      try {
        return bundle(work);
      } finally {
        delete(work);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bundle(Path work) throws IOException {
    for (String folder : List.of("main/resources/web/picker/room", "test/resources/room")) {
      copy(Path.of("src").resolve(folder), work.resolve(folder));
    }
    EsBuildConfig config =
        EsBuildConfig.builder()
            .bundle(true)
            .splitting(false)
            .format(EsBuildConfig.Format.IIFE)
            .entryNames("[name]")
            .build();
    BundleOptions options =
        BundleOptions.builder()
            .withWorkDir(work)
            .addEntryPoint(work, "test/resources/room/stage.ts")
            .withEsConfig(config)
            .build();
    Path dist = Bundler.bundle(options, true).dist();
    try (Stream<Path> files = Files.walk(dist)) {
      return Files.readString(
          files.filter(file -> file.toString().endsWith(".js")).findFirst().orElseThrow());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }
}
