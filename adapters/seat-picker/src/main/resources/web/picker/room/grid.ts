import { Box, emptyBox, include, isEmpty, isPlace } from './geometry.js';

/**
 * A uniform grid over points: which of them lie in a box, and which is the nearest to a point.
 * The points of a cell stand together in one array, so that nothing is allocated for a cell.
 */
export class Grid {
  readonly bounds: Box = emptyBox();
  private readonly columns: number = 1;
  private readonly lines: number = 1;
  private readonly cell: number = 1;
  private readonly starts: Uint32Array;
  private readonly order: Uint32Array;

  constructor(
    private readonly x: Float32Array,
    private readonly y: Float32Array,
  ) {
    let placed = 0;
    for (let i = 0; i < x.length; i++) {
      if (isPlace(x[i]!, y[i]!)) {
        include(this.bounds, x[i]!, y[i]!);
        placed++;
      }
    }
    if (placed === 0) {
      this.starts = new Uint32Array(2);
      this.order = new Uint32Array(0);
      return;
    }
    const width = this.bounds.right - this.bounds.left;
    const height = this.bounds.bottom - this.bounds.top;
    // About eight points a cell. A line of points has no area, hence the longer side as well.
    const cells = Math.max(1, placed / 8);
    this.cell = Math.max(Math.sqrt((width * height) / cells), Math.max(width, height) / cells) || 1;
    this.columns = Math.floor(width / this.cell) + 1;
    this.lines = Math.floor(height / this.cell) + 1;
    this.starts = new Uint32Array(this.columns * this.lines + 1);
    const cellOf = new Int32Array(x.length).fill(-1);
    for (let i = 0; i < x.length; i++) {
      if (isPlace(x[i]!, y[i]!)) {
        const cell = this.line(y[i]!) * this.columns + this.column(x[i]!);
        cellOf[i] = cell;
        this.starts[cell + 1]!++;
      }
    }
    for (let cell = 1; cell < this.starts.length; cell++) {
      this.starts[cell]! += this.starts[cell - 1]!;
    }
    this.order = new Uint32Array(placed);
    const next = this.starts.slice();
    for (let i = 0; i < x.length; i++) {
      if (cellOf[i]! >= 0) {
        this.order[next[cellOf[i]!]!++] = i;
      }
    }
  }

  private column(x: number): number {
    const column = Math.floor((x - this.bounds.left) / this.cell);
    return Math.min(Math.max(column, 0), this.columns - 1);
  }

  private line(y: number): number {
    const line = Math.floor((y - this.bounds.top) / this.cell);
    return Math.min(Math.max(line, 0), this.lines - 1);
  }

  /** Calls `visit` for each point in a box, borders included. */
  within(box: Box, visit: (point: number) => void): void {
    if (isEmpty(this.bounds) || isEmpty(box)) {
      return;
    }
    const firstColumn = this.column(box.left);
    const lastColumn = this.column(box.right);
    const lastLine = this.line(box.bottom);
    const { x, y, order } = this;
    for (let line = this.line(box.top); line <= lastLine; line++) {
      const end = this.starts[line * this.columns + lastColumn + 1]!;
      for (let i = this.starts[line * this.columns + firstColumn]!; i < end; i++) {
        const point = order[i]!;
        const px = x[point]!;
        const py = y[point]!;
        if (px >= box.left && px <= box.right && py >= box.top && py <= box.bottom) {
          visit(point);
        }
      }
    }
  }

  /** The point nearest to a place and at most `reach` away from it, -1 if there is none. */
  nearest(x: number, y: number, reach: number): number {
    let nearest = -1;
    let least = reach * reach;
    this.within({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }, (i) => {
      const dx = this.x[i]! - x;
      const dy = this.y[i]! - y;
      if (dx * dx + dy * dy <= least) {
        least = dx * dx + dy * dy;
        nearest = i;
      }
    });
    return nearest;
  }
}
