import { Box, common, grown, overlap } from './geometry.js';
import { Detail, detailAt, Painter } from './painter.js';
import { View, visible } from './view.js';

/** The room painted at one scale, in square tiles, so that a pan paints only what is new. */
class Layer {
  readonly tiles = new Map<string, Tile>();

  constructor(
    /** CSS px per unit of the room. */
    readonly scale: number,
  ) {}
}

interface Tile {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly column: number;
  readonly line: number;
  /** All of it has to be painted anew; until then it is shown as it was. */
  stale: boolean;
  /** Places to paint anew, in units of the room. */
  patches: Box[];
}

/** A tile that is missing or out of date. */
interface Job {
  readonly layer: Layer;
  readonly column: number;
  readonly line: number;
  /** From the middle of what is seen, squared. */
  readonly distance: number;
}

/** More patches than this in a tile, and painting the whole tile is quicker. */
const MOST_PATCHES = 40;

/**
 * The room painted in tiles, kept at the scales that are likely to be seen again: as a whole, as it
 * was last and as it is now. While the view moves, tiles of other scales are shown stretched, and
 * tiles of the right scale replace them, a few in each frame.
 */
export class Tiles {
  private layers: Layer[] = [];
  /** The room as a whole: there is always something to show where nothing better is. */
  private whole: Layer | undefined;
  private current: Layer | undefined;
  private readonly spare: HTMLCanvasElement[] = [];
  private width = 0;
  private height = 0;
  private ratio = 1;
  private side = 256;

  constructor(
    private readonly painter: Painter,
    private readonly pitch: number,
  ) {}

  /** Sets the size of the canvas in CSS px and its ratio; forgets what was painted for another. */
  resize(width: number, height: number, ratio: number, wholeScale: number): void {
    this.width = width;
    this.height = height;
    if (ratio !== this.ratio || this.whole?.scale !== wholeScale) {
      this.ratio = ratio;
      this.side = ratio > 1.5 ? 384 : 256;
      this.forget();
      this.whole = new Layer(wholeScale);
      this.layers = [this.whole];
    }
  }

  /** Forgets everything painted, as if it had never been. */
  forget(): void {
    for (const layer of this.layers) {
      this.discard(layer);
    }
    this.layers = this.whole ? [this.whole] : [];
    this.current = undefined;
  }

  /** Has everything painted anew, and shows what there is until then. */
  outdate(): void {
    for (const layer of this.layers) {
      layer.tiles.forEach((tile) => (tile.stale = true));
    }
  }

  /** Has the place of a seat painted anew, given in units of the room. */
  patch(seat: Box): void {
    for (const layer of this.layers) {
      // From afar a seat is part of a block of several.
      const afar = detailAt(layer.scale * this.pitch) === Detail.Afar;
      this.patchLayer(layer, afar ? grown(seat, 12 / layer.scale) : seat);
    }
  }

  /** Has the place of a section painted anew where sections show how much of them is available. */
  patchAfar(section: Box): void {
    for (const layer of this.layers) {
      if (detailAt(layer.scale * this.pitch) === Detail.Afar) {
        this.patchLayer(layer, section);
      }
    }
  }

  private patchLayer(layer: Layer, box: Box): void {
    const perTile = this.side / (layer.scale * this.ratio);
    const lastColumn = Math.floor(box.right / perTile);
    const lastLine = Math.floor(box.bottom / perTile);
    for (let line = Math.floor(box.top / perTile); line <= lastLine; line++) {
      for (let column = Math.floor(box.left / perTile); column <= lastColumn; column++) {
        const tile = layer.tiles.get(`${column},${line}`);
        if (tile && !tile.stale && !tile.patches.includes(box)) {
          tile.patches.push(box);
          tile.stale = tile.patches.length > MOST_PATCHES;
        }
      }
    }
  }

  /** Says at which scale tiles are to be painted from now on. */
  aim(scale: number): void {
    if (this.current?.scale === scale) {
      return;
    }
    const before = this.current;
    const known = this.layers.find((layer) => layer.scale === scale);
    this.current = known ?? new Layer(scale);
    // A layer that has hardly begun is not worth keeping; the one before it still is.
    const last =
      before && before.tiles.size >= 4 ? before : this.layers.find((each) => each !== this.whole);
    const kept = new Set([this.whole!, ...(last ? [last] : []), this.current]);
    this.layers.filter((layer) => !kept.has(layer)).forEach((layer) => this.discard(layer));
    this.layers = [...kept];
  }

  get scale(): number {
    return this.current?.scale ?? NaN;
  }

  /**
   * Paints tiles that are missing or out of date, the visible ones first, until `isLate` says so.
   *
   * @param view what is seen, or will be when a movement ends
   * @param ahead whether to go on with what is just out of sight
   * @param context where the tiles are going to be shown
   * @returns whether everything is painted
   */
  improve(
    view: View,
    ahead: boolean,
    context: CanvasRenderingContext2D,
    isLate: () => boolean,
  ): boolean {
    // What is seen of other scales is kept right too, for a pan or a zoom may show it any time.
    const jobs = [
      ...this.missing(this.current, view, ahead),
      ...this.missing(this.whole, view, true),
    ];
    for (const { layer, column, line } of jobs) {
      if (isLate()) {
        return false;
      }
      const tile = this.make(layer, column, line, isLate);
      // A canvas notes what is to be drawn, and draws it only when it is looked at. Looked at here,
      // it takes its time before the clock is read again; what this draws is drawn over.
      context.drawImage(tile.canvas, 0, 0, 1, 1, 0, 0, 1, 1);
    }
    const last = jobs[jobs.length - 1];
    return !last || last.layer.tiles.get(`${last.column},${last.line}`)?.patches.length === 0;
  }

  private missing(layer: Layer | undefined, view: View, ahead: boolean): Job[] {
    if (layer === undefined) {
      return [];
    }
    const jobs: Job[] = [];
    const seen = visible(view, this.width, this.height);
    const perTile = this.side / (layer.scale * this.ratio);
    const area = ahead ? grown(seen, perTile * 0.75) : seen;
    const middleX = (seen.left + seen.right) / 2;
    const middleY = (seen.top + seen.bottom) / 2;
    const lastColumn = Math.floor(area.right / perTile);
    const lastLine = Math.floor(area.bottom / perTile);
    for (let line = Math.floor(area.top / perTile); line <= lastLine; line++) {
      for (let column = Math.floor(area.left / perTile); column <= lastColumn; column++) {
        const tile = layer.tiles.get(`${column},${line}`);
        if (tile && !tile.stale && tile.patches.length === 0) {
          continue;
        }
        const dx = (column + 0.5) * perTile - middleX;
        const dy = (line + 0.5) * perTile - middleY;
        jobs.push({ layer, column, line, distance: dx * dx + dy * dy });
      }
    }
    return jobs.sort((a, b) => a.distance - b.distance);
  }

  private make(layer: Layer, column: number, line: number, isLate: () => boolean): Tile {
    const key = `${column},${line}`;
    let tile = layer.tiles.get(key);
    if (tile === undefined) {
      tile = this.blank(column, line);
      layer.tiles.set(key, tile);
    }
    const scale = layer.scale * this.ratio;
    const pane = {
      scale,
      ratio: this.ratio,
      left: column * this.side,
      top: line * this.side,
      width: this.side,
      height: this.side,
    };
    if (tile.stale) {
      const whole = { left: 0, top: 0, right: this.side, bottom: this.side };
      this.painter.draw(tile.context, pane, whole);
      tile.patches = [];
    } else {
      while (tile.patches.length > 0) {
        const patch = tile.patches.pop()!;
        this.painter.draw(tile.context, pane, {
          left: Math.max(Math.floor(patch.left * scale - pane.left) - 1, 0),
          top: Math.max(Math.floor(patch.top * scale - pane.top) - 1, 0),
          right: Math.min(Math.ceil(patch.right * scale - pane.left) + 1, this.side),
          bottom: Math.min(Math.ceil(patch.bottom * scale - pane.top) + 1, this.side),
        });
        if (isLate()) {
          break;
        }
      }
    }
    tile.stale = false;
    return tile;
  }

  private blank(column: number, line: number): Tile {
    const canvas = this.spare.pop() ?? document.createElement('canvas');
    if (canvas.width !== this.side || canvas.height !== this.side) {
      canvas.width = canvas.height = this.side;
    }
    // Without transparency tiles are copied, not blended.
    const context = canvas.getContext('2d', { alpha: false })!;
    return { canvas, context, column, line, stale: true, patches: [] };
  }

  /** Shows the tiles that there are, the best on top, and a colour where there are none. */
  compose(context: CanvasRenderingContext2D, view: View, background: string): void {
    const seen = visible(view, this.width, this.height);
    const order = [
      ...this.layers.filter((layer) => layer !== this.current),
      ...(this.current ? [this.current] : []),
    ];
    // Begun with the topmost layer that leaves nothing uncovered.
    let from = order.length - 1;
    while (from >= 0 && !this.covers(order[from]!, seen)) {
      from--;
    }
    if (from < 0) {
      context.fillStyle = background;
      context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    }
    const shown = order.slice(Math.max(from, 0));
    shown.forEach((layer, depth) => {
      this.composeLayer(context, layer, view, seen, shown.slice(depth + 1));
    });
  }

  private composeLayer(
    context: CanvasRenderingContext2D,
    layer: Layer,
    view: View,
    seen: Box,
    above: readonly Layer[],
  ): void {
    const { side, ratio } = this;
    const perTile = side / (layer.scale * ratio);
    const stretch = view.scale / layer.scale;
    // Rounded to whole pixels, so that neighbours meet without a seam and, unstretched, are crisp.
    const x = (column: number) => Math.round(column * side * stretch + view.x * ratio);
    const y = (line: number) => Math.round(line * side * stretch + view.y * ratio);
    for (const { canvas, column, line } of layer.tiles.values()) {
      const box = {
        left: column * perTile,
        top: line * perTile,
        right: (column + 1) * perTile,
        bottom: (line + 1) * perTile,
      };
      // What others cover wholly need not be drawn, and drawing is what takes longest here.
      if (overlap(box, seen) && !above.some((other) => this.covers(other, common(box, seen)))) {
        const left = x(column);
        const top = y(line);
        context.drawImage(canvas, left, top, x(column + 1) - left, y(line + 1) - top);
      }
    }
  }

  private covers(layer: Layer, seen: Box): boolean {
    const perTile = this.side / (layer.scale * this.ratio);
    const lastColumn = Math.floor(seen.right / perTile);
    const lastLine = Math.floor(seen.bottom / perTile);
    for (let line = Math.floor(seen.top / perTile); line <= lastLine; line++) {
      for (let column = Math.floor(seen.left / perTile); column <= lastColumn; column++) {
        if (!layer.tiles.has(`${column},${line}`)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Gives back tiles far from what is seen, once there are many. */
  trim(view: View): void {
    const seen = visible(view, this.width, this.height);
    for (const layer of this.layers) {
      const perTile = this.side / (layer.scale * this.ratio);
      const pixels = this.width * this.height * this.ratio ** 2;
      if (layer === this.whole || layer.tiles.size <= 24 + (3 * pixels) / this.side ** 2) {
        continue;
      }
      const near = grown(seen, perTile * 2);
      for (const [key, tile] of layer.tiles) {
        const box = {
          left: tile.column * perTile,
          top: tile.line * perTile,
          right: (tile.column + 1) * perTile,
          bottom: (tile.line + 1) * perTile,
        };
        if (!overlap(near, box)) {
          this.giveBack(tile);
          layer.tiles.delete(key);
        }
      }
    }
  }

  private discard(layer: Layer): void {
    layer.tiles.forEach((tile) => this.giveBack(tile));
    layer.tiles.clear();
  }

  /** Canvases are kept for the next tiles, because making one takes longer than painting it. */
  private giveBack({ canvas }: Tile): void {
    if (this.spare.length < 64) {
      this.spare.push(canvas);
    }
  }
}
