import { Box, emptyBox, grown, inside, isEmpty, isPlace, overlap } from './geometry.js';
import { Gestures } from './gestures.js';
import { Labels } from './labels.js';
import { Layout } from './layout.js';
import { fling, glide, Motion } from './motion.js';
import { Detail, detailAt, Painter, pathOf } from './painter.js';
import { Scene } from './scene.js';
import { drawOwn, drawRing } from './seats.js';
import { Stock } from './stock.js';
import { css, Paint, paintOf, RoomTheme } from './theme.js';
import { Tiles } from './tiles.js';
import { Frame, View } from './view.js';

export type { Box } from './geometry.js';
export { layoutOf } from './layout.js';
export type { Layout } from './layout.js';
export { SeatState } from './seats.js';
export { categoryLooks } from './theme.js';
export type { CategoryLook, RoomTheme } from './theme.js';

/** What the room tells the element around it. */
interface RoomHandlers {
  /** A seat of any state was tapped or clicked while large enough for that. */
  seat(seat: number): void;
  area(area: number): void;
  /**
   * What a mouse or pen is over, for a tooltip, in CSS px of the canvas: a seat with the box around
   * it, an area with the pointer's place.
   */
  hover(target: { seat: number } | { area: number } | null, box: Box): void;
  /** The view has changed; enables and disables zoom buttons. */
  moved(view: { scale: number; atMinimum: boolean; atMaximum: boolean }): void;
}

/** Seats whose pitch is less than this, in CSS px, are not taken by a tap (WCAG 2.2, 2.5.8). */
const TARGET = 24;

/** The pitch that seats get, in CSS px, when the view goes to one of them. */
const COMFORTABLE = 34;

/** The share of the height, from above, that what is told over the room leaves free. */
const ABOVE_NOTICES = 0.5;

/** Milliseconds of a frame that go into painting tiles. */
const BUDGET = 4;

/** After so many milliseconds without a movement of unknown end the picture is made crisp. */
const SETTLED = 90;

/** iPhones have no larger canvases than this many pixels. */
const LARGEST_CANVAS = 16_777_216;

/** How many frames' times are kept. */
const REMEMBERED = 2048;

/**
 * Draws a room on a canvas, and lets it be panned, zoomed and tapped at. Draws only when something
 * has changed: at rest nothing runs.
 *
 * What lies still is painted in tiles; over them, anew in each frame, come names, one's own seats
 * and the focus. While the whole room is seen there is nothing to pan, so a finger that drags
 * scrolls the page, and so does a wheel that would make the room smaller; once zoomed in, both
 * belong to the room.
 */
export class Room {
  private readonly context: CanvasRenderingContext2D;
  private readonly scene: Scene;
  private readonly stock: Stock;
  private readonly painter: Painter;
  private readonly labels: Labels;
  private readonly tiles: Tiles;
  private readonly gestures: Gestures;
  private readonly stop = new AbortController();
  private readonly resizes: ResizeObserver;
  private readonly calm = matchMedia('(prefers-reduced-motion: reduce)');
  private paint: Paint;
  private frame: Frame | undefined;
  private view: View = { scale: 1, x: 0, y: 0 };
  private ratio = 1;
  private motion: Motion | undefined;
  /** Whether the press that is going on has stopped a fling. */
  private caught = false;
  /** When the view was last moved by hand. */
  private movedAt = -Infinity;
  private requested = 0;
  private selection: ReadonlySet<number> = new Set();
  private ring: number | null = null;
  private pointedAt: readonly number[] = [];
  private hovered: { seat: number } | { area: number } | { section: number } | null = null;
  /** What to do when there is a size, because it was asked for before there was one. */
  private whenSized: (() => void) | undefined;
  private readonly times: number[] = [];
  private count = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly layout: Layout,
    theme: RoomTheme,
    private readonly on: RoomHandlers,
  ) {
    this.context = canvas.getContext('2d', { alpha: false })!;
    this.paint = this.paintFor(theme);
    this.scene = new Scene(layout);
    this.stock = new Stock(this.scene);
    this.painter = new Painter(this.scene, this.stock, this.paint);
    this.labels = new Labels(this.scene, this.stock, this.paint);
    this.tiles = new Tiles(this.painter, this.scene.pitch);
    this.gestures = new Gestures(canvas, {
      grab: () => this.grabbed(),
      pan: (dx, dy) => this.byHand((frame) => frame.panned(this.view, dx, dy)),
      pinch: (factor, x, y) => this.byHand((frame) => frame.zoomed(this.view, factor, x, y)),
      step: (factor, x, y) => this.stepped(factor, x, y),
      fling: (vx, vy) => this.flung(vx, vy),
      tap: (x, y) => this.tapped(x, y),
      doubleTap: (x, y) => this.tappedTwice(x, y),
      hover: (at) => this.hover(at),
    });
    const { signal } = this.stop;
    // A lost context comes back empty, and so do the tiles'.
    canvas.addEventListener('contextrestored', () => this.repaint(), { signal });
    // Fonts that arrive late are drawn when they are there.
    document.fonts?.addEventListener('loadingdone', () => this.setTexts(), { signal });
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(canvas);
    this.watchRatio();
  }

  /** How long the room's own part of the last frames took, in milliseconds. */
  readonly frames = {
    last: (n: number): number[] => (n > 0 ? this.times.slice(-n) : []),
  };

  /** How many frames have been drawn so far. */
  get drawn(): number {
    return this.count;
  }

  setStates(states: Uint8Array): void {
    const known = this.stock.isKnown();
    const different = this.stock.setStates(states);
    if (!known || different.length > 500) {
      this.tiles.outdate();
    } else {
      this.patch(different);
    }
    this.request();
  }

  changed(seats: Iterable<number>): void {
    const different = this.stock.changed(seats);
    if (different.length > 0) {
      this.patch(different);
      this.request();
    }
  }

  /** How many of one's own seats lie in a box of the canvas, in CSS px, wholly or in part. */
  ownWithin(box: Box): number {
    const { layout, scene, view } = this;
    return [...this.selection].filter((seat) => {
      const x = layout.x[seat]! * view.scale + view.x;
      const y = layout.y[seat]! * view.scale + view.y;
      const around = { left: x, right: x, top: y, bottom: y };
      return isPlace(x, y) && overlap(box, grown(around, scene.radius(seat) * view.scale));
    }).length;
  }

  setSelection(seats: ReadonlySet<number>): void {
    this.selection = new Set(seats);
    this.request();
  }

  setDimmed(categories: ReadonlySet<number>): void {
    this.stock.setDimmed(categories);
    this.tiles.outdate();
    this.request();
  }

  setAreaText(area: number, text: string): void {
    this.labels.setAreaText(area, text);
    this.request();
  }

  setTheme(theme: RoomTheme): void {
    this.paint = this.paintFor(theme);
    this.repaint();
  }

  focus(seat: number | null): void {
    this.ring = seat;
    if (seat !== null && isPlace(this.layout.x[seat]!, this.layout.y[seat]!)) {
      this.goSee(seat);
    }
    this.request();
  }

  /** Rings seats, and goes to where they are, if there are any. */
  point(seats: readonly number[]): void {
    const { x, y } = this.layout;
    this.pointedAt = seats.filter((seat) => isPlace(x[seat]!, y[seat]!));
    const [first] = this.pointedAt;
    if (first !== undefined) {
      this.goSee(first, ABOVE_NOTICES);
    }
    this.request();
  }

  focusSection(section: number): void {
    this.goTo(this.scene.sectionBoxes[section]);
  }

  focusArea(area: number): void {
    this.goTo(this.scene.areaBoxes[area]);
  }

  fit(): void {
    this.sized((frame) => this.go(frame.fit()));
  }

  zoomBy(factor: number): void {
    this.sized((frame) => {
      const from = this.motion?.end ?? this.view;
      this.go(frame.zoomed(from, factor, frame.width / 2, frame.height / 2));
    });
  }

  panBy(dx: number, dy: number): void {
    this.sized((frame) => this.go(frame.panned(this.motion?.end ?? this.view, dx, dy)));
  }

  destroy(): void {
    this.stop.abort();
    this.gestures.destroy();
    this.resizes.disconnect();
    cancelAnimationFrame(this.requested);
    this.requested = 0;
    this.frame = undefined;
    this.tiles.forget();
  }

  // --- What is drawn -----------------------------------------------------------------------------

  private paintFor(theme: RoomTheme): Paint {
    return paintOf(
      theme,
      this.layout.categories.map(({ color }) => color),
    );
  }

  private repaint(): void {
    this.painter.setPaint(this.paint);
    this.labels.setPaint(this.paint);
    this.tiles.forget();
    this.request();
  }

  private setTexts(): void {
    this.painter.setPaint(this.paint);
    this.labels.setPaint(this.paint);
    this.tiles.outdate();
    this.request();
  }

  /** Has the places of some seats painted anew, and sections whose share has changed. */
  private patch(seats: readonly number[]): void {
    const { scene } = this;
    for (const seat of seats) {
      const x = this.layout.x[seat]!;
      const y = this.layout.y[seat]!;
      if (isPlace(x, y)) {
        const r = scene.radius(seat);
        this.tiles.patch({ left: x - r, top: y - r, right: x + r, bottom: y + r });
      }
    }
    for (const section of this.stock.takeChangedSections()) {
      this.tiles.patchAfar(scene.sectionBoxes[section]!);
    }
  }

  private request(): void {
    if (this.requested === 0 && this.frame !== undefined) {
      this.requested = requestAnimationFrame((now) => {
        this.requested = 0;
        this.draw(now);
      });
    }
  }

  /** Draws a frame, and asks for another if there is more to do. */
  private draw(now: number): void {
    const { frame, tiles } = this;
    if (frame === undefined) {
      return;
    }
    const began = performance.now();
    const moving = this.advance(now);
    const { ring, scene, layout, context, view, ratio } = this;

    // Where the movement ends is known or not; to paint for what lies on the way would be in vain.
    const end = this.motion?.end ?? (moving ? undefined : view);
    const resting = !moving && now - this.movedAt > SETTLED;
    if (end && (resting || (this.motion && now - this.motion.began > 60))) {
      tiles.aim(end.scale);
    } else if (!(Math.abs(Math.log(view.scale / tiles.scale)) < 0.5)) {
      tiles.aim(view.scale);
    }
    const target = end && end.scale === tiles.scale ? end : view;
    const spent = () => performance.now() - began;
    const complete = tiles.improve(target, resting, context, () => spent() > BUDGET);

    context.setTransform(1, 0, 0, 1, 0, 0);
    tiles.compose(context, view, css(this.paint.background));
    this.drawHovered(context);
    const { width, height } = frame;
    const isLate = () => spent() > 1.5 * BUDGET;
    const named = this.labels.draw(context, view, width, height, ratio, isLate);
    const at = (seat: number) => ({
      x: (layout.x[seat]! * view.scale + view.x) * ratio,
      y: (layout.y[seat]! * view.scale + view.y) * ratio,
      r: scene.radius(seat) * view.scale * ratio,
    });
    for (const seat of this.selection) {
      const { x, y, r } = at(seat);
      // Never so small that one's own seats could not be found.
      drawOwn(context, x, y, Math.max(r, 5 * ratio), this.paint);
    }
    for (const seat of ring === null ? this.pointedAt : [...this.pointedAt, ring]) {
      const { x, y, r } = at(seat);
      drawRing(context, x, y, Math.max(r, 5 * ratio), ratio, this.paint);
    }
    tiles.trim(view);
    this.count++;
    this.times.push(spent());
    if (this.times.length > 2 * REMEMBERED) {
      this.times.splice(0, REMEMBERED);
    }
    if (moving || !complete || !named || !resting) {
      this.request();
    }
  }

  /** Takes a movement on to now. Returns whether it goes on. */
  private advance(now: number): boolean {
    if (this.motion === undefined || this.frame === undefined) {
      return false;
    }
    const wished = this.motion.at(now);
    if (wished === undefined) {
      const end = this.motion.end ?? this.view;
      this.motion = undefined;
      this.show(end);
      return false;
    }
    const allowed = this.motion.end ? wished : this.frame.allowed(wished);
    if (!this.motion.end && allowed.x !== wished.x && allowed.y !== wished.y) {
      // A fling that met the rim in both directions has nowhere to go.
      this.motion = undefined;
    }
    this.show(allowed);
    return this.motion !== undefined;
  }

  /** Marks what the pointer is over: a section from afar, else an area or a seat. */
  private drawHovered(context: CanvasRenderingContext2D): void {
    const { hovered, scene, layout, view, ratio } = this;
    if (hovered === null) {
      return;
    }
    const outline =
      'section' in hovered
        ? scene.sectionOutlines[hovered.section]
        : 'area' in hovered
          ? layout.areas[hovered.area]!.outline
          : undefined;
    if (outline) {
      const scale = view.scale * ratio;
      context.setTransform(scale, 0, 0, scale, view.x * ratio, view.y * ratio);
      context.lineWidth = 2 / view.scale;
      context.lineJoin = 'round';
      context.strokeStyle = css(this.paint.text);
      context.stroke(pathOf(outline));
      context.setTransform(1, 0, 0, 1, 0, 0);
    } else if ('seat' in hovered && !this.selection.has(hovered.seat)) {
      const { seat } = hovered;
      const r = scene.radius(seat) * view.scale * ratio;
      context.lineWidth = 2 * ratio;
      context.strokeStyle = css(this.paint.text);
      context.beginPath();
      const x = (layout.x[seat]! * view.scale + view.x) * ratio;
      const y = (layout.y[seat]! * view.scale + view.y) * ratio;
      context.arc(x, y, r + 1.5 * ratio, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  // --- The size ----------------------------------------------------------------------------------

  private watchRatio(): void {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const changed = () => {
      this.resized();
      this.watchRatio();
    };
    query.addEventListener('change', changed, { once: true, signal: this.stop.signal });
  }

  private resized(): void {
    const { canvas, scene } = this;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (width === 0 || height === 0) {
      // Hidden. The view is kept for when it is shown again.
      return;
    }
    const wanted = devicePixelRatio || 1;
    const ratio = Math.min(wanted, Math.sqrt(LARGEST_CANVAS / (width * height)));
    const before = this.frame;
    if (before?.width === width && before.height === height && this.ratio === ratio) {
      return;
    }
    this.ratio = ratio;
    this.frame = new Frame(scene.bounds, scene.pitch, width, height);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    this.tiles.resize(width, height, ratio, this.frame.smallest);
    // Where the view is on its way to is where it is from now on.
    const { x, y, scale } = this.motion?.end ?? this.view;
    this.motion = undefined;
    if (before === undefined || before.atMinimum({ x, y, scale })) {
      this.show(this.frame.fit());
    } else {
      const middle = { x: (before.width / 2 - x) / scale, y: (before.height / 2 - y) / scale };
      this.show(this.frame.around(middle.x, middle.y, scale));
    }
    this.whenSized?.();
    this.whenSized = undefined;
    // Drawn now, because the new size has emptied the canvas and it would be shown empty.
    this.draw(performance.now());
  }

  private sized(action: (frame: Frame) => void): void {
    if (this.frame) {
      action(this.frame);
    } else {
      this.whenSized = () => action(this.frame!);
    }
  }

  // --- Moving ------------------------------------------------------------------------------------

  /**
   * Moves to where a seat is well seen, unless it is.
   *
   * @param share of the canvas's height, from above, in which it is to be
   */
  private goSee(seat: number, share = 1): void {
    const x = this.layout.x[seat]!;
    const y = this.layout.y[seat]!;
    this.sized((frame) => {
      const to = this.motion?.end ?? this.view;
      const pitch = this.scene.sectionPitch[this.scene.seatSection[seat]!]!;
      const at = { x: x * to.scale + to.x, y: y * to.scale + to.y };
      const margin = Math.min(64, frame.width / 4, (frame.height * share) / 4);
      const below = (frame.height * (1 - share)) / 2;
      const seen =
        at.x >= margin &&
        at.y >= margin &&
        at.x <= frame.width - margin &&
        at.y <= frame.height * share - margin;
      const scale = pitch * to.scale < TARGET ? COMFORTABLE / pitch : to.scale;
      if (scale !== to.scale || !seen) {
        this.go(frame.around(x, y + below / scale, scale));
      }
    });
  }

  private show(view: View): void {
    const { frame, canvas } = this;
    if (frame === undefined) {
      return;
    }
    this.view = view;
    const atMinimum = frame.atMinimum(view);
    canvas.style.touchAction = atMinimum ? 'pan-x pan-y' : 'none';
    this.on.moved({ scale: view.scale, atMinimum, atMaximum: frame.atMaximum(view) });
  }

  private byHand(to: (frame: Frame) => View): void {
    if (this.frame) {
      this.motion = undefined;
      this.movedAt = performance.now();
      this.setHovered(null);
      this.show(to(this.frame));
      this.request();
    }
  }

  private go(to: View): void {
    this.setHovered(null);
    if (this.calm.matches) {
      this.motion = undefined;
      this.show(to);
    } else {
      // A long way takes somewhat longer, or one would lose where it went.
      const zoom = Math.abs(Math.log(to.scale / this.view.scale));
      this.motion = glide(this.view, to, performance.now(), 220 + Math.min(zoom, 3) * 90);
    }
    this.request();
  }

  private goTo(box: Box | undefined): void {
    if (box && !isEmpty(box)) {
      this.sized((frame) => this.go(frame.showing(grown(box, this.scene.pitch))));
    }
  }

  /** A press stops a fling, and is no tap then. A zoom that a tap has begun goes on. */
  private grabbed(): void {
    this.caught = this.motion !== undefined && this.motion.end === undefined;
    if (this.caught) {
      this.motion = undefined;
      this.request();
    }
  }

  private stepped(factor: number, x: number, y: number): boolean {
    const { frame } = this;
    if (frame === undefined) {
      return false;
    }
    const from = this.motion?.end ?? this.view;
    if (factor < 1 && frame.atMinimum(from)) {
      return this.motion !== undefined;
    }
    const to = frame.zoomed(from, factor, x, y);
    if (this.calm.matches) {
      this.byHand(() => to);
    } else {
      this.setHovered(null);
      this.motion = glide(this.view, to, performance.now(), 160);
      this.request();
    }
    return true;
  }

  private flung(vx: number, vy: number): void {
    this.canvas.style.cursor = '';
    if (!this.calm.matches && Math.hypot(vx, vy) > 0.1) {
      this.motion = fling(this.view, vx, vy, performance.now());
    }
    this.request();
  }

  // --- Pointing ----------------------------------------------------------------------------------

  /** The seat or area at a place, in CSS px of the canvas. */
  private at(x: number, y: number): { seat: number } | { area: number } | null {
    const { scene, layout, view } = this;
    const placeX = (x - view.x) / view.scale;
    const placeY = (y - view.y) / view.scale;
    const seat = scene.grid.nearest(placeX, placeY, scene.largestPitch / 2);
    if (seat >= 0) {
      const away = Math.hypot(layout.x[seat]! - placeX, layout.y[seat]! - placeY);
      if (away <= scene.sectionPitch[scene.seatSection[seat]!]! * 0.52) {
        return { seat };
      }
    }
    for (let area = layout.areas.length - 1; area >= 0; area--) {
      const { outline } = layout.areas[area]!;
      if (outline && inside(outline, placeX, placeY)) {
        return { area };
      }
    }
    return null;
  }

  private sectionAt(x: number, y: number): number {
    const { scene, view } = this;
    const placeX = (x - view.x) / view.scale;
    const placeY = (y - view.y) / view.scale;
    return scene.hasSections
      ? scene.sectionOutlines.findIndex((outline) => outline && inside(outline, placeX, placeY))
      : -1;
  }

  private tapped(x: number, y: number): void {
    const { frame, scene, view } = this;
    if (frame === undefined || this.caught) {
      return;
    }
    const target = this.at(x, y);
    if (target && 'area' in target) {
      this.on.area(target.area);
      return;
    }
    const section = this.sectionAt(x, y);
    const pitch = target ? scene.sectionPitch[scene.seatSection[target.seat]!]! : scene.pitch;
    if (pitch * view.scale >= TARGET || frame.atMaximum(view)) {
      if (target) {
        this.on.seat(target.seat);
      }
    } else if (section >= 0 && detailAt(scene.pitch * view.scale) === Detail.Afar) {
      this.goTo(scene.sectionBoxes[section]);
    } else if (target || section >= 0) {
      this.go(frame.zoomed(view, COMFORTABLE / (pitch * view.scale), x, y));
    }
  }

  /** The second tap of two never takes a seat that came under the finger by the first. */
  private tappedTwice(x: number, y: number): void {
    const { frame, scene, view } = this;
    if (frame === undefined || this.motion !== undefined) {
      return;
    }
    const target = this.at(x, y);
    const large = scene.pitch * view.scale >= TARGET;
    if (target && large) {
      this.tapped(x, y);
    } else if (!target) {
      this.go(frame.zoomed(view, 2, x, y));
    }
  }

  private hover(at: { x: number; y: number } | null): void {
    if (at === null || this.frame === undefined || this.gestures.isDragging || this.motion) {
      this.setHovered(null);
      return;
    }
    const { scene, layout, view } = this;
    let target: Room['hovered'] = this.at(at.x, at.y);
    if (detailAt(scene.pitch * view.scale) === Detail.Afar && !(target && 'area' in target)) {
      const section = this.sectionAt(at.x, at.y);
      target = section >= 0 ? { section } : null;
    }
    if (target && 'seat' in target) {
      const x = layout.x[target.seat]! * view.scale + view.x;
      const y = layout.y[target.seat]! * view.scale + view.y;
      const radius = scene.radius(target.seat) * view.scale;
      this.setHovered(target, grown({ left: x, right: x, top: y, bottom: y }, radius));
    } else {
      this.setHovered(target, { left: at.x, right: at.x, top: at.y, bottom: at.y });
    }
  }

  private setHovered(target: Room['hovered'], box: Box = emptyBox()): void {
    if (JSON.stringify(target) === JSON.stringify(this.hovered)) {
      return;
    }
    const told = this.hovered !== null && !('section' in this.hovered);
    this.hovered = target;
    this.canvas.style.cursor = target ? 'pointer' : '';
    if (target !== null && !('section' in target)) {
      this.on.hover(target, box);
    } else if (told) {
      this.on.hover(null, box);
    }
    this.request();
  }
}
