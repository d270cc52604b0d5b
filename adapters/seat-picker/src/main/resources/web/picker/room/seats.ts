import { css, inkOn, mix, Paint } from './theme.js';

/** The state of a seat, as numbered in packed availability. */
export const enum SeatState {
  Available = 0,
  Held = 1,
  Reserved = 2,
  Blocked = 3,
}

/** What a seat looks like; the first four are its states. */
export const enum Look {
  Available = 0,
  Held = 1,
  Reserved = 2,
  Blocked = 3,
  /** States have not been told yet. */
  Unknown = 4,
  /** Of a category that the legend filters out. */
  Dimmed = 5,
}

/** Below this radius, in pixels of the screen, a shape inside a seat would be a blur. */
const SMALLEST_SHAPE = 3;

/** How far signs reach, where caps begin, and how wide rings are, as shares of the radius. */
const SIGN = 0.86;
const CAP = 0.5;
const RING_WIDTH = 0.16;

type Context = CanvasRenderingContext2D;

/**
 * Draws a seat. Each state has a shape of its own, so that nobody depends on telling colours apart:
 * available is a full disc, held by others a ring, reserved a pale disc with a cross, blocked one
 * with a dash. Wheelchair places are rounded squares. Categories whose colours come near to each other
 * have signs at the rim.
 *
 * @param r radius in pixels of the screen
 * @param name written into available seats, if it is not empty
 */
export function drawSeat(
  context: Context,
  x: number,
  y: number,
  r: number,
  look: Look,
  accessible: boolean,
  category: number,
  name: string,
  paint: Paint,
): void {
  const muted = css(paint.muted);
  if (look !== Look.Available && (r < SMALLEST_SHAPE || look >= Look.Unknown)) {
    const faint = look >= Look.Unknown && !paint.forced;
    context.fillStyle = faint ? css(mix(paint.surface, paint.muted, 0.55)) : muted;
    outline(context, x, y, Math.max(r * 0.45, 0.5), false);
    context.fill();
    return;
  }
  if (look === Look.Available) {
    const color = paint.categories[category]!;
    context.fillStyle = css(color);
    outline(context, x, y, r, accessible);
    context.fill();
    const ink = css(inkOn(color));
    if (r >= SMALLEST_SHAPE) {
      drawMark(context, x, y, r, paint.marks[category]!, ink);
    }
    if (accessible && r >= 5) {
      drawWheelchair(context, x, y, r * 0.72, ink);
    } else if (name !== '') {
      drawName(context, x, y, r, name, ink, paint.font);
    }
    return;
  }
  context.strokeStyle = muted;
  context.lineCap = 'round';
  if (look === Look.Held) {
    context.lineWidth = Math.max(r * 0.16, 1.2);
    outline(context, x, y, r - context.lineWidth / 2, accessible);
    context.stroke();
    return;
  }
  if (!paint.forced) {
    context.fillStyle = css(paint.taken);
    outline(context, x, y, r * 0.94, accessible);
    context.fill();
  }
  const arm = r * 0.36;
  context.lineWidth = Math.max(r * 0.15, 1.1);
  context.beginPath();
  if (look === Look.Reserved) {
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x + arm, y - arm);
    context.lineTo(x - arm, y + arm);
  } else {
    context.moveTo(x - arm * 1.2, y);
    context.lineTo(x + arm * 1.2, y);
  }
  context.stroke();
}

/** Draws a seat of one's own selection: full, with a tick and a thick outline around it. */
export function drawOwn(context: Context, x: number, y: number, r: number, paint: Paint): void {
  const rim = Math.max(r * 0.2, 2);
  context.fillStyle = css(paint.text);
  outline(context, x, y, r + rim * 1.35, false);
  context.fill();
  context.fillStyle = css(paint.background);
  outline(context, x, y, r + rim * 0.35, false);
  context.fill();
  context.fillStyle = css(paint.accent);
  outline(context, x, y, r - rim * 0.2, false);
  context.fill();
  context.strokeStyle = css(inkOn(paint.accent));
  context.lineWidth = Math.max(r * 0.24, 1.5);
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(x - r * 0.4, y + r * 0.05);
  context.lineTo(x - r * 0.1, y + r * 0.34);
  context.lineTo(x + r * 0.42, y - r * 0.3);
  context.stroke();
}

/** Draws the ring around the seat that the keyboard is at, visible on any colour. */
export function drawRing(
  context: Context,
  x: number,
  y: number,
  r: number,
  ratio: number,
  paint: Paint,
): void {
  context.lineWidth = 6 * ratio;
  context.strokeStyle = css(paint.background);
  outline(context, x, y, r + 4 * ratio, false);
  context.stroke();
  context.lineWidth = 3 * ratio;
  context.strokeStyle = css(paint.focus);
  context.stroke();
}

function outline(context: Context, x: number, y: number, r: number, square: boolean): void {
  context.beginPath();
  if (square) {
    context.roundRect(x - r, y - r, 2 * r, 2 * r, r * 0.4);
  } else {
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

/** Draws the sign of a category, which leaves the middle of the seat free. */
function drawMark(
  context: Context,
  x: number,
  y: number,
  r: number,
  mark: number,
  ink: string,
): void {
  context.fillStyle = context.strokeStyle = ink;
  for (const [bit, down] of [
    [1, 1],
    [2, -1],
  ] as const) {
    if ((mark & bit) !== 0) {
      const from = Math.asin(CAP / SIGN) * down;
      context.beginPath();
      context.arc(x, y, r * SIGN, from, Math.PI * down - from, down < 0);
      context.fill();
    }
  }
  if ((mark & 4) !== 0) {
    context.lineWidth = Math.max(r * RING_WIDTH, 1);
    outline(context, x, y, r * SIGN - context.lineWidth / 2, false);
    context.stroke();
  }
}

/** A person in a wheelchair, as large as a circle of radius `r`. */
function drawWheelchair(context: Context, x: number, y: number, r: number, ink: string): void {
  context.fillStyle = context.strokeStyle = ink;
  context.lineWidth = r * 0.22;
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  context.arc(x - r * 0.18, y - r * 0.74, r * 0.2, 0, 2 * Math.PI);
  context.fill();
  context.beginPath();
  context.moveTo(x - r * 0.16, y - r * 0.38);
  context.lineTo(x - r * 0.12, y + r * 0.18);
  context.lineTo(x + r * 0.36, y + r * 0.18);
  context.lineTo(x + r * 0.6, y + r * 0.72);
  context.moveTo(x - r * 0.12, y - r * 0.14);
  context.lineTo(x + r * 0.32, y - r * 0.14);
  context.stroke();
  context.beginPath();
  context.arc(x - r * 0.06, y + r * 0.32, r * 0.52, Math.PI * 0.22, Math.PI * 1.32);
  context.stroke();
}

function drawName(
  context: Context,
  x: number,
  y: number,
  r: number,
  name: string,
  ink: string,
  font: string,
): void {
  let size = r * 0.95;
  context.font = `600 ${size}px ${font}`;
  const width = context.measureText(name).width;
  if (width > r * 1.55) {
    size *= (r * 1.55) / width;
    // What would be a smudge is better left out; the tooltip says it.
    if (size < 7) {
      return;
    }
    context.font = `600 ${size}px ${font}`;
  }
  context.fillStyle = ink;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  // Middles letters of capital height, which digits have too; `middle` would sit too high.
  context.fillText(name, x, y + size * 0.355);
}
