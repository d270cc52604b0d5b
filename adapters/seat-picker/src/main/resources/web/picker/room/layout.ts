import { isPlace } from './geometry.js';

/**
 * The seat map as `GET /api/v1/seat-maps/{id}` answers it, turned once into typed arrays in map
 * order, so that 100,000 seats are a few megabytes and no objects.
 *
 * Coordinates are moved so that the middle of the room is 0/0: the service takes coordinates up to
 * ten million, and 32-bit floats would lose the seats' distances out there.
 */
export interface Layout {
  readonly id: string;
  readonly name: string;
  readonly categories: readonly Category[];
  readonly sections: readonly Section[];
  readonly rows: readonly Row[];
  readonly seatCount: number;
  readonly seatIds: readonly string[];
  readonly seatNames: readonly string[];
  /** What the map calls seats in its own words, where it does. */
  readonly seatLabels: ReadonlyMap<number, string>;
  /** Index into `rows` of each seat. */
  readonly seatRow: Uint32Array;
  /** Index into `categories` of each seat. */
  readonly seatCategory: Uint16Array;
  /** 1 for wheelchair places. */
  readonly seatAccessible: Uint8Array;
  /** NaN where a seat has no place. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly areas: readonly Area[];
  readonly decorations: readonly Decoration[];
  /** Whether anything at all can be drawn that a visitor could choose. */
  readonly hasGeometry: boolean;
  /** The number of a seat, -1 if there is none of this id. */
  seatNumber(id: string): number;
}

interface Category {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

/** Names are empty where the map gives none. Outlines are flat: x0, y0, x1, y1 and so on. */
interface Section {
  readonly name: string;
  readonly entrance?: string;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly outline?: Float32Array;
}

export interface Row {
  readonly name: string;
  /** What the map calls it in its own words, where it does. */
  readonly label?: string;
  readonly section: number;
  readonly firstSeat: number;
  readonly seatCount: number;
}

interface Area {
  readonly id: string;
  readonly name: string;
  readonly category: number;
  readonly capacity: number;
  readonly outline?: Float32Array;
}

interface Decoration {
  readonly kind: 'stage' | 'focus' | 'text' | 'shape';
  readonly text?: string;
  readonly outline: Float32Array;
}

/** What the service's JSON may hold; everything but ids may be absent. */
interface MapJson {
  id?: string;
  name?: string;
  categories?: { id: string; name?: string; color?: string }[];
  sections?: { name?: string; entrance?: string; outline?: PointJson[]; rows?: RowJson[] }[];
  areas?: AreaJson[];
  decorations?: { kind?: string; text?: string; outline?: PointJson[] }[];
}
interface RowJson {
  name?: string;
  label?: string;
  seats?: SeatJson[];
}
interface SeatJson {
  id: string;
  name?: string;
  label?: string;
  category?: string;
  x?: number;
  y?: number;
  accessible?: boolean;
}
interface AreaJson {
  id: string;
  name?: string;
  category?: string;
  capacity?: number;
  outline?: PointJson[];
}
interface PointJson {
  x?: number;
  y?: number;
}

/** Reads a seat map. Refuses nothing: what is absent or unknown gets a harmless default. */
export function layoutOf(json: unknown): Layout {
  const map = (json ?? {}) as MapJson;
  const categories = (map.categories ?? []).map(({ id, name, color }) => ({
    id,
    name: name ?? id,
    color: color ?? '#888888',
  }));
  const categoryNumbers = new Map(categories.map(({ id }, number) => [id, number]));
  const categoryNumber = (id: string | undefined) => categoryNumbers.get(id ?? '') ?? 0;
  const seatCount = count(map);
  const origin = middle(map);

  const sections: Section[] = [];
  const rows: Row[] = [];
  const seatIds: string[] = new Array<string>(seatCount);
  const seatNames: string[] = new Array<string>(seatCount);
  const seatLabels = new Map<number, string>();
  const seatRow = new Uint32Array(seatCount);
  const seatCategory = new Uint16Array(seatCount);
  const seatAccessible = new Uint8Array(seatCount);
  const x = new Float32Array(seatCount);
  const y = new Float32Array(seatCount);
  let seatsPlaced = false;
  let seat = 0;
  for (const section of map.sections ?? []) {
    const firstRow = rows.length;
    for (const row of section.rows ?? []) {
      const seats = row.seats ?? [];
      rows.push({
        name: row.name ?? '',
        label: row.label,
        section: sections.length,
        firstSeat: seat,
        seatCount: seats.length,
      });
      for (const each of seats) {
        seatIds[seat] = each.id;
        seatNames[seat] = each.name ?? each.id;
        if (each.label !== undefined) {
          seatLabels.set(seat, each.label);
        }
        seatRow[seat] = rows.length - 1;
        seatCategory[seat] = categoryNumber(each.category);
        seatAccessible[seat] = each.accessible === true ? 1 : 0;
        x[seat] = (each.x ?? NaN) - origin.x;
        y[seat] = (each.y ?? NaN) - origin.y;
        seatsPlaced ||= isPlace(x[seat]!, y[seat]!);
        seat++;
      }
    }
    sections.push({
      name: section.name ?? '',
      entrance: section.entrance,
      firstRow,
      rowCount: rows.length - firstRow,
      outline: polygon(section.outline, origin),
    });
  }

  const areas = (map.areas ?? []).map((area) => ({
    id: area.id,
    name: area.name ?? area.id,
    category: categoryNumber(area.category),
    capacity: area.capacity ?? 0,
    outline: polygon(area.outline, origin),
  }));
  const decorations = (map.decorations ?? [])
    .map((decoration) => ({
      kind: kindOf(decoration.kind),
      text: decoration.text,
      outline: points(decoration.outline, origin),
    }))
    .filter(({ outline }) => outline.length > 0);

  // Made when it is first asked for: a visitor who only looks needs no table of 100,000 ids.
  let numbers: Map<string, number> | undefined;
  return {
    id: map.id ?? '',
    name: map.name ?? '',
    categories: categories.length > 0 ? categories : [{ id: '', name: '', color: '#888888' }],
    sections,
    rows,
    seatCount,
    seatIds,
    seatNames,
    seatLabels,
    seatRow,
    seatCategory,
    seatAccessible,
    x,
    y,
    areas,
    decorations,
    hasGeometry: seatsPlaced || areas.some(({ outline }) => outline !== undefined),
    seatNumber(id: string): number {
      numbers ??= new Map(seatIds.map((each, number) => [each, number]));
      return numbers.get(id) ?? -1;
    },
  };
}

function count(map: MapJson): number {
  let seats = 0;
  for (const section of map.sections ?? []) {
    for (const row of section.rows ?? []) {
      seats += row.seats?.length ?? 0;
    }
  }
  return seats;
}

/** The middle of the box around everything that can be chosen, in the map's own units. */
function middle(map: MapJson): { x: number; y: number } {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  const include = ({ x, y }: PointJson) => {
    if (x !== undefined && y !== undefined) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  };
  for (const section of map.sections ?? []) {
    for (const row of section.rows ?? []) {
      row.seats?.forEach(include);
    }
  }
  for (const area of map.areas ?? []) {
    area.outline?.forEach(include);
  }
  return left <= right ? { x: (left + right) / 2, y: (top + bottom) / 2 } : { x: 0, y: 0 };
}

/** An outline that encloses something; a point or a line is as good as none. */
function polygon(outline: PointJson[] | undefined, origin: { x: number; y: number }) {
  const flat = points(outline, origin);
  return flat.length >= 6 ? flat : undefined;
}

function points(outline: PointJson[] | undefined, origin: { x: number; y: number }): Float32Array {
  const placed = (outline ?? []).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return Float32Array.from(placed.flatMap(({ x, y }) => [x! - origin.x, y! - origin.y]));
}

function kindOf(kind: string | undefined): Decoration['kind'] {
  return kind === 'stage' || kind === 'focus' || kind === 'text' ? kind : 'shape';
}
