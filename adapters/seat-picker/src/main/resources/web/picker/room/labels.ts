import { Box, edgesAt, isEmpty, overlap } from './geometry.js';
import { Detail, detailAt } from './painter.js';
import { RADIUS, Scene } from './scene.js';
import { Stock } from './stock.js';
import { css, Paint } from './theme.js';
import { View } from './view.js';

/** Names over the picture, which keep their size while it is zoomed: of sections, areas and rows. */
export class Labels {
  /** What was written in the last frame, and where, in pixels of the screen. */
  readonly written: { readonly text: string; readonly box: Box }[] = [];
  private readonly areaTexts = new Map<number, string>();
  private readonly images = new Map<string, HTMLCanvasElement>();
  private readonly probe = document.createElement('canvas').getContext('2d')!;
  /** The sections by size: where names don't all fit, the larger ones' are shown. */
  private readonly bySize: readonly number[];

  constructor(
    private readonly scene: Scene,
    private readonly stock: Stock,
    private paint: Paint,
  ) {
    const size = (section: number) => {
      const { left, right, top, bottom } = scene.sectionBoxes[section]!;
      return (right - left) * (bottom - top) || 0;
    };
    this.bySize = [...scene.sectionBoxes.keys()]
      .filter((section) => !isEmpty(scene.sectionBoxes[section]!))
      .filter((section) => scene.layout.sections[section]!.name !== '')
      .sort((a, b) => size(b) - size(a));
  }

  setPaint(paint: Paint): void {
    this.paint = paint;
    this.images.clear();
  }

  setAreaText(area: number, text: string): void {
    this.areaTexts.set(area, text);
  }

  /**
   * Draws the names onto a canvas of so many CSS px, whose pixels are `ratio` a CSS px.
   *
   * @param late says when to leave names that are new for the next frame, but for one of them
   * @returns whether none was left
   */
  draw(
    context: CanvasRenderingContext2D,
    view: View,
    width: number,
    height: number,
    ratio: number,
    late: () => boolean,
  ): boolean {
    let complete = true;
    let made = 0;
    const isLate = () => made++ > 0 && late();
    this.written.length = 0;
    const put = (text: string, style: Style, x: number, y: number, most: number): boolean => {
      const image = this.image(text, style, most, ratio, isLate);
      if (image === undefined || image === 'later') {
        complete &&= image === undefined;
        return false;
      }
      const left = Math.round(x * ratio - image.width / 2);
      const top = Math.round(y * ratio - image.height / 2);
      const box = { left, top, right: left + image.width, bottom: top + image.height };
      const out = box.right < 0 || box.bottom < 0 || left > width * ratio || top > height * ratio;
      if (out || this.written.some((other) => overlap(box, other.box))) {
        return false;
      }
      context.drawImage(image, left, top);
      this.written.push({ text, box });
      return true;
    };

    this.scene.layout.areas.forEach(({ name, outline }, area) => {
      if (outline === undefined) {
        return;
      }
      const { left, right } = this.scene.areaBoxes[area]!;
      const spot = this.scene.areaLabels[area]!;
      const text = this.areaTexts.get(area) ?? '';
      const x = spot.x * view.scale + view.x;
      const y = spot.y * view.scale + view.y;
      const most = (right - left) * view.scale - 6;
      const two = text !== '' && spot.room * view.scale > 22;
      if (put(name, 'name', x, two ? y - 9 : y, most) && two) {
        put(text, 'small', x, y + 9, most);
      }
    });

    const detail = detailAt(this.scene.pitch * view.scale);
    for (const section of this.bySize) {
      const { left, right, top, bottom } = this.scene.sectionBoxes[section]!;
      const { name } = this.scene.layout.sections[section]!;
      const box = {
        left: left * view.scale + view.x,
        right: right * view.scale + view.x,
        top: top * view.scale + view.y,
        bottom: bottom * view.scale + view.y,
      };
      if (box.right < 0 || box.left > width || box.bottom < 0 || box.top > height) {
        continue;
      }
      if (detail === Detail.Near) {
        // Above the section or below it, whichever hides no seat; or at the upper rim of the canvas
        // if the section goes beyond, so that it is always clear where one is.
        const x = (Math.max(box.left, 0) + Math.min(box.right, width)) / 2;
        const outline = this.scene.sectionOutlines[section]!;
        const edges = edgesAt(outline, (x - view.x) / view.scale);
        const above = edges.top * view.scale + view.y - 5;
        const below = edges.bottom * view.scale + view.y + 5;
        if (above < 16) {
          put(name, 'pill', x, Math.min(16, box.bottom), Infinity);
        } else {
          // Near enough for this: letters of 12 px are about 7 px wide.
          const half = { x: name.length * 3.5 + 8, y: 11 };
          const free = [above, below].find((y) => !this.hidesSeats(view, { x, y }, half, 0));
          if (free !== undefined) {
            put(name, 'pill', x, free, Infinity);
          }
        }
      } else if (this.scene.hasSections) {
        const place = this.scene.sectionLabels[section]!;
        const x = place.x * view.scale + view.x;
        const y = place.y * view.scale + view.y;
        const soldOut = this.stock.isKnown() && this.stock.share(section) === 0;
        const most = (right - left) * view.scale - 4;
        // Among seats of some size letters alone would be hard to read.
        const framed = this.scene.pitch * view.scale > 6;
        put(name, framed ? 'pill' : soldOut ? 'faint' : 'name', x, y, most);
      }
    }

    if (detail === Detail.Near) {
      for (const { texts, x, y, dx, dy, section } of this.scene.rowLabels) {
        const pitch = this.scene.sectionPitch[section]! * view.scale;
        const at = { x: x * view.scale + view.x, y: y * view.scale + view.y };
        if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) {
          continue;
        }
        const style = pitch < 20 ? 'narrow' : 'row';
        for (const text of texts) {
          const image = this.image(text, style, Infinity, ratio, isLate);
          if (image === undefined || image === 'later') {
            complete = false;
            break;
          }
          // Beyond the seat at the end; short names in one line with those of the other rows.
          const half = { x: image.width / ratio / 2, y: image.height / ratio / 2 };
          const extent = Math.abs(dx) * half.x + Math.abs(dy) * half.y;
          const away = Math.max(pitch * 1.05, pitch * RADIUS + 3 + extent);
          const middle = { x: at.x + dx * away, y: at.y + dy * away };
          const isSeen =
            middle.x >= half.x &&
            middle.y >= half.y &&
            middle.x <= width - half.x &&
            middle.y <= height - half.y;
          // Names below each other may be long, those of rows that stand side by side may not.
          const isNarrow = Math.abs(dy) < Math.abs(dx) || 2 * half.x < pitch;
          const isFree =
            isSeen && isNarrow && !this.hidesSeats(view, middle, half, pitch * RADIUS);
          if (isFree && put(text, style, middle.x, middle.y, Infinity)) {
            break;
          }
        }
      }
    }
    return complete;
  }

  /** Whether a name would lie on the middle of a seat, or so near to it. */
  private hidesSeats(view: View, middle: Place, half: Place, near: number): boolean {
    let hides = false;
    const box = {
      left: (middle.x - half.x - near - view.x) / view.scale,
      right: (middle.x + half.x + near - view.x) / view.scale,
      top: (middle.y - half.y - near - view.y) / view.scale,
      bottom: (middle.y + half.y + near - view.y) / view.scale,
    };
    this.scene.grid.within(box, () => (hides = true));
    return hides;
  }

  /** A text as a picture, because halos are slow to draw; absent if it can't be so narrow. */
  private image(
    text: string,
    style: Style,
    most: number,
    ratio: number,
    isLate: () => boolean,
  ): HTMLCanvasElement | 'later' | undefined {
    const { probe, paint } = this;
    const { sizes, weight } = STYLES[style];
    for (const size of sizes) {
      const key = `${text}|${style}|${size}|${ratio}`;
      let image = this.images.get(key);
      if (image === undefined) {
        if (isLate()) {
          return 'later';
        }
        probe.font = `${weight} ${size * ratio}px ${paint.font}`;
        const textWidth = probe.measureText(text).width;
        image = this.render(text, style, size * ratio, textWidth, weight, ratio);
        if (this.images.size > 1000) {
          this.images.clear();
        }
        this.images.set(key, image);
      }
      if (image.width <= most * ratio) {
        return image;
      }
    }
    return undefined;
  }

  private render(
    text: string,
    style: Style,
    size: number,
    textWidth: number,
    weight: number,
    ratio: number,
  ): HTMLCanvasElement {
    const { paint } = this;
    const pad = (style === 'pill' ? 8 : 2) * ratio;
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(textWidth + 2 * pad);
    canvas.height = Math.ceil(size * (style === 'pill' ? 1.75 : 1.3));
    const context = canvas.getContext('2d')!;
    if (style === 'pill') {
      context.fillStyle = css(paint.background, paint.forced ? 1 : 0.9);
      context.strokeStyle = css(paint.line);
      context.lineWidth = ratio;
      const half = ratio / 2;
      context.beginPath();
      const radius = (canvas.height - ratio) / 2;
      context.roundRect(half, half, canvas.width - ratio, canvas.height - ratio, radius);
      context.fill();
      context.stroke();
    }
    context.font = `${weight} ${size}px ${paint.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    const x = canvas.width / 2;
    const y = canvas.height / 2 + size * 0.355;
    const isRow = style === 'row' || style === 'narrow';
    if (style !== 'pill' && !isRow) {
      context.strokeStyle = css(paint.background, 0.85);
      context.lineWidth = 3 * ratio;
      context.lineJoin = 'round';
      context.strokeText(text, x, y);
    }
    context.fillStyle = css(style === 'faint' || isRow ? paint.muted : paint.text);
    context.fillText(text, x, y);
    return canvas;
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** In which sizes, in CSS px, and how heavy. */
const STYLES = {
  name: { sizes: [13, 11.5, 10], weight: 600 },
  faint: { sizes: [13, 11.5, 10], weight: 600 },
  small: { sizes: [12], weight: 500 },
  pill: { sizes: [12], weight: 600 },
  row: { sizes: [12], weight: 500 },
  narrow: { sizes: [10], weight: 500 },
} as const;

type Style = keyof typeof STYLES;
