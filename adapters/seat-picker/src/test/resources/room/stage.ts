import {
  layoutOf,
  Room,
  RoomTheme,
  SeatState,
} from '../../../main/resources/web/picker/room/room.js';
import { categoryLooks, contrast, rgbOf } from '../../../main/resources/web/picker/room/theme.js';
import { Box, overlap } from '../../../main/resources/web/picker/room/geometry.js';
import { View } from '../../../main/resources/web/picker/room/view.js';

/**
 * A page with nothing but a room, for tests in a browser: `stage.open(map, …)` draws a seat map on
 * a canvas that fills the window.
 */
const themes: Record<string, RoomTheme> = {
  light: {
    background: '#ffffff',
    surface: '#f3f4f6',
    line: '#d5d9e0',
    text: '#1b2230',
    muted: '#7a8394',
    accent: '#0b6b4f',
    focus: '#1d4ed8',
    font: 'system-ui, sans-serif',
    forced: false,
  },
  dark: {
    background: '#12151b',
    surface: '#1b2029',
    line: '#343b48',
    text: '#eef1f6',
    muted: '#8b94a5',
    accent: '#5fd3a6',
    focus: '#8ab4ff',
    font: 'system-ui, sans-serif',
    forced: false,
  },
  forced: {
    background: 'Canvas',
    surface: 'Canvas',
    line: 'CanvasText',
    text: 'CanvasText',
    muted: 'GrayText',
    accent: 'Highlight',
    focus: 'Highlight',
    font: 'system-ui, sans-serif',
    forced: true,
  },
};

/** States as an evening's sale leaves them: the front well sold, in groups, some seats blocked. */
function saleOf(seats: number, sold: number): Uint8Array {
  const states = new Uint8Array(seats);
  let random = 12345;
  const next = () => {
    random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
    return random / 0x7fffffff;
  };
  for (let seat = 0; seat < seats; ) {
    const group = 1 + Math.floor(next() * 5);
    const taken = next() < sold * (1.35 - (0.7 * seat) / seats);
    const kind = next();
    const sale = kind < 0.12 ? SeatState.Held : SeatState.Reserved;
    const state = kind < 0.96 ? sale : SeatState.Blocked;
    for (let end = Math.min(seat + group, seats); seat < end; seat++) {
      states[seat] = taken ? state : SeatState.Available;
    }
  }
  return states;
}

const stage = {
  room: undefined as Room | undefined,
  states: new Uint8Array(0) as Uint8Array,
  layout: undefined as ReturnType<typeof layoutOf> | undefined,
  told: [] as unknown[],
  themes,

  open(map: unknown, { theme = 'light', sold = 0.45 } = {}): void {
    stage.room?.destroy();
    const canvas = document.querySelector('canvas')!;
    document.body.style.background = themes[theme]!.background;
    stage.layout = layoutOf(map);
    const tell =
      (what: string) =>
      (...details: unknown[]) =>
        stage.told.push([what, ...details]);
    stage.room = new Room(canvas, stage.layout, themes[theme]!, {
      seat: tell('seat'),
      area: tell('area'),
      hover: tell('hover'),
      moved: () => {},
    });
    stage.states = saleOf(stage.layout.seatCount, sold);
    stage.room.setStates(stage.states);
    stage.layout.areas.forEach(({ capacity }, area) => {
      stage.room!.setAreaText(area, `${Math.floor(capacity * 0.4)} left`);
    });
  },

  /** Where the room lies, which it tells nobody but tests. */
  view(): View {
    return (stage.room as unknown as { view: View }).view;
  },

  /** Where a seat is, in CSS px. */
  placeOf(seat: number): { x: number; y: number } {
    const { scale, x, y } = stage.view();
    return { x: stage.layout!.x[seat]! * scale + x, y: stage.layout!.y[seat]! * scale + y };
  },

  /** The colour between the middle of a seat and its rim. */
  pixelAt(seat: number): string {
    const canvas = document.querySelector('canvas')!;
    const { x, y } = stage.placeOf(seat);
    const { data } = canvas.getContext('2d')!.getImageData(x - 8, y, 1, 1);
    return data.join();
  },

  /** The colours from the middle of a seat down to its rim. */
  rimOf(seat: number): string {
    const canvas = document.querySelector('canvas')!;
    const { x, y } = stage.placeOf(seat);
    return canvas.getContext('2d')!.getImageData(Math.round(x), Math.round(y), 1, 24).data.join();
  },

  /** Whether a seat has a ring around it, in the light theme. */
  isRinged(seat: number): boolean {
    const canvas = document.querySelector('canvas')!;
    const { x, y } = stage.placeOf(seat);
    const { data } = canvas.getContext('2d')!.getImageData(x - 24, y, 24, 1);
    const ring = rgbOf(themes['light']!.focus).join();
    return Array.from({ length: 24 }, (_, i) => data.slice(4 * i, 4 * i + 3).join()).includes(ring);
  },

  /** The least contrast that colours from all over the cube have once they are made legible. */
  leastContrast(): number {
    let least = Infinity;
    for (const theme of Object.values(themes)) {
      for (let color = 0; color < 0xffffff; color += 0x0b1357) {
        const [drawn] = categoryLooks([`#${color.toString(16).padStart(6, '0')}`], theme);
        for (const background of [theme.background, theme.surface]) {
          least = Math.min(least, contrast(rgbOf(drawn!.color), rgbOf(background)));
        }
      }
    }
    return least;
  },

  /** The signs that categories of these colours have in a theme. */
  marks(colors: readonly string[], theme = 'light'): number[] {
    return categoryLooks(colors, themes[theme]!).map(({ mark }) => mark);
  },

  /** What is written over the picture. */
  names(): string[] {
    return stage.written().map(({ text }) => text);
  },

  /** Names of rows that lie over seats or other names, or are cut off at the canvas's edge. */
  misplacedNames(): string[] {
    const { width, height } = document.querySelector('canvas')!;
    const written = stage.written();
    const radius = stage.scene().radius(0) * stage.view().scale * devicePixelRatio;
    const seats = [...stage.states.keys()].map((seat) => {
      const { x, y } = stage.placeOf(seat);
      return { x: x * devicePixelRatio, y: y * devicePixelRatio };
    });
    const isMisplaced = ({ left, top, right, bottom }: Box, own: number) =>
      left < 0 ||
      top < 0 ||
      right > width ||
      bottom > height ||
      written.some((other, i) => i !== own && overlap(other.box, { left, top, right, bottom })) ||
      seats.some(({ x, y }) => {
        const dx = Math.max(left - x, 0, x - right);
        const dy = Math.max(top - y, 0, y - bottom);
        return Math.hypot(dx, dy) < radius;
      });
    const sections = stage.layout!.sections.map(({ name }) => name);
    return written
      .filter(({ text, box }, i) => !sections.includes(text) && isMisplaced(box, i))
      .map(({ text }) => text);
  },

  written(): { text: string; box: Box }[] {
    return (stage.room as unknown as { labels: { written: { text: string; box: Box }[] } }).labels
      .written;
  },

  scene(): { radius(seat: number): number } {
    return (stage.room as unknown as { scene: { radius(seat: number): number } }).scene;
  },

  /** Waits until nothing more is to be drawn, which a change of size says only with the next frame. */
  async settled(): Promise<void> {
    for (let frames = 0, atRest = 0; atRest < 3; frames++) {
      if (frames > 900) {
        throw new Error('the room never comes to rest');
      }
      await new Promise(requestAnimationFrame);
      const { requested } = stage.room as unknown as { requested: number };
      atRest = requested === 0 ? atRest + 1 : 0;
    }
  },

  /**
   * Pans and zooms by pointer and wheel events as a visitor would, and measures.
   *
   * @returns milliseconds: what the room itself took of each frame, and from frame to frame
   */
  async tour(): Promise<{ own: number[]; intervals: number[] }> {
    const canvas = document.querySelector('canvas')!;
    const { width, height } = canvas.getBoundingClientRect();
    const intervals: number[] = [];
    let last = performance.now();
    const frame = async () => {
      const now = await new Promise<number>(requestAnimationFrame);
      intervals.push(now - last);
      last = now;
    };
    const send = (type: string, x: number, y: number) =>
      canvas.dispatchEvent(
        new PointerEvent(type, {
          clientX: x,
          clientY: y,
          pointerId: 1,
          pointerType: 'mouse',
          bubbles: true,
        }),
      );
    const wheel = (deltaY: number, x: number, y: number) =>
      canvas.dispatchEvent(
        new WheelEvent('wheel', { clientX: x, clientY: y, deltaY, cancelable: true }),
      );
    const drag = async (dx: number, dy: number, frames: number) => {
      let x = width / 2 - dx / 2;
      let y = height / 2 - dy / 2;
      send('pointerdown', x, y);
      for (let i = 0; i < frames; i++) {
        x += dx / frames;
        y += dy / frames;
        send('pointermove', x, y);
        await frame();
      }
      send('pointerup', x, y);
      for (let i = 0; i < 15; i++) {
        await frame();
      }
    };
    const begun = stage.room!.drawn;
    for (let round = 0; round < 3; round++) {
      for (let notch = 0; notch < 8; notch++) {
        wheel(-100, width * 0.4, height * 0.6);
        for (let i = 0; i < 5; i++) {
          await frame();
        }
      }
      await drag(-0.6 * width, 0.1 * height, 30);
      await drag(0.5 * width, -0.4 * height, 30);
      for (let notch = 0; notch < 8; notch++) {
        wheel(-100, width * 0.5, height * 0.5);
        await frame();
        await frame();
      }
      await drag(0.6 * width, 0.3 * height, 20);
      for (let notch = 0; notch < 20; notch++) {
        wheel(100, width * 0.6, height * 0.4);
        for (let i = 0; i < 3; i++) {
          await frame();
        }
      }
      await drag(0.3 * width, 0.3 * height, 20);
    }
    return { own: stage.room!.frames.last(stage.room!.drawn - begun), intervals };
  },

  /** Has other people take and give back seats, some at a time. */
  async rush(changes: number, frames: number): Promise<number[]> {
    const begun = stage.room!.drawn;
    for (let i = 0; i < frames; i++) {
      const seats: number[] = [];
      for (let n = 0; n < changes; n++) {
        const seat = (i * 7919 + n * 104729) % stage.states.length;
        stage.states[seat] = stage.states[seat] === 0 ? 1 : 0;
        seats.push(seat);
      }
      stage.room!.changed(seats);
      await new Promise(requestAnimationFrame);
    }
    return stage.room!.frames.last(stage.room!.drawn - begun);
  },
};

(globalThis as unknown as { stage: typeof stage }).stage = stage;
