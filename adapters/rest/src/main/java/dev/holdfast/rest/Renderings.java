package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.Availability;
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
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The bodies that tell availability, kept as bytes: however many read one version of an event, it
/// is rendered once.
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

  private record Key(EventId event, Form form, boolean zipped) {}

  /// A body.
  ///
  /// @param stamp the availability that it tells
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
    long asked = System.nanoTime();
    Key key = new Key(event, form, acceptsGzip);
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(key, _ -> new Slot());
    }
    synchronized (slot) {
      Rendering last = slot.last;
      if (last != null && (last.begun() - asked >= 0 || isStill(event, last.stamp()))) {
        return Optional.of(last);
      }
      Optional<Rendering> made =
          acceptsGzip
              ? of(event, form, false).map(Renderings::zipped)
              : rendered(event, form, System.nanoTime());
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
