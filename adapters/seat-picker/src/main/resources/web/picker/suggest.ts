import type { Layout } from './room/layout.js';
import { SeatState } from './room/room.js';

/** Another section is farther than any seat of one's own, and another row than any of one's own. */
const IN_SECTION = 1e7;
const IN_ROOM = 1e14;
/** Seats of a row that are this many times as far apart as its closest have an aisle between. */
const AISLE = 1.7;

/**
 * Stand-ins for seats that were taken: for those of each category as many of the same, or none at all.
 *
 * @param chosen the seats that were chosen, some of them taken
 */
export function standIns(
  layout: Layout,
  states: Uint8Array,
  chosen: ReadonlyMap<number, unknown>,
  taken: readonly number[],
): number[] {
  const out = new Set([...chosen.keys(), ...taken]);
  const kept = [...chosen.keys()].filter((seat) => !taken.includes(seat));
  const found: number[] = [];
  for (const category of new Set(taken.map((seat) => layout.seatCategory[seat]!))) {
    const seats = taken.filter((seat) => layout.seatCategory[seat] === category);
    for (const seat of nearest(layout, states, seats, out, kept)) {
      found.push(seat);
      out.add(seat);
    }
  }
  return found.length === taken.length ? found : [];
}

/**
 * The nearest seats that can stand in for some that were taken: as many of the same category, side
 * by side where that is possible, in the same row if it can be, else in the same section, else
 * anywhere in the room. Empty if there are too few.
 *
 * @param taken the seats that are not to be had, all of one category
 * @param chosen seats that are chosen or were, which are no stand-ins
 * @param kept seats that stay chosen: next to them is best
 */
function nearest(
  layout: Layout,
  states: Uint8Array,
  taken: readonly number[],
  chosen: ReadonlySet<number>,
  kept: readonly number[],
): number[] {
  const [first] = taken;
  if (first === undefined) {
    return [];
  }
  const free = (seat: number) =>
    states[seat] === SeatState.Available &&
    layout.seatCategory[seat] === layout.seatCategory[first] &&
    layout.seatAccessible[seat] === layout.seatAccessible[first] &&
    !chosen.has(seat);
  const friends = kept.filter((seat) => layout.seatRow[seat] === layout.seatRow[first]);
  const from = friends.length > 0 ? friends : [first];
  const far = (seat: number) => Math.min(...from.map((one) => distance(layout, one, seat)));
  return sideBySide(layout, free, far, taken.length) ?? scattered(layout, free, far, taken.length);
}

function sideBySide(
  layout: Layout,
  free: (seat: number) => boolean,
  far: (seat: number) => number,
  count: number,
): number[] | undefined {
  let best: number[] | undefined;
  let least = Infinity;
  for (const row of layout.rows) {
    const aisle = closest(layout, row) * AISLE;
    let run: number[] = [];
    for (let seat = row.firstSeat; seat < row.firstSeat + row.seatCount; seat++) {
      if (!free(seat)) {
        run = [];
        continue;
      }
      const last = run.at(-1);
      run = last === undefined || apart(layout, last, seat) > aisle ? [seat] : [...run, seat];
      run = run.slice(-count);
      if (run.length === count) {
        const sum = run.reduce((total, one) => total + far(one), 0);
        if (sum < least) {
          least = sum;
          best = run;
        }
      }
    }
  }
  return best;
}

function scattered(
  layout: Layout,
  free: (seat: number) => boolean,
  far: (seat: number) => number,
  count: number,
): number[] {
  const found: { seat: number; far: number }[] = [];
  for (let seat = 0; seat < layout.seatCount; seat++) {
    if (free(seat)) {
      found.push({ seat, far: far(seat) });
    }
  }
  found.sort((a, b) => a.far - b.far);
  return found.length < count ? [] : found.slice(0, count).map(({ seat }) => seat);
}

/** The least that two neighbours of a row are apart. */
function closest(layout: Layout, row: Layout['rows'][number]): number {
  let least = Infinity;
  for (let seat = row.firstSeat + 1; seat < row.firstSeat + row.seatCount; seat++) {
    least = Math.min(least, apart(layout, seat - 1, seat));
  }
  return least;
}

/** Seats without a place are as far apart as in the order of the map. */
function apart(layout: Layout, a: number, b: number): number {
  const length = Math.hypot(layout.x[a]! - layout.x[b]!, layout.y[a]! - layout.y[b]!);
  return Number.isNaN(length) ? Math.abs(a - b) : length;
}

function distance(layout: Layout, from: number, to: number): number {
  const near = apart(layout, from, to);
  const [own, its] = [layout.seatRow[from]!, layout.seatRow[to]!];
  if (own === its) {
    return near;
  }
  const same = layout.rows[own]!.section === layout.rows[its]!.section;
  return (same ? IN_SECTION : IN_ROOM) * (1 + near);
}
