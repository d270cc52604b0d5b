import { Box, boxOf, grown, labelSpot, overlap, Spot } from './geometry.js';
import { Scene } from './scene.js';
import { Look } from './seats.js';
import { Sheet, Sprites } from './sprites.js';
import { Stock } from './stock.js';
import { css, mix, Paint } from './theme.js';

/** A part of the room in pixels of the screen: the room times `scale`, from (`left`, `top`) on. */
interface Pane {
  /** Pixels of the screen per unit of the room. */
  readonly scale: number;
  /** Pixels of the screen per CSS px. */
  readonly ratio: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How much is drawn, by the distance of neighbouring seats in CSS px. */
export const enum Detail {
  /** Sections, filled by how much is available, with blocks of rows in them. */
  Afar,
  /** Every seat. */
  Seats,
  /** Seats with names; rows have names, too. */
  Near,
}

export function detailAt(pitch: number): Detail {
  return pitch < 2.6 ? Detail.Afar : pitch < 13 ? Detail.Seats : Detail.Near;
}

/** How many degrees of availability the blocks of rows show. */
const DEGREES = 4;

/** No seat is drawn larger, in pixels, however oddly sizes differ between sections. */
const LARGEST_RADIUS = 120;

/** Paints panes of the room: everything that lies still when the room does. */
export class Painter {
  private readonly sprites: Sprites;
  private readonly sheet = new Sheet();
  private readonly sectionPaths: (Path2D | undefined)[];
  private readonly areaPaths: (Path2D | undefined)[];
  private readonly decorations: readonly DecorationPaint[];

  constructor(
    private readonly scene: Scene,
    private readonly stock: Stock,
    private paint: Paint,
  ) {
    this.sprites = new Sprites(paint);
    this.sectionPaths = scene.sectionOutlines.map((each) => each && pathOf(each));
    this.areaPaths = scene.layout.areas.map(({ outline }) => outline && pathOf(outline));
    const { decorations } = scene.layout;
    // Where there is a stage, the point that everybody looks at needs no mark of its own.
    const hasStage = decorations.some(({ kind }) => kind === 'stage');
    const drawn = decorations.filter(({ kind, text }) => kind !== 'focus' || text || !hasStage);
    this.decorations = drawn.map(({ kind, text, outline }) => ({
      kind,
      text: text ?? '',
      path: pathOf(outline),
      box: boxOf(outline),
      label: outline.length >= 6 ? labelSpot(outline) : { x: outline[0]!, y: outline[1]!, room: 0 },
      filled: outline.length >= 6,
    }));
  }

  setPaint(paint: Paint): void {
    this.paint = paint;
    this.sprites.setPaint(paint);
  }

  /**
   * Paints a part of a pane onto a context whose pixel (0, 0) is the pane's left upper corner.
   *
   * @param part in pixels of the pane, whole numbers
   */
  draw(context: CanvasRenderingContext2D, pane: Pane, part: Box): void {
    const { scale, ratio, left, top } = pane;
    const width = part.right - part.left;
    const height = part.bottom - part.top;
    const seen: Box = {
      left: (left + part.left) / scale,
      top: (top + part.top) / scale,
      right: (left + part.right) / scale,
      bottom: (top + part.bottom) / scale,
    };
    context.save();
    context.beginPath();
    context.rect(part.left, part.top, width, height);
    context.clip();
    context.fillStyle = css(this.paint.background);
    context.fillRect(part.left, part.top, width, height);

    const detail = detailAt((this.scene.pitch * scale) / ratio);
    context.setTransform(scale, 0, 0, scale, -left, -top);
    this.drawFloors(context, seen, ratio / scale, detail, this.scene.pitch * scale);
    this.drawDecorations(context, seen, ratio / scale);
    this.drawAreas(context, seen, ratio / scale);
    if (detail === Detail.Afar) {
      if (this.scene.pitch * scale >= 1.2 || !this.scene.hasSections) {
        this.drawBlocks(context, seen, (8 * ratio) / scale);
      }
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    this.drawTexts(context, pane, seen);
    if (detail !== Detail.Afar) {
      this.drawSeats(context, pane, part, seen, detail);
    }
    context.restore();
  }

  private drawDecorations(context: CanvasRenderingContext2D, seen: Box, px: number): void {
    const { text, line, muted } = this.paint;
    for (const { kind, path, box, filled, label } of this.decorations) {
      if (!overlap(seen, grown(box, 8 * px))) {
        continue;
      }
      if (kind === 'focus') {
        context.strokeStyle = css(muted);
        context.lineWidth = 1.5 * px;
        context.beginPath();
        context.arc(label.x, label.y, 3.5 * px, 0, 2 * Math.PI);
        context.stroke();
      } else if (filled) {
        // Translucent, because a shape may be a table on the floor or a hall around everything.
        context.fillStyle = css(text, kind === 'stage' ? 0.12 : 0.05);
        context.fill(path);
        context.strokeStyle = css(kind === 'stage' ? mix(line, text, 0.25) : line);
        context.lineWidth = px;
        context.stroke(path);
      }
    }
  }

  private drawAreas(context: CanvasRenderingContext2D, seen: Box, px: number): void {
    this.scene.layout.areas.forEach(({ category }, number) => {
      const path = this.areaPaths[number];
      if (path === undefined || !overlap(seen, grown(this.scene.areaBoxes[number]!, 2 * px))) {
        return;
      }
      const color = this.paint.categories[category]!;
      const dimmed = this.stock.isDimmed(category);
      if (!this.paint.forced) {
        context.fillStyle = css(mix(this.paint.surface, color, dimmed ? 0.03 : 0.14));
        context.fill(path);
      }
      context.strokeStyle = css(dimmed ? this.paint.line : color);
      context.lineWidth = 1.5 * px;
      context.stroke(path);
    });
  }

  private drawFloors(
    context: CanvasRenderingContext2D,
    seen: Box,
    px: number,
    detail: Detail,
    pitch: number,
  ): void {
    const { scene, paint, stock } = this;
    context.lineJoin = 'round';
    for (let section = 0; section < this.sectionPaths.length; section++) {
      const path = this.sectionPaths[section];
      const seenAtAll = overlap(seen, grown(scene.sectionBoxes[section]!, 2 * px));
      if (path === undefined || !scene.sectionHasFloor[section] || !seenAtAll) {
        continue;
      }
      const category = scene.sectionCategory[section]!;
      const share = stock.share(section);
      let floor = paint.surface;
      let border = paint.line;
      if (detail === Detail.Afar && share > 0 && !stock.isDimmed(category)) {
        const color = paint.categories[category]!;
        // Without blocks of rows in it, the floor alone has to tell.
        const strength = pitch < 1.2 ? 0.3 + 0.5 * share : 0.08 + 0.14 * share;
        floor = paint.forced ? paint.surface : mix(paint.surface, color, strength);
        border = mix(paint.line, color, 0.6);
      }
      context.fillStyle = css(floor);
      context.fill(path);
      context.strokeStyle = css(border);
      context.lineWidth = px;
      context.stroke(path);
    }
  }

  /**
   * Draws neighbours of a row as one stroke, about as long as `length`, the stronger the more of
   * them are available.
   */
  private drawBlocks(context: CanvasRenderingContext2D, seen: Box, length: number): void {
    const { scene, stock, paint } = this;
    const { x, y, rows, seatCategory } = scene.layout;
    const paths = new Map<number, Path2D>();
    const around = grown(seen, scene.largestPitch);
    for (let row = 0; row < rows.length; row++) {
      if (!overlap(around, scene.rowBoxes[row]!)) {
        continue;
      }
      const { firstSeat, seatCount, section } = rows[row]!;
      const end = firstSeat + seatCount;
      const pitch = scene.sectionPitch[section]!;
      const many = Math.max(1, Math.round(length / pitch));
      for (let first = firstSeat; first < end; ) {
        const category = seatCategory[first]!;
        let available = 0;
        let last = first;
        let next = first;
        for (; next < end && next < first + many && seatCategory[next] === category; next++) {
          const apart = Math.abs(x[next]! - x[last]!) + Math.abs(y[next]! - y[last]!);
          if (!(apart < pitch * 3)) {
            break;
          }
          if (stock.look(next) === Look.Available) {
            available++;
          }
          last = next;
        }
        if (next === first) {
          // A seat without a place.
          first++;
          continue;
        }
        const degree = Math.ceil((available / (next - first)) * DEGREES);
        const key = degree === 0 ? 0 : category * (DEGREES + 1) + degree;
        if (degree === 0 && stock.isKnown() && scene.sectionHasFloor[section]) {
          // Nothing stands out from the floor where nothing is to be had.
          first = next;
          continue;
        }
        let path = paths.get(key);
        if (path === undefined) {
          path = new Path2D();
          paths.set(key, path);
        }
        // From the outer rim of the first seat to that of the last; a lone one lies flat.
        const way = Math.hypot(x[last]! - x[first]!, y[last]! - y[first]!);
        const dx = way > 0 ? ((x[last]! - x[first]!) / way) * pitch * 0.36 : pitch * 0.36;
        const dy = way > 0 ? ((y[last]! - y[first]!) / way) * pitch * 0.36 : 0;
        path.moveTo(x[first]! - dx, y[first]! - dy);
        path.lineTo(x[last]! + dx, y[last]! + dy);
        first = next;
      }
    }
    context.lineCap = 'butt';
    context.lineWidth = scene.pitch * 0.66;
    for (const [key, path] of paths) {
      const degree = key % (DEGREES + 1);
      const category = paint.categories[(key - degree) / (DEGREES + 1)]!;
      const available = mix(paint.surface, category, 0.2 + 0.15 * degree);
      const taken = mix(paint.surface, paint.muted, 0.4);
      context.strokeStyle = css(degree === 0 ? taken : available);
      context.stroke(path);
    }
  }

  private drawSeats(
    context: CanvasRenderingContext2D,
    { scale, left, top }: Pane,
    part: Box,
    seen: Box,
    detail: Detail,
  ): void {
    const { scene, stock, sprites, sheet } = this;
    const { x, y, seatCategory, seatAccessible, seatNames } = scene.layout;
    sheet.clear(part.right - part.left, part.bottom - part.top);
    const fromX = left + part.left;
    const fromY = top + part.top;
    const margin = Math.min(scene.largestRadius, LARGEST_RADIUS / scale) + 2 / scale;
    scene.grid.within(grown(seen, margin), (seat) => {
      const r = Math.min(Math.round(scene.radius(seat) * scale * 4) / 4 || 0.25, LARGEST_RADIUS);
      const look = stock.look(seat);
      const named = detail === Detail.Near && look === Look.Available && r >= 8;
      const phases = Sprites.phases(r);
      const atX = Math.round((x[seat]! * scale - fromX) * phases);
      const atY = Math.round((y[seat]! * scale - fromY) * phases);
      const wholeX = Math.floor(atX / phases);
      const wholeY = Math.floor(atY / phases);
      const sprite = sprites.get(
        r,
        look,
        look === Look.Available ? seatCategory[seat]! : 0,
        seatAccessible[seat]!,
        // Number 0 is no name.
        named ? scene.nameNumbers[seat]! + 1 : 0,
        named ? seatNames[seat]! : '',
        atX - wholeX * phases,
        atY - wholeY * phases,
      );
      sheet.put(sprite, wholeX - sprite.size / 2, wholeY - sprite.size / 2);
    });
    sheet.drawOn(context, part.left, part.top);
  }

  private drawTexts(context: CanvasRenderingContext2D, pane: Pane, seen: Box): void {
    const { scale, ratio, left, top } = pane;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const { kind, text, box, label } of this.decorations) {
      if (text === '') {
        continue;
      }
      const free = kind === 'text' || kind === 'focus';
      let size = free
        ? Math.min(this.scene.pitch * 1.3 * scale, 18 * ratio)
        : Math.min(Math.max(label.room * scale * 0.4, 11 * ratio), 20 * ratio);
      context.font = `600 ${size}px ${this.paint.font}`;
      let width = context.measureText(text).width;
      const room = free ? Infinity : Math.max((box.right - box.left) * scale - 8 * ratio, 1);
      if (width > room) {
        size *= room / width;
        width = room;
        context.font = `600 ${size}px ${this.paint.font}`;
      }
      const margin = Math.max(width, size) / scale;
      const place = { left: label.x, right: label.x, top: label.y, bottom: label.y };
      if (size < 8 * ratio || !overlap(seen, grown(place, margin))) {
        continue;
      }
      context.fillStyle = css(kind === 'stage' ? this.paint.text : this.paint.muted);
      const lower = kind === 'focus' ? size : 0;
      context.fillText(text, label.x * scale - left, label.y * scale - top + lower);
    }
  }
}

interface DecorationPaint {
  readonly kind: string;
  readonly text: string;
  readonly path: Path2D;
  readonly box: Box;
  readonly label: Spot;
  readonly filled: boolean;
}

export function pathOf(outline: Float32Array): Path2D {
  const path = new Path2D();
  for (let i = 0; i < outline.length; i += 2) {
    if (i === 0) {
      path.moveTo(outline[0]!, outline[1]!);
    } else {
      path.lineTo(outline[i]!, outline[i + 1]!);
    }
  }
  path.closePath();
  return path;
}
