/** A box in the room's units or in pixels, as the caller says. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function emptyBox(): Box {
  return { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
}

export function isEmpty(box: Box): boolean {
  return !(box.left <= box.right && box.top <= box.bottom);
}

/** Whether something is anywhere: a seat without a place has NaN for one. */
export function isPlace(x: number, y: number): boolean {
  return !Number.isNaN(x + y);
}

export function include(box: Box, x: number, y: number): void {
  // Written so that a NaN changes nothing.
  if (x < box.left) box.left = x;
  if (x > box.right) box.right = x;
  if (y < box.top) box.top = y;
  if (y > box.bottom) box.bottom = y;
}

export function grown(box: Box, by: number): Box {
  return {
    left: box.left - by,
    top: box.top - by,
    right: box.right + by,
    bottom: box.bottom + by,
  };
}

export function overlap(a: Box, b: Box): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

/** What two boxes that overlap have in common. */
export function common(a: Box, b: Box): Box {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

export function boxOf(outline: Float32Array): Box {
  const box = emptyBox();
  for (let i = 0; i < outline.length; i += 2) {
    include(box, outline[i]!, outline[i + 1]!);
  }
  return box;
}

/** Whether a point is inside a polygon, by counting the edges to the right of it. */
export function inside(outline: Float32Array, x: number, y: number): boolean {
  let within = false;
  for (let i = 0, j = outline.length - 2; i < outline.length; j = i, i += 2) {
    const y1 = outline[i + 1]!;
    const y2 = outline[j + 1]!;
    if (y1 > y !== y2 > y) {
      const x1 = outline[i]!;
      if (x < x1 + ((y - y1) / (y2 - y1)) * (outline[j]! - x1)) {
        within = !within;
      }
    }
  }
  return within;
}

/** The convex hull of flat points (Andrew's monotone chain). */
function hull(points: ArrayLike<number>): Float32Array {
  const order: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    if (isPlace(points[i]!, points[i + 1]!)) {
      order.push(i);
    }
  }
  order.sort((a, b) => points[a]! - points[b]! || points[a + 1]! - points[b + 1]!);
  const half = (indices: number[]): number[] => {
    const chain: number[] = [];
    for (const c of indices) {
      while (chain.length >= 2) {
        const a = chain[chain.length - 2]!;
        const b = chain[chain.length - 1]!;
        const cross =
          (points[b]! - points[a]!) * (points[c + 1]! - points[a + 1]!) -
          (points[b + 1]! - points[a + 1]!) * (points[c]! - points[a]!);
        if (cross > 0) break;
        chain.pop();
      }
      chain.push(c);
    }
    chain.pop();
    return chain;
  };
  const around = [...half(order), ...half(order.reverse())];
  return Float32Array.from(around.flatMap((i) => [points[i]!, points[i + 1]!]));
}

/** The convex hull of the seats with a margin around it, its corners rounded. */
export function hullAround(points: ArrayLike<number>, margin: number): Float32Array {
  const corners = hull(points);
  // All seats at one point have an empty hull.
  const tight = corners.length > 0 ? corners : Float32Array.from([points[0]!, points[1]!]);
  const wide: number[] = [];
  for (let i = 0; i < tight.length; i += 2) {
    for (let step = 0; step < 16; step++) {
      const angle = (step * Math.PI) / 8;
      wide.push(tight[i]! + margin * Math.cos(angle), tight[i + 1]! + margin * Math.sin(angle));
    }
  }
  return hull(wide);
}

/** The area of a polygon. */
export function areaOf(outline: Float32Array): number {
  let twice = 0;
  for (let i = 0, j = outline.length - 2; i < outline.length; j = i, i += 2) {
    twice += outline[j]! * outline[i + 1]! - outline[i]! * outline[j + 1]!;
  }
  return Math.abs(twice) / 2;
}

/** A place within a polygon, and how far it is from the polygon's edge. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

/**
 * Where a polygon's name is written: far from its edges, and rather in its middle than at one end
 * of a long bend. The centre of gravity would lie outside of a bent section.
 */
export function labelSpot(outline: Float32Array): Spot {
  const box = boxOf(outline);
  const width = box.right - box.left;
  let best: Spot = {
    x: (box.left + box.right) / 2,
    y: (box.top + box.bottom) / 2,
    room: 0,
  };
  let bestWorth = 0;
  // The middles of the stretches that vertical lines have within the polygon.
  for (let line = -12; line <= 12; line++) {
    const x = (box.left + box.right) / 2 + (line * width) / 25;
    const crossings = crossingsAt(outline, x);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const y = (crossings[i]! + crossings[i + 1]!) / 2;
      const room = toEdge(outline, x, y);
      const worth = room * (1 - Math.abs(line) / 30);
      if (worth > bestWorth) {
        bestWorth = worth;
        best = { x, y, room };
      }
    }
  }
  return best;
}

/** Where a vertical line meets a polygon's edges, from top to bottom. */
function crossingsAt(outline: Float32Array, x: number): number[] {
  const crossings: number[] = [];
  for (let i = 0, j = outline.length - 2; i < outline.length; j = i, i += 2) {
    const x1 = outline[i]!;
    const x2 = outline[j]!;
    if (x1 > x !== x2 > x) {
      const share = (x - x1) / (x2 - x1);
      crossings.push(outline[i + 1]! + share * (outline[j + 1]! - outline[i + 1]!));
    }
  }
  return crossings.sort((a, b) => a - b);
}

function toEdge(outline: Float32Array, x: number, y: number): number {
  let least = Infinity;
  for (let i = 0, j = outline.length - 2; i < outline.length; j = i, i += 2) {
    const dx = outline[i]! - outline[j]!;
    const dy = outline[i + 1]! - outline[j + 1]!;
    const along = ((x - outline[j]!) * dx + (y - outline[j + 1]!) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(Math.max(along, 0), 1);
    const awayX = outline[j]! + share * dx - x;
    const awayY = outline[j + 1]! + share * dy - y;
    least = Math.min(least, awayX * awayX + awayY * awayY);
  }
  return Math.sqrt(least);
}

/** The top and the bottom of a polygon on a vertical line; NaN if they don't meet. */
export function edgesAt(outline: Float32Array, x: number): { top: number; bottom: number } {
  const crossings = crossingsAt(outline, x);
  return { top: crossings[0] ?? NaN, bottom: crossings[crossings.length - 1] ?? NaN };
}

/**
 * The usual distance from a seat of these to its nearest neighbour, NaN if no two have different
 * places. Taken from a sample, and from its lower quarter, so that aisles and lone seats do not
 * make the seats so large that they cover each other.
 */
export function pitchOf(x: Float32Array, y: Float32Array, from: number, to: number): number {
  const step = Math.max(1, Math.floor((to - from) / 48));
  const distances: number[] = [];
  for (let a = from; a < to; a += step) {
    let nearest = Infinity;
    for (let b = from; b < to; b++) {
      const dx = x[b]! - x[a]!;
      const dy = y[b]! - y[a]!;
      const square = dx * dx + dy * dy;
      if (square < nearest && square > 0) {
        nearest = square;
      }
    }
    if (nearest < Infinity) {
      distances.push(Math.sqrt(nearest));
    }
  }
  distances.sort((a, b) => a - b);
  return distances.length > 0 ? distances[distances.length >> 2]! : NaN;
}
