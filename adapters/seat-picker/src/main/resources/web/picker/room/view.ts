import { Box } from './geometry.js';

/** Where the room is on the canvas: a place of the room times `scale`, plus (x, y), is CSS px. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** The space that the fitted room leaves free at the canvas's borders. */
const PADDING = 20;

/** How large a seat's pitch can get, in CSS px. */
const LARGEST_PITCH = 64;

/** How the room may lie in a canvas of a size: never smaller than whole, never out of sight. */
export class Frame {
  readonly smallest: number;
  readonly largest: number;

  /**
   * @param pitch the distance of neighbouring seats in the room's units
   */
  constructor(
    readonly room: Box,
    pitch: number,
    readonly width: number,
    readonly height: number,
  ) {
    const across = Math.max(width - 2 * PADDING, 1) / (room.right - room.left);
    const down = Math.max(height - 2 * PADDING, 1) / (room.bottom - room.top);
    const nearest = LARGEST_PITCH / pitch;
    this.smallest = Math.min(across, down, nearest);
    this.largest = Math.max(nearest, this.smallest);
  }

  /** The whole room, in the middle. */
  fit(): View {
    return this.around(
      (this.room.left + this.room.right) / 2,
      (this.room.top + this.room.bottom) / 2,
      this.smallest,
    );
  }

  /** A view with a place of the room in the canvas's middle, as far as the room's rim lets it. */
  around(x: number, y: number, scale: number): View {
    const allowed = this.allowedScale(scale);
    return this.allowed({
      scale: allowed,
      x: this.width / 2 - x * allowed,
      y: this.height / 2 - y * allowed,
    });
  }

  /** A view that shows a box as large as it fits. */
  showing(box: Box): View {
    const across = (this.width - 2 * PADDING) / Math.max(box.right - box.left, 1e-9);
    const down = (this.height - 2 * PADDING) / Math.max(box.bottom - box.top, 1e-9);
    return this.around(
      (box.left + box.right) / 2,
      (box.top + box.bottom) / 2,
      Math.max(Math.min(across, down), 1e-9),
    );
  }

  /** The view after a zoom that keeps in place what is at a point of the canvas. */
  zoomed(view: View, factor: number, x: number, y: number): View {
    const scale = this.allowedScale(view.scale * factor);
    const ratio = scale / view.scale;
    return this.allowed({
      scale,
      x: x - (x - view.x) * ratio,
      y: y - (y - view.y) * ratio,
    });
  }

  panned(view: View, dx: number, dy: number): View {
    return this.allowed({ scale: view.scale, x: view.x + dx, y: view.y + dy });
  }

  /** The nearest view to one wished for in which the room can't be lost. */
  allowed(view: View): View {
    const scale = this.allowedScale(view.scale);
    const { room, width, height } = this;
    return {
      scale,
      x: along(view.x, room.left * scale, room.right * scale, width),
      y: along(view.y, room.top * scale, room.bottom * scale, height),
    };
  }

  allowedScale(scale: number): number {
    return Math.min(Math.max(scale, this.smallest), this.largest);
  }

  atMinimum(view: View): boolean {
    return view.scale <= this.smallest * 1.001;
  }

  atMaximum(view: View): boolean {
    return view.scale >= this.largest * 0.999;
  }
}

/** Along one axis, a room that fits stays in the middle; of a larger one no rim goes far inside. */
function along(at: number, from: number, to: number, size: number): number {
  const slack = Math.min(size / 3, 120);
  if (to - from <= size - 2 * PADDING + 1e-6) {
    return (size - from - to) / 2;
  }
  return Math.min(Math.max(at, size - slack - to), slack - from);
}

/** What of the room is on a canvas of a size, in the room's units. */
export function visible(view: View, width: number, height: number): Box {
  return {
    left: -view.x / view.scale,
    top: -view.y / view.scale,
    right: (width - view.x) / view.scale,
    bottom: (height - view.y) / view.scale,
  };
}

/**
 * A view between two. The scale grows evenly for the eye, and because the offset follows the scale
 * linearly, the one point that both views show at the same place stays there.
 *
 * @param share 0 is `from`, 1 is `to`
 */
export function between(from: View, to: View, share: number): View {
  if (share >= 1) {
    return to;
  }
  const ratio = to.scale / from.scale;
  const scale = from.scale * ratio ** share;
  const way = Math.abs(ratio - 1) < 1e-3 ? share : (scale - from.scale) / (to.scale - from.scale);
  return { scale, x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way };
}
