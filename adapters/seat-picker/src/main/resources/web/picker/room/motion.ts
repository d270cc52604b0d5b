import { between, View } from './view.js';

/** A movement of the view that goes on by itself. */
export interface Motion {
  /** The view at a time; absent when the movement is over. */
  at(now: number): View | undefined;
  /** Where it ends, as far as that is known. */
  readonly end: View | undefined;
  /** When it began, in milliseconds. */
  readonly began: number;
}

/** Moves from one view to another, fast at first. */
export function glide(from: View, to: View, began: number, duration: number): Motion {
  return {
    began,
    end: to,
    at(now) {
      const share = Math.min(Math.max((now - began) / duration, 0), 1);
      return share >= 1 ? undefined : between(from, to, 1 - (1 - share) ** 3);
    },
  };
}

/** How long a fling takes to lose two thirds of its speed, in milliseconds. */
const FADING = 280;

/** Moves on with the speed of a drag, in px per millisecond, which fades away. */
export function fling(from: View, vx: number, vy: number, began: number): Motion {
  return {
    began,
    end: undefined,
    at(now) {
      const left = Math.exp(-Math.max(now - began, 0) / FADING);
      if (Math.hypot(vx, vy) * left < 0.02) {
        return undefined;
      }
      const way = FADING * (1 - left);
      return { scale: from.scale, x: from.x + vx * way, y: from.y + vy * way };
    },
  };
}
