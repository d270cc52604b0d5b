package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.rest.Renderings.Form;
import dev.holdfast.rest.Renderings.Rendering;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Keeping what was rendered.
class RenderingsTest {
  private final ToldViews views = new ToldViews();

  private static String text(Rendering rendering) {
    return new String(rendering.bytes(), StandardCharsets.UTF_8);
  }

  private static Rendering read(Renderings renderings, EventId event) {
    return renderings.of(event, Form.LISTED, false).orElseThrow();
  }

  @Test
  void oneVersionIsRenderedOnceForHoweverManyReaders() {
    Renderings renderings = new Renderings(views);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 200).forEach(_ -> readers.execute(() -> read(renderings, views.event())));
    }
    assertThat(views.availabilitiesRead).hasValue(1);
    views.change();
    assertThat(read(renderings, views.event()).stamp().version()).isEqualTo(1);
    assertThat(views.availabilitiesRead).hasValue(2);
  }

  @Test
  void eachFormIsKeptApart() {
    Renderings renderings = new Renderings(views);
    String listed = text(read(renderings, views.event()));
    String packed = text(renderings.of(views.event(), Form.PACKED, false).orElseThrow());
    assertThat(listed).contains("\"held\":[]").doesNotContain("states");
    assertThat(packed).contains("\"states\":\"AA==\"").doesNotContain("held\":[");
    assertThat(text(read(renderings, views.event()))).isEqualTo(listed);
    assertThat(renderings.of(views.event(), Form.LISTED, true).orElseThrow().zipped())
        .as("so few bytes")
        .isFalse();
    assertThat(views.availabilitiesRead).hasValue(2);
  }

  @Test
  void noMoreBytesAreKeptThanMayBe() {
    int size = read(new Renderings(views), views.event()).bytes().length;
    Renderings renderings = new Renderings(views, size);
    views.availabilitiesRead.set(0);
    read(renderings, views.event());
    read(renderings, views.event());
    assertThat(views.availabilitiesRead).hasValue(1);
    assertThat(renderings.of(views.event(), Form.PACKED, false)).isPresent();
    read(renderings, views.event());
    assertThat(views.availabilitiesRead).as("one drives out the other").hasValue(3);
  }

  @Test
  void anEventThatThereIsNotIsNotRendered() {
    assertThat(new Renderings(views).of(new EventId(UUID.randomUUID()), Form.LISTED, true))
        .isEmpty();
  }
}
