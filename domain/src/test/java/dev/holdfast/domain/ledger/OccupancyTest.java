package dev.holdfast.domain.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.Section;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OccupancyTest {
  private static final Claim HELD = new Claim.Held(new HoldId(new UUID(1, 1)));
  private static final Claim BLOCKED = new Claim.Blocked("camera", null, null);
  private static final Claim RESERVED =
      new Claim.Reserved(new ReservationId(new UUID(1, 2)), Holder.NOBODY);

  private final SeatMap map = map();

  private static SeatMap map() {
    var layout =
        new Layout(
            List.of(new Category("a", "A", "#000000")),
            List.of(
                new Section(
                    null,
                    null,
                    List.of(),
                    List.of(new Row(null, List.of(new Seat("x", "x", "a", null, false)))))),
            List.of(
                area("one", 1, Numbering.INCREASING),
                area("many", 150, Numbering.LOWEST_FREE),
                area("queue", 3, Numbering.INCREASING)),
            List.of());
    return new SeatMap(new SeatMapId(UUID.randomUUID()), "Room", layout);
  }

  private static Area area(String id, int capacity, Numbering numbering) {
    return new Area(id, id, "a", capacity, numbering, List.of());
  }

  @Test
  void placesAreFoundAndCountedAsIfOneByOne() {
    long seed = Long.getLong("holdfast.seed", new SplittableRandom().nextLong());
    var random = new SplittableRandom(seed);
    List<Claim> owners = List.of(HELD, RESERVED, BLOCKED);
    TreeMap<Integer, Claim> claims = new TreeMap<>();
    Occupancy occupancy = Occupancy.none(map);
    for (int step = 0; step < 3_000; step++) {
      int number = random.nextInt(map.seats().size(), map.capacity());
      // Now nearly empty, now nearly full.
      boolean takes = random.nextInt(100) < (step / 300 % 2 == 0 ? 90 : 10);
      @Nullable Claim claim = takes ? owners.get(random.nextInt(owners.size())) : null;
      occupancy.change(number, claims.get(number), claim);
      if (claim == null) {
        claims.remove(number);
      } else {
        claims.put(number, claim);
      }
      for (Places places : map.places()) {
        var own = claims.subMap(places.first(), places.end());
        int atMost = random.nextInt(5);
        assertThat(occupancy.free(places, atMost))
            .as("seed %d", seed)
            .isEqualTo(
                IntStream.range(places.first(), places.end())
                    .filter(of -> !own.containsKey(of))
                    .limit(atMost)
                    .boxed()
                    .toList());
        assertThat(occupancy.free(places)).isEqualTo(places.area().capacity() - own.size());
        assertThat(occupancy.held(places))
            .isEqualTo((int) own.values().stream().filter(HELD::equals).count());
        assertThat(occupancy.blocked(places))
            .isEqualTo((int) own.values().stream().filter(BLOCKED::equals).count());
        assertThat(occupancy.held(places) + occupancy.reserved(places) + occupancy.blocked(places))
            .isEqualTo(own.size());
      }
    }
  }

  @Test
  void aCopyChangesAlone() {
    Occupancy occupancy = Occupancy.none(map);
    Places queue = map.places().get(2);
    Occupancy copy = occupancy.copy();

    copy.change(queue.first(), null, HELD);
    copy.numbered(new PricedSeat(queue.first(), null, 0, 7));

    assertThat(occupancy.free(queue)).isEqualTo(3);
    assertThat(occupancy.free(queue, 1)).containsExactly(queue.first());
    assertThat(occupancy.lastNumbers()).containsExactly(0, 0);
    assertThat(copy.lastNumbers()).containsExactly(0, 7);
    assertThat(copy.free(queue, 1)).containsExactly(queue.first() + 1);
  }

  @Test
  void theLastNumbersAreRestoredToTheAreasThatTheyAreOf() {
    Occupancy occupancy = Occupancy.none(map);
    occupancy.restoreLast(List.of(1, 4));

    assertThat(occupancy.last(map.places().get(0))).isEqualTo(1);
    assertThat(occupancy.last(map.places().get(1))).isZero();
    assertThat(occupancy.last(map.places().get(2))).isEqualTo(4);
  }
}
