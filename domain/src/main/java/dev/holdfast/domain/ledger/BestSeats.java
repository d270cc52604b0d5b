package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.Section;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Proposes seats to somebody who does not care which. Nothing is taken by that.
///
/// A dearer seat is taken for a better one: the organiser has said so by its price. Seats side by
/// side in one row come first, and places of an area. Of those with the same price, the ones come
/// first that leave no single seat beside them, then those of the row that is first in the map,
/// then those nearest to the middle of their row.
public final class BestSeats {
  private final Availability availability;
  private final Wish wish;
  private final Settings settings;
  private final @Nullable String ticketType;
  private final BitSet taken = new BitSet();
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<Integer> fitting = new ArrayList<>();

  /// What somebody wants.
  ///
  /// @param quantity how many seats or places, at least 1
  /// @param section the name of the only section to look in; null for all, and areas
  /// @param category the id of the only category; null for all
  /// @param ticketType the id of the ticket type of all; null for the default
  /// @param mostEach what one may cost at most, in minor units; null for any price
  /// @param cheapest whether the cheapest come first
  public record Wish(
      int quantity,
      @Nullable String section,
      @Nullable String category,
      @Nullable String ticketType,
      @Nullable Long mostEach,
      boolean cheapest) {}

  /// Seats, or places of an area.
  ///
  /// @param seats the numbers of the seats, ascending; none for places
  /// @param area whose places; null for seats
  /// @param total what they cost together, in minor units
  /// @param adjacent whether the seats are side by side; true for places
  public record Proposal(List<Integer> seats, @Nullable Area area, long total, boolean adjacent) {
    public Proposal {
      seats = List.copyOf(seats);
    }
  }

  /// @param gaps how many single seats it would leave
  /// @param order of the row, or of the area after all rows
  /// @param offCentre how far from the middle of the row, in half seats
  private record Candidate(Proposal proposal, int gaps, int order, int offCentre) {}

  private BestSeats(Availability availability, Wish wish) {
    this.availability = availability;
    this.wish = wish;
    this.settings = availability.sale().event().settings();
    this.ticketType =
        wish.ticketType() == null
            ? settings.defaultTicketType().map(TicketType::id).orElse(null)
            : wish.ticketType();
    availability.held().forEach(taken::set);
    availability.reserved().forEach(taken::set);
    availability.blocked().forEach(taken::set);
  }

  /// The best seats, those of other rows and areas after them; apart from each other, if there are
  /// not as many together. None if there are too few.
  ///
  /// @param atMost how many proposals, at least 1
  public static List<Proposal> propose(Availability availability, Wish wish, int atMost) {
    return new BestSeats(availability, wish).propose(atMost);
  }

  private List<Proposal> propose(int atMost) {
    int first = 0;
    int order = 0;
    for (Section section : availability.sale().seatMap().layout().sections()) {
      boolean wanted = wish.section() == null || wish.section().equals(section.name());
      for (Row row : section.rows()) {
        if (wanted) {
          lookAt(row, first, order);
        }
        first += row.seats().size();
        order++;
      }
    }
    if (wish.section() == null) {
      for (Availability.AreaCount count : availability.areas()) {
        lookAt(count, order++);
      }
    }
    return candidates.isEmpty()
        ? apart().stream().toList()
        : candidates.stream().sorted(order()).limit(atMost).map(Candidate::proposal).toList();
  }

  private Comparator<Candidate> order() {
    return byPrice((Candidate candidate) -> candidate.proposal().total())
        .thenComparingInt(Candidate::gaps)
        .thenComparingInt(Candidate::order);
  }

  private <T> Comparator<T> byPrice(ToLongFunction<T> price) {
    Comparator<T> cheapestFirst = Comparator.comparingLong(price);
    return wish.cheapest() ? cheapestFirst : cheapestFirst.reversed();
  }

  /// Keeps the best of a row.
  private void lookAt(Row row, int first, int order) {
    int size = row.seats().size();
    List<Candidate> here = new ArrayList<>();
    int run = 0;
    long total = 0;
    for (int index = 0; index < size; index++) {
      Optional<Long> price = fits(row, first, index);
      if (price.isEmpty()) {
        run = 0;
        total = 0;
        continue;
      }
      fitting.add(first + index);
      run++;
      total += price.get();
      if (run > wish.quantity()) {
        total -= price(row.seats().get(index - wish.quantity()));
      }
      if (run >= wish.quantity()) {
        int from = index - wish.quantity() + 1;
        here.add(
            new Candidate(
                new Proposal(
                    IntStream.rangeClosed(first + from, first + index).boxed().toList(),
                    null,
                    total,
                    true),
                gap(first, size, from - 1, -1) + gap(first, size, index + 1, 1),
                order,
                Math.abs(from + index - (size - 1))));
      }
    }
    here.stream().min(order().thenComparingInt(Candidate::offCentre)).ifPresent(candidates::add);
  }

  private Optional<Long> fits(Row row, int first, int index) {
    Seat seat = row.seats().get(index);
    return taken.get(first + index) ? Optional.empty() : fitting(seat.category());
  }

  /// The price, if the category is wanted at it.
  private Optional<Long> fitting(String category) {
    return settings.isForSale(category)
            && (wish.category() == null || wish.category().equals(category))
        ? Optional.of(settings.price(category, ticketType))
            .filter(price -> wish.mostEach() == null || price <= wish.mostEach())
        : Optional.empty();
  }

  private long price(Seat seat) {
    return settings.price(seat.category(), ticketType);
  }

  /// 1 if the seat at this place of a row would be left alone, or else 0.
  ///
  /// @param away the direction away from the seats that are proposed
  private int gap(int first, int size, int index, int away) {
    return isFree(first, size, index) && !isFree(first, size, index + away) ? 1 : 0;
  }

  private boolean isFree(int first, int size, int index) {
    return index >= 0 && index < size && !taken.get(first + index);
  }

  private void lookAt(Availability.AreaCount count, int order) {
    if (count.available() >= wish.quantity()) {
      fitting(count.area().category())
          .map(price -> new Proposal(List.of(), count.area(), price * wish.quantity(), true))
          .ifPresent(proposal -> candidates.add(new Candidate(proposal, 0, order, 0)));
    }
  }

  private Optional<Proposal> apart() {
    if (fitting.size() < wish.quantity()) {
      return Optional.empty();
    }
    ToLongFunction<Integer> price = number -> price(availability.sale().seatMap().seat(number));
    List<Integer> seats =
        fitting.stream().sorted(byPrice(price)).limit(wish.quantity()).sorted().toList();
    long total = seats.stream().mapToLong(price).sum();
    return Optional.of(new Proposal(seats, null, total, false));
  }
}
