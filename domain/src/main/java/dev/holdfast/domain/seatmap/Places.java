package dev.holdfast.domain.seatmap;

/// An area's places among the numbers of a map: as many in a row as the area's capacity.
///
/// Inside, a place is the number that keeps it from being taken twice. What a buyer reads, its
/// *place number*, is another: with {@link Numbering#INCREASING} it tells whose turn it is.
///
/// @param area whose places
/// @param index of the area in the layout, from 0
/// @param first the number of its first place
public record Places(Area area, int index, int first) {
  /// The first number that is none of its places any more.
  public int end() {
    return first + area.capacity();
  }

  /// Whether this is the number of one of its places.
  public boolean contains(int number) {
    return number >= first && number < end();
  }
}
