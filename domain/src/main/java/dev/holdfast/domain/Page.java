package dev.holdfast.domain;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a list.
///
/// @param items of holds and reservations, they may be fewer than were asked for, or none, also
///     where there are more: where few are wanted, a page only looks at a part of all
/// @param next what to ask for the page after; null on the last page
public record Page<T>(List<T> items, @Nullable UUID next) {
  public Page {
    items = List.copyOf(items);
  }

  /// A page of what was found, of which one more than fits was asked for.
  public static <T> Page<T> of(List<T> found, int limit, Function<T, UUID> id) {
    return found.size() > limit
        ? new Page<>(found.subList(0, limit), id.apply(found.get(limit - 1)))
        : new Page<>(found, null);
  }
}
