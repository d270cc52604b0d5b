/** What mouse, wheel, pen and fingers ask of the room. Places are CSS px in the canvas. */
interface GestureHandlers {
  /** A finger or button went down: whatever moves by itself stops. */
  grab(): void;
  pan(dx: number, dy: number): void;
  /** Zooms around a place, at once: fingers and trackpads say every little step. */
  pinch(factor: number, x: number, y: number): void;
  /** Zooms around a place in steps as large as a mouse wheel's. Returns whether anything moves. */
  step(factor: number, x: number, y: number): boolean;
  /** The drag ended with so many px per millisecond. */
  fling(vx: number, vy: number): void;
  tap(x: number, y: number): void;
  /** A second tap close to the first, soon after it. */
  doubleTap(x: number, y: number): void;
  /** A mouse or pen is over a place, or over none. */
  hover(at: { x: number; y: number } | null): void;
}

/** A press that moves less than this, in CSS px, is a tap. Fingers tremble more than mice. */
const THRESHOLD = { mouse: 4, touch: 10 };

/** Milliseconds and px within which two taps are one double tap. */
const DOUBLE_TAP_TIME = 320;
const DOUBLE_TAP_REACH = 32;

/** How long back a fling's speed is measured, in milliseconds. */
const FLING_TIME = 90;

interface Pointer {
  x: number;
  y: number;
}

/** Tells taps, drags, pinches and wheel turns apart. */
export class Gestures {
  private readonly pointers = new Map<number, Pointer>();
  private readonly stop = new AbortController();
  private start: { x: number; y: number; threshold: number } | undefined;
  private dragging = false;
  private trail: { x: number; y: number; time: number }[] = [];
  private lastTap = { x: 0, y: 0, time: -Infinity };

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly on: GestureHandlers,
  ) {
    const { signal } = this.stop;
    // The focus stays where it is: what it shows beside the drawing would go, and the drawing grow
    // into its place between a press and its end.
    canvas.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
    canvas.addEventListener('pointerdown', (event) => this.down(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.up(event), { signal });
    canvas.addEventListener('pointercancel', (event) => this.cancel(event), { signal });
    canvas.addEventListener('pointerleave', () => this.on.hover(null), { signal });
    canvas.addEventListener('wheel', (event) => this.wheel(event), { signal, passive: false });
  }

  get isDragging(): boolean {
    return this.dragging;
  }

  destroy(): void {
    this.stop.abort();
  }

  private at(event: MouseEvent): Pointer {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) {
      return;
    }
    const at = this.at(event);
    this.pointers.set(event.pointerId, at);
    this.on.grab();
    if (this.pointers.size === 1) {
      const threshold = event.pointerType === 'mouse' ? THRESHOLD.mouse : THRESHOLD.touch;
      this.start = { ...at, threshold };
      this.dragging = false;
      this.trail = [];
    } else {
      // A second finger makes it a pinch, which never ends as a tap.
      this.start = undefined;
      this.dragging = true;
    }
  }

  private move(event: PointerEvent): void {
    const at = this.at(event);
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== 'touch') {
        this.on.hover(at);
      }
      return;
    }
    if (this.pointers.size > 1) {
      const others = [...this.pointers].filter(([id]) => id !== event.pointerId);
      const other = others[0]![1];
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(at.x - other.x, at.y - other.y);
      this.on.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
      if (was > 0 && is > 0) {
        this.on.pinch(is / was, (at.x + other.x) / 2, (at.y + other.y) / 2);
      }
    } else if (this.dragging) {
      this.on.pan(at.x - before.x, at.y - before.y);
      this.trail.push({ ...at, time: event.timeStamp });
    } else if (this.start) {
      const { x, y, threshold } = this.start;
      if (Math.hypot(at.x - x, at.y - y) < threshold) {
        // Not noted as moved, so that the drag begins where the finger went down.
        return;
      }
      this.dragging = true;
      this.on.hover(null);
      this.capture(event.pointerId);
      this.on.pan(at.x - before.x, at.y - before.y);
      this.trail.push({ ...at, time: event.timeStamp });
    }
    before.x = at.x;
    before.y = at.y;
  }

  private up(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) {
      return;
    }
    const at = this.at(event);
    if (this.pointers.size > 0) {
      // One finger of a pinch is left and goes on as a drag.
      this.trail = [];
      return;
    }
    if (this.dragging) {
      this.dragging = false;
      const recent = this.trail.filter(({ time }) => event.timeStamp - time < FLING_TIME);
      const first = recent[0];
      const last = recent[recent.length - 1];
      if (first && last && last.time > first.time) {
        const time = last.time - first.time;
        this.on.fling((last.x - first.x) / time, (last.y - first.y) / time);
      } else {
        this.on.fling(0, 0);
      }
    } else if (this.start) {
      this.tapped(at, event.timeStamp);
    }
    this.start = undefined;
  }

  private tapped(at: Pointer, time: number): void {
    const { lastTap } = this;
    const near = Math.hypot(at.x - lastTap.x, at.y - lastTap.y) < DOUBLE_TAP_REACH;
    if (near && time - lastTap.time < DOUBLE_TAP_TIME) {
      this.lastTap = { x: 0, y: 0, time: -Infinity };
      this.on.doubleTap(at.x, at.y);
    } else {
      this.lastTap = { ...at, time };
      this.on.tap(at.x, at.y);
    }
  }

  private cancel(event: PointerEvent): void {
    this.pointers.delete(event.pointerId);
    if (this.pointers.size === 0) {
      this.dragging = false;
      this.start = undefined;
    }
  }

  private capture(pointer: number): void {
    try {
      this.canvas.setPointerCapture(pointer);
    } catch {
      // The pointer went away in the meantime; the drag just ends at the canvas's border.
    }
  }

  private wheel(event: WheelEvent): void {
    const { x, y } = this.at(event);
    const pixels = event.deltaY * [1, 33, 400][event.deltaMode]!;
    if (pixels === 0) {
      return;
    }
    if (event.ctrlKey) {
      // A pinch on a trackpad comes as a wheel with Ctrl, in small steps.
      event.preventDefault();
      this.on.pinch(Math.exp(-Math.max(-50, Math.min(50, pixels)) / 100), x, y);
    } else if (this.on.step(Math.exp(-Math.max(-240, Math.min(240, pixels)) / 400), x, y)) {
      event.preventDefault();
    }
    // Else the room is whole and can't get smaller: the wheel goes on scrolling the page.
  }
}
