import { Box, edgesAt, isEmpty, overlap } from './geometry.js';
import { Detail, detailAt } from './painter.js';
import { Scene } from './scene.js';
import { Stock } from './stock.js';
import { css, Paint } from './theme.js';
import { View } from './view.js';

/** Names over the picture, which keep their size while it is zoomed: of sections and areas. */
export class Labels {
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
   * @param isLate says when to leave names that are new for the next frame
   * @returns whether none was left
   */
  draw(
    context: CanvasRenderingContext2D,
    view: View,
    width: number,
    height: number,
    ratio: number,
    isLate: () => boolean,
  ): boolean {
    let complete = true;
    const taken: Box[] = [];
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
      if (out || taken.some((other) => overlap(box, other))) {
        return false;
      }
      context.drawImage(image, left, top);
      taken.push(box);
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
        } else if (!this.hidesSeats(view, name, x, above)) {
          put(name, 'pill', x, above, Infinity);
        } else if (!this.hidesSeats(view, name, x, below)) {
          put(name, 'pill', x, below, Infinity);
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
    return complete;
  }

  /** Whether a name would lie on the middle of a seat. */
  private hidesSeats(view: View, name: string, x: number, y: number): boolean {
    // Near enough for this: letters of 12 px are about 7 px wide.
    const half = name.length * 3.5 + 8;
    let hides = false;
    const box = {
      left: (x - half - view.x) / view.scale,
      right: (x + half - view.x) / view.scale,
      top: (y - 11 - view.y) / view.scale,
      bottom: (y + 11 - view.y) / view.scale,
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
    const sizes = style === 'small' || style === 'pill' ? [12] : [13, 11.5, 10];
    const weight = style === 'small' ? 500 : 600;
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
    if (style !== 'pill') {
      context.strokeStyle = css(paint.background, 0.85);
      context.lineWidth = 3 * ratio;
      context.lineJoin = 'round';
      context.strokeText(text, x, y);
    }
    context.fillStyle = css(style === 'faint' ? paint.muted : paint.text);
    context.fillText(text, x, y);
    return canvas;
  }
}

type Style = 'name' | 'faint' | 'small' | 'pill';
