import type { Layout } from './room/layout.js';
import { SeatState } from './room/room.js';

/** Another section is farther than any seat of one's own, and another row than any of one's own. */
const IN_SECTION = 1e7;
const IN_ROOM = 1e14;
/** Seats of a row that are this many times as far apart as its closest have an aisle between. */
const AISLE = 1.7;

/** Seats to choose in place of others. */
export interface StandIns {
  /** As many as were taken, and as are given up; none if there are too few. */
  readonly seats: readonly number[];
  /** Seats that were chosen beside those that were taken, and are given up to stay together. */
  readonly givenUp: readonly number[];
}

/**
 * Stand-ins for seats that were taken: for those of each category as many of the same, or none at
 * all. Who had chosen seats side by side gets that again where it can be had: beside those that are
 * left, else for all of them elsewhere.
 *
 * @param chosen the seats that were chosen, some of them taken
 */
export function standIns(
  layout: Layout,
  states: Uint8Array,
  chosen: ReadonlyMap<number, unknown>,
  taken: readonly number[],
): StandIns {
  const out = new Set([...chosen.keys(), ...taken]);
  const seats: number[] = [];
  const givenUp: number[] = [];
  for (const category of new Set(taken.map((seat) => layout.seatCategory[seat]!))) {
    const of = (all: Iterable<number>) =>
      [...all].filter((seat) => layout.seatCategory[seat] === category);
    const lost = of(taken);
    const kept = of(chosen.keys()).filter((seat) => !taken.includes(seat));
    const found = nearest(layout, states, lost, out, kept);
    if (found.seats.length < lost.length) {
      return { seats: [], givenUp: [] };
    }
    for (const seat of found.seats) {
      seats.push(seat);
      out.add(seat);
    }
    givenUp.push(...found.givenUp);
  }
  return { seats, givenUp };
}

/**
 * The nearest seats that can stand in for some that were taken: as many of the same category, side
 * by side where that is possible, in the same row if it can be, else in the same section, else
 * anywhere in the room. None if there are too few.
 *
 * @param taken the seats that are not to be had, all of one category; at least one
 * @param chosen seats that are chosen or were, which are no stand-ins
 * @param kept seats of the category that are chosen still: next to them is best
 */
function nearest(
  layout: Layout,
  states: Uint8Array,
  taken: readonly number[],
  chosen: ReadonlySet<number>,
  kept: readonly number[],
): StandIns {
  const first = taken[0]!;
  const free = (seat: number) =>
    states[seat] === SeatState.Available &&
    layout.seatCategory[seat] === layout.seatCategory[first] &&
    layout.seatAccessible[seat] === layout.seatAccessible[first] &&
    !chosen.has(seat);
  const friends = kept.filter((seat) => layout.seatRow[seat] === layout.seatRow[first]);
  const from = friends.length > 0 ? friends : [first];
  const far = (seat: number) => Math.min(...from.map((one) => distance(layout, one, seat)));
  if (friends.length > 0 && isTogether(layout, [...friends, ...taken])) {
    const isFriend = (seat: number) => friends.includes(seat);
    const all = friends.length + taken.length;
    const beside = sideBySide(layout, (seat) => free(seat) || isFriend(seat), far, all, friends);
    if (beside !== undefined) {
      return { seats: beside.filter((seat) => !isFriend(seat)), givenUp: [] };
    }
    const elsewhere = sideBySide(layout, free, far, all);
    if (elsewhere !== undefined) {
      return { seats: elsewhere, givenUp: friends };
    }
  }
  const seats =
    sideBySide(layout, free, far, taken.length) ?? scattered(layout, free, far, taken.length);
  return { seats, givenUp: [] };
}

/** Whether seats are side by side in one row. */
function isTogether(layout: Layout, seats: readonly number[]): boolean {
  const row = layout.rows[layout.seatRow[seats[0]!]!]!;
  return runs(layout, row, (seat) => seats.includes(seat)).some(
    (run) => run.length === seats.length,
  );
}

/** @param among seats that have to be among them */
function sideBySide(
  layout: Layout,
  free: (seat: number) => boolean,
  far: (seat: number) => number,
  count: number,
  among: readonly number[] = [],
): number[] | undefined {
  let best: number[] | undefined;
  let least = Infinity;
  for (const row of layout.rows) {
    for (const run of runs(layout, row, free)) {
      for (let start = 0; start + count <= run.length; start++) {
        const seats = run.slice(start, start + count);
        const sum = seats.reduce((total, one) => total + far(one), 0);
        if (sum < least && among.every((seat) => seats.includes(seat))) {
          least = sum;
          best = seats;
        }
      }
    }
  }
  return best;
}

/** The seats of a row that are of a kind, by where an aisle or a seat of another kind is between. */
function runs(
  layout: Layout,
  row: Layout['rows'][number],
  isOf: (seat: number) => boolean,
): number[][] {
  const aisle = closest(layout, row) * AISLE;
  const found: number[][] = [];
  let run: number[] = [];
  for (let seat = row.firstSeat; seat < row.firstSeat + row.seatCount; seat++) {
    const last = run.at(-1);
    if (!isOf(seat)) {
      run = [];
    } else if (last !== undefined && apart(layout, last, seat) <= aisle) {
      run.push(seat);
    } else {
      run = [seat];
      found.push(run);
    }
  }
  return found;
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
