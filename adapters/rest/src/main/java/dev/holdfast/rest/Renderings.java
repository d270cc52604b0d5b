package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.rest.seatmap.LayoutJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The bodies that are large and that many read, kept as bytes: those that tell availability, and
/// the layouts of seat maps. However many read one version of an event, it is rendered once.
@Singleton
final class Renderings {
  private static final long BYTES_KEPT = 64L * 1024 * 1024;

  /// What is smaller gains nothing from being zipped.
  private static final int LEAST_ZIPPED = 1_024;

  private final SeatViews views;
  private final long bytesKept;

  // Guarded by itself; the longest unused first.
  private final Map<Key, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  @Inject
  Renderings(SeatViews views) {
    this(views, BYTES_KEPT);
  }

  Renderings(SeatViews views, long bytesKept) {
    this.views = views;
    this.bytesKept = bytesKept;
  }

  /// In which form.
  enum Form {
    LISTED(AvailabilityBody::listed),
    PACKED(AvailabilityBody::packed);

    // The checker can't know that a reference to a static method is immutable.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Availability, AvailabilityBody> body;

    Form(Function<Availability, AvailabilityBody> body) {
      this.body = body;
    }
  }

  /// What is rendered.
  private sealed interface Key {
    record OfEvent(EventId event, Form form, boolean zipped) implements Key {}

    record OfSeatMap(SeatMapId seatMap, boolean zipped) implements Key {}
  }

  /// That of a layout, which never changes.
  private static final Availability.Stamp FOR_EVER = new Availability.Stamp(0, 0, 0);

  /// A body.
  ///
  /// @param stamp the availability that it tells; of a layout always the same
  /// @param begun when it was begun, by {@link System#nanoTime}
  @SuppressWarnings(
      "ArrayRecordComponent") // Nobody compares two, and the bytes go out as they are.
  record Rendering(Availability.Stamp stamp, byte[] bytes, boolean zipped, long begun) {}

  /// Where the last rendering is kept. Who renders keeps it locked, so that others wait for that.
  private static final class Slot {
    @Nullable Rendering last;
  }

  /// An event's availability, as it is or was at some moment since this was called; empty if there
  /// is no such event.
  ///
  /// @param acceptsGzip whether the body may be zipped
  /// @throws dev.holdfast.application.port.in.Unavailable if it can't be known
  Optional<Rendering> of(EventId event, Form form, boolean acceptsGzip) {
    return kept(
        new Key.OfEvent(event, form, acceptsGzip),
        stamp -> isStill(event, stamp),
        () ->
            acceptsGzip
                ? of(event, form, false).map(Renderings::zipped)
                : rendered(event, form, System.nanoTime()));
  }

  /// The layout of a seat map.
  ///
  /// @param acceptsGzip whether the body may be zipped
  Rendering layout(SeatMap map, boolean acceptsGzip) {
    return kept(
            new Key.OfSeatMap(map.id(), acceptsGzip),
            _ -> true,
            () ->
                Optional.of(
                    acceptsGzip
                        ? zipped(layout(map, false))
                        : new Rendering(FOR_EVER, json(map), false, System.nanoTime())))
        .orElseThrow();
  }

  private static byte[] json(SeatMap map) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      LayoutJson.write(map, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private Optional<Rendering> kept(
      Key key, Predicate<Availability.Stamp> isStill, Supplier<Optional<Rendering>> render) {
    long asked = System.nanoTime();
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(key, _ -> new Slot());
    }
    synchronized (slot) {
      Rendering last = slot.last;
      if (last != null && (last.begun() - asked >= 0 || isStill.test(last.stamp()))) {
        return Optional.of(last);
      }
      Optional<Rendering> made = render.get();
      keep(key, slot, made.orElse(null));
      return made;
    }
  }

  private boolean isStill(EventId event, Availability.Stamp stamp) {
    return views.stamp(event).filter(stamp::equals).isPresent();
  }

  private Optional<Rendering> rendered(EventId event, Form form, long begun) {
    return views
        .availability(event)
        .map(now -> new Rendering(now.stamp(), Json.bytes(form.body.apply(now)), false, begun));
  }

  private static Rendering zipped(Rendering plain) {
    return plain.bytes().length < LEAST_ZIPPED
        ? plain
        : new Rendering(plain.stamp(), zip(plain.bytes()), true, plain.begun());
  }

  private void keep(Key key, Slot slot, @Nullable Rendering made) {
    synchronized (slots) {
      long before = size(slot.last);
      slot.last = made;
      if (slots.get(key) != slot) {
        return;
      }
      bytes += size(made) - before;
      if (made == null) {
        slots.remove(key);
      }
      Iterator<Slot> longestUnused = slots.values().iterator();
      while (bytes > bytesKept && longestUnused.hasNext()) {
        bytes -= size(longestUnused.next().last);
        longestUnused.remove();
      }
    }
  }

  private static long size(@Nullable Rendering rendering) {
    return rendering == null ? 0 : rendering.bytes().length;
  }

  private static byte[] zip(byte[] plain) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
