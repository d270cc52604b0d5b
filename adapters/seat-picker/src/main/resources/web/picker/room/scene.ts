import {
  areaOf,
  Box,
  boxOf,
  emptyBox,
  grown,
  hullAround,
  include,
  isEmpty,
  isPlace,
  labelSpot,
  Spot,
  overlap,
  pitchOf,
} from './geometry.js';
import { Grid } from './grid.js';
import { Layout, Row } from './layout.js';

/** How much of the distance between neighbours a seat's radius takes. */
export const RADIUS = 0.41;

/** Of longer names of rows only a part is written where there is little room. */
const LONG = 5;

/** How long names are that the whole room leaves room for at its rim, in letters of this width. */
const AT_RIM = 8;
const LETTER = 0.24;

/** What follows from a layout alone: how large seats are, where things lie, what is near what. */
export class Scene {
  readonly grid: Grid;
  /** The usual distance of neighbouring seats, of all and by section. */
  readonly pitch: number;
  readonly sectionPitch: Float64Array;
  readonly largestPitch: number;
  /** Outlines of sections, made from the seats where the map has none; absent without places. */
  readonly sectionOutlines: readonly (Float32Array | undefined)[];
  readonly sectionBoxes: readonly Box[];
  readonly sectionLabels: readonly Spot[];
  /** Whether a section has a floor: an outline made from seats that are far apart is none. */
  readonly sectionHasFloor: readonly boolean[];
  /** The category of most seats of a section. */
  readonly sectionCategory: Uint16Array;
  /** Index into the sections of each seat. */
  readonly seatSection: Uint32Array;
  readonly rowBoxes: readonly Box[];
  /** By row; rows without a name, or without room for it, have none. */
  readonly rowLabels: readonly RowLabel[];
  readonly areaBoxes: readonly Box[];
  readonly areaLabels: readonly Spot[];
  /** Equal names have equal numbers. */
  readonly nameNumbers: Uint32Array;
  /** Whether there is more than one section to tell apart from afar. */
  readonly hasSections: boolean;
  /** Everything that has to be seen when the whole room is. */
  readonly bounds: Box;

  constructor(readonly layout: Layout) {
    const { x, y, rows, sections, seatCategory } = layout;
    this.grid = new Grid(x, y);
    this.hasSections = sections.length > 1;
    this.nameNumbers = numbered(layout.seatNames);

    this.seatSection = Uint32Array.from(layout.seatRow, (row) => rows[row]!.section);
    this.sectionPitch = new Float64Array(sections.length);
    sections.forEach((_, number) => {
      const [from, to] = seatsOf(layout, number);
      this.sectionPitch[number] = pitchOf(x, y, from, to);
    });
    const seats = (section: number) => {
      const [from, to] = seatsOf(layout, section);
      return to - from;
    };
    this.pitch = usual(this.sectionPitch, seats) || this.pitchWithoutNeighbours();
    this.sectionPitch = this.sectionPitch.map((pitch) => pitch || this.pitch);

    this.largestPitch = this.sectionPitch.reduce((a, b) => Math.max(a, b), this.pitch);

    this.rowBoxes = rows.map(({ firstSeat, seatCount }) => {
      const box = emptyBox();
      for (let seat = firstSeat; seat < firstSeat + seatCount; seat++) {
        include(box, x[seat]!, y[seat]!);
      }
      return box;
    });
    this.sectionOutlines = sections.map(({ outline }, number) => {
      const [from, to] = seatsOf(layout, number);
      return outline ?? this.outlineAround(from, to, this.sectionPitch[number]!);
    });
    this.sectionBoxes = this.sectionOutlines.map((each) => (each ? boxOf(each) : emptyBox()));
    this.sectionLabels = this.sectionOutlines.map((each) =>
      each ? labelSpot(each) : { x: NaN, y: NaN, room: 0 },
    );
    this.sectionHasFloor = sections.map(({ outline }, number) => {
      const around = this.sectionOutlines[number];
      const covered = seats(number) * this.sectionPitch[number]! ** 2;
      return outline !== undefined || (around !== undefined && covered > 0.4 * areaOf(around));
    });
    this.sectionCategory = Uint16Array.from(sections, (_, number) => {
      const tally = new Map<number, number>();
      const [from, to] = seatsOf(layout, number);
      for (let seat = from; seat < to; seat++) {
        tally.set(seatCategory[seat]!, (tally.get(seatCategory[seat]!) ?? 0) + 1);
      }
      const most = [...tally].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
      return most[0];
    });
    this.areaBoxes = layout.areas.map(({ outline }) => (outline ? boxOf(outline) : emptyBox()));
    this.areaLabels = layout.areas.map(({ outline }) =>
      outline ? labelSpot(outline) : { x: NaN, y: NaN, room: 0 },
    );
    this.rowLabels = sections.flatMap(({ firstRow, rowCount }) => {
      const ofSection = rows.slice(firstRow, firstRow + rowCount);
      const texts = new Map(shortened(new Set(ofSection.map(nameOf))));
      return ofSection.flatMap((row, i) => this.labelsOfRow(firstRow + i, texts.get(nameOf(row))!));
    });
    this.bounds = this.boundsOfAll();
  }

  get largestRadius(): number {
    return this.largestPitch * RADIUS;
  }

  radius(seat: number): number {
    return this.sectionPitch[this.seatSection[seat]!]! * RADIUS;
  }

  /** A lone seat, or seats that all lie at one point, are of a size that suits what is around. */
  private pitchWithoutNeighbours(): number {
    const around = emptyBox();
    for (const { outline } of [...this.layout.sections, ...this.layout.areas]) {
      for (let i = 0; outline && i < outline.length; i += 2) {
        include(around, outline[i]!, outline[i + 1]!);
      }
    }
    const extent = Math.max(around.right - around.left, around.bottom - around.top);
    return extent > 0 ? extent / 20 : 1;
  }

  private outlineAround(from: number, to: number, pitch: number): Float32Array | undefined {
    const points: number[] = [];
    for (let seat = from; seat < to; seat++) {
      const x = this.layout.x[seat]!;
      const y = this.layout.y[seat]!;
      if (isPlace(x, y)) {
        points.push(x, y);
      }
    }
    return points.length > 0 ? hullAround(points, pitch * 0.9) : undefined;
  }

  /** A row's name stands beyond both its ends where there is room, and in the middle of a table. */
  private labelsOfRow(number: number, texts: readonly string[]): RowLabel[] {
    const { x, y, rows } = this.layout;
    const { firstSeat, seatCount, section } = rows[number]!;
    const name = nameOf(rows[number]!);
    const last = firstSeat + seatCount - 1;
    if (name === '' || isEmpty(this.rowBoxes[number]!)) {
      return [];
    }
    const pitch = this.sectionPitch[section]!;
    if (seatCount > 2) {
      const box = this.rowBoxes[number]!;
      const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
      const gap = Math.hypot(x[last]! - x[firstSeat]!, y[last]! - y[firstSeat]!);
      const ring = gap < pitch * 1.7;
      if (ring && this.grid.nearest(middle.x, middle.y, pitch * 0.6) < 0) {
        const written = this.layout.decorations.some(({ text }) => text === name);
        return written ? [] : [{ texts, ...middle, dx: 0, dy: 0, section }];
      }
    }
    const ends: [end: number, next: number][] = [
      [firstSeat, Math.min(firstSeat + 1, last)],
      [last, Math.max(last - 1, firstSeat)],
    ];
    return ends.flatMap(([end, next], which) => {
      let dx = x[end]! - x[next]!;
      let dy = y[end]! - y[next]!;
      const length = Math.hypot(dx, dy);
      // A row of one seat has its name to the left and to the right.
      [dx, dy] = length > 0 ? [dx / length, dy / length] : [which === 0 ? -1 : 1, 0];
      const place = { x: x[end]! + dx * pitch * 1.05, y: y[end]! + dy * pitch * 1.05 };
      const free = this.grid.nearest(place.x, place.y, pitch * 0.75) < 0;
      return free && isPlace(place.x, place.y)
        ? [{ texts, x: x[end]!, y: y[end]!, dx, dy, section }]
        : [];
    });
  }

  /**
   * Seats, sections and areas all count. A decoration counts only if it is near them, because a
   * forgotten one far out would shrink the room to a point.
   */
  private boundsOfAll(): Box {
    const box = isEmpty(this.grid.bounds) ? emptyBox() : grown(this.grid.bounds, this.pitch);
    for (const other of [...this.sectionBoxes, ...this.areaBoxes]) {
      include(box, other.left, other.top);
      include(box, other.right, other.bottom);
    }
    for (const { texts, x, y, dx, dy, section } of this.rowLabels) {
      const letters = Math.min(texts[1]?.length ?? texts[0]!.length, AT_RIM);
      const away = (RADIUS + LETTER * letters) * this.sectionPitch[section]!;
      include(box, x + dx * away, y + dy * away);
    }
    if (isEmpty(box) || !Number.isFinite(box.right - box.left + box.bottom - box.top)) {
      return { left: -1, top: -1, right: 1, bottom: 1 };
    }
    const near = grown(box, Math.max(box.right - box.left, box.bottom - box.top) / 2);
    for (const { outline, kind } of this.layout.decorations) {
      const other = boxOf(outline);
      if (kind !== 'focus' && overlap(near, other)) {
        include(box, Math.max(other.left, near.left), Math.max(other.top, near.top));
        include(box, Math.min(other.right, near.right), Math.min(other.bottom, near.bottom));
      }
    }
    return box;
  }
}

/** Where the name of a row is written: from a place on, in a direction; or there, without one. */
interface RowLabel {
  /** The name, and shorter forms of it. */
  readonly texts: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly section: number;
}

/** What is written at a row. */
function nameOf({ label, name }: Row): string {
  return label ?? name;
}

/** Names with what is written where there is no room for them, the longest first. */
function shortened(names: ReadonlySet<string>): [name: string, texts: readonly string[]][] {
  const all = [...names].map((name) => name.split(/\s+/));
  // Words that all of them begin or end with, such as "Row", tell nothing.
  const isCommon = (word: number, others: number) =>
    all.length > 1 &&
    all.every((words) => words.length > others + 1 && words.at(word) === all[0]!.at(word));
  let before = 0;
  while (isCommon(before, before)) {
    before++;
  }
  let after = 0;
  while (isCommon(-1 - after, before + after)) {
    after++;
  }
  return [...names].map((name, i) => {
    const own = all[i]!.slice(before, all[i]!.length - after).join(' ');
    const last = own.split(' ').at(-1)!;
    const short =
      own.length <= LONG ? own : /\d/.test(last) ? last : `${own.slice(0, LONG - 2).trim()}…`;
    return [name, [...new Set([name, own, short])]];
  });
}

/** The seats of a section, the last one excluded. */
function seatsOf(layout: Layout, section: number): [from: number, to: number] {
  const { firstRow, rowCount } = layout.sections[section]!;
  if (rowCount === 0) {
    return [0, 0];
  }
  const last = layout.rows[firstRow + rowCount - 1]!;
  return [layout.rows[firstRow]!.firstSeat, last.firstSeat + last.seatCount];
}

function numbered(names: readonly string[]): Uint32Array {
  const numbers = new Map<string, number>();
  return Uint32Array.from(names, (name) => {
    let number = numbers.get(name);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(name, number);
    }
    return number;
  });
}

/** The median of the pitches, each counted as often as its section has seats. */
function usual(pitches: Float64Array, seats: (section: number) => number): number {
  const known = [...pitches.keys()].filter((section) => pitches[section]! > 0);
  known.sort((a, b) => pitches[a]! - pitches[b]!);
  let left = known.reduce((sum, section) => sum + seats(section), 0) / 2;
  for (const section of known) {
    left -= seats(section);
    if (left <= 0) {
      return pitches[section]!;
    }
  }
  return NaN;
}
