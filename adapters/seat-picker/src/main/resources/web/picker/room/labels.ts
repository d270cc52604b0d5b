import { Box, isEmpty, overlap } from './geometry';
import { Detail, detailAt } from './painter';
import { Scene } from './scene';
import { Stock } from './stock';
import { css, Paint } from './theme';
import { View } from './view';

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

  /** Draws the names onto a canvas of so many CSS px, whose pixels are `ratio` a CSS px. */
  draw(
    context: CanvasRenderingContext2D,
    view: View,
    width: number,
    height: number,
    ratio: number,
  ): void {
    const taken: Box[] = [];
    const put = (text: string, style: Style, x: number, y: number, most: number): boolean => {
      const image = this.image(text, style, most, ratio);
      if (image === undefined) {
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
      const { left, right, top, bottom } = this.scene.areaBoxes[area]!;
      if (outline === undefined) {
        return;
      }
      const text = this.areaTexts.get(area) ?? '';
      const x = ((left + right) / 2) * view.scale + view.x;
      const y = ((top + bottom) / 2) * view.scale + view.y;
      const most = (right - left) * view.scale - 6;
      const two = text !== '' && (bottom - top) * view.scale > 38;
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
        // At the upper edge of what is seen of the section, so that it is always clear where one is.
        const x = (Math.max(box.left, 0) + Math.min(box.right, width)) / 2;
        const y = Math.min(Math.max(box.top, 16), box.bottom);
        put(name, 'pill', x, y, Infinity);
      } else if (this.scene.hasSections) {
        const place = this.scene.sectionLabels[section]!;
        const x = place.x * view.scale + view.x;
        const y = place.y * view.scale + view.y;
        const soldOut = this.stock.isKnown() && this.stock.share(section) === 0;
        const most = Math.max(place.width, right - left) * view.scale - 4;
        put(name, detail === Detail.Seats ? 'pill' : soldOut ? 'faint' : 'name', x, y, most);
      }
    }
  }

  /** A text as a picture, because halos are slow to draw; absent if it can't be so narrow. */
  private image(
    text: string,
    style: Style,
    most: number,
    ratio: number,
  ): HTMLCanvasElement | undefined {
    const { probe, paint } = this;
    const sizes = style === 'small' || style === 'pill' ? [12] : [14, 12, 10.5];
    const weight = style === 'small' ? 500 : 600;
    for (const size of sizes) {
      const key = `${text}|${style}|${size}|${ratio}`;
      let image = this.images.get(key);
      if (image === undefined) {
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
    context.fillStyle = css(style === 'faint' || style === 'small' ? paint.muted : paint.text);
    context.fillText(text, x, y);
    return canvas;
  }
}

type Style = 'name' | 'faint' | 'small' | 'pill';
