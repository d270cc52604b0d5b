import { drawSeat, Look } from './seats.js';
import { Paint } from './theme.js';

/** A seat as pixels: RGBA in one number each, not premultiplied, as ImageData has them. */
interface Sprite {
  /** Width and height. */
  readonly size: number;
  readonly pixels: Uint32Array;
}

/** Beyond this many the sprites of former zooms are forgotten. */
const LIMIT = 3000;

/** Seats this small are kept at fractions of a pixel, or rows of them would look uneven. */
const FINE_BELOW = 5;
const MEDIUM_BELOW = 9;

/**
 * Seats drawn once and then copied. A canvas takes some microseconds for every circle and every
 * text, which is too much for thousands of seats a frame; copying pixels by hand takes a
 * twentieth of that.
 */
export class Sprites {
  private readonly context: CanvasRenderingContext2D;
  private readonly sprites = new Map<number, Sprite>();

  constructor(private paint: Paint) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    this.context = canvas.getContext('2d', { willReadFrequently: true })!;
  }

  setPaint(paint: Paint): void {
    this.paint = paint;
    this.sprites.clear();
  }

  /** How many places within a pixel are told apart along each axis for seats of a radius. */
  static phases(r: number): number {
    return r < FINE_BELOW ? 4 : r < MEDIUM_BELOW ? 2 : 1;
  }

  /**
   * The sprite of a seat whose middle lies `phaseX` and `phaseY` parts of a pixel right of and
   * below the middle of the sprite.
   *
   * @param r radius in pixels of the screen, in quarters
   * @param nameNumber tells names apart
   */
  get(
    r: number,
    look: Look,
    category: number,
    accessible: number,
    nameNumber: number,
    name: string,
    phaseX: number,
    phaseY: number,
  ): Sprite {
    const shape = (category * 8 + look) * 2 + accessible;
    const key = (((shape * 4 + phaseX) * 4 + phaseY) * 512 + r * 4) * 1048576 + nameNumber;
    let sprite = this.sprites.get(key);
    if (sprite === undefined) {
      if (this.sprites.size >= LIMIT) {
        this.sprites.clear();
      }
      const step = 1 / Sprites.phases(r);
      sprite = this.draw(r, look, category, accessible === 1, name, phaseX * step, phaseY * step);
      this.sprites.set(key, sprite);
    }
    return sprite;
  }

  private draw(
    r: number,
    look: Look,
    category: number,
    accessible: boolean,
    name: string,
    dx: number,
    dy: number,
  ): Sprite {
    const half = Math.ceil(r) + 1;
    const size = 2 * half;
    const { canvas } = this.context;
    if (canvas.width < size) {
      canvas.width = canvas.height = size;
    }
    this.context.clearRect(0, 0, size, size);
    drawSeat(this.context, half + dx, half + dy, r, look, accessible, category, name, this.paint);
    const { data } = this.context.getImageData(0, 0, size, size);
    return { size, pixels: new Uint32Array(data.buffer) };
  }
}

/** Pixels to copy sprites into, put onto a canvas in one go. */
export class Sheet {
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData;
  private pixels: Uint32Array;

  constructor() {
    this.context = document.createElement('canvas').getContext('2d')!;
    this.image = new ImageData(1, 1);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Makes it so large, and clear. */
  clear(width: number, height: number): void {
    if (this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    } else {
      this.pixels.fill(0);
    }
  }

  /** Copies a sprite with its left upper corner at (x, y); what is outside is cut off. */
  put(sprite: Sprite, x: number, y: number): void {
    const { size, pixels: from } = sprite;
    const { pixels: to } = this;
    const { width, height } = this.image;
    const firstColumn = Math.max(0, -x);
    const endColumn = Math.min(size, width - x);
    const endLine = Math.min(size, height - y);
    for (let line = Math.max(0, -y); line < endLine; line++) {
      let source = line * size + firstColumn;
      let target = (y + line) * width + x + firstColumn;
      for (let column = firstColumn; column < endColumn; column++, source++, target++) {
        const pixel = from[source]!;
        // The more opaque of two pixels wins, which is all the blending that seats need that touch.
        // Compared as unsigned numbers, whose highest byte is the opacity.
        if (pixel >>> 24 > to[target]! >>> 24) {
          to[target] = pixel;
        }
      }
    }
  }

  /** Draws everything that was copied onto another canvas. */
  drawOn(context: CanvasRenderingContext2D, x: number, y: number): void {
    const { canvas } = this.context;
    if (canvas.width < this.image.width || canvas.height < this.image.height) {
      canvas.width = Math.max(canvas.width, this.image.width);
      canvas.height = Math.max(canvas.height, this.image.height);
    }
    this.context.putImageData(this.image, 0, 0);
    const { width, height } = this.image;
    context.drawImage(canvas, 0, 0, width, height, x, y, width, height);
  }
}
