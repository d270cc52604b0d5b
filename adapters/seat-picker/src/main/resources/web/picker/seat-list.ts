import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { listed } from './format.js';
import { SeatState } from './room/room.js';
import type { Session } from './session.js';

/** What the list shows, and whom it tells. */
interface ListHost {
  readonly session: Session;
  readonly root: ParentNode;
  openArea(area: number): void;
  /** The list is at a seat, a section or an area; or has been left. */
  at(place: { seat: number } | { section: number } | { area: number } | null): void;
  requestUpdate(): void;
}

/** What has a level of its own below it. */
type Folder =
  | { readonly kind: 'section'; readonly section: number }
  | { readonly kind: 'row'; readonly row: number };

type Level = Folder | { readonly kind: 'top' };

type Item =
  | Folder
  | { readonly kind: 'seat'; readonly seat: number }
  | { readonly kind: 'area'; readonly area: number };

/** So many items are in the DOM at once: with what is around them, below 200 elements. */
const WINDOW = 45;

/**
 * Steps through section, row and seat, as a tree of which only the current level is there. It is the
 * list view where that is shown, and what a keyboard and a screen reader use in place of the drawing
 * where it is not.
 */
export class SeatList {
  private level: Level;
  private active = 0;
  private focusing = false;

  constructor(private readonly host: ListHost) {
    // A room of one section, or of one row, begins there.
    this.level = this.downWhileAlone({ kind: 'top' });
  }

  private downWhileAlone(level: Level): Level {
    const items = this.items(level);
    const [only] = items;
    return items.length === 1 &&
      only !== undefined &&
      (only.kind === 'section' || only.kind === 'row')
      ? this.downWhileAlone(only)
      : level;
  }

  private items(level: Level): Item[] {
    const { layout } = this.host.session;
    switch (level.kind) {
      case 'top':
        return [
          ...range(0, layout.sections.length).map((section): Item => ({
            kind: 'section',
            section,
          })),
          ...range(0, layout.areas.length).map((area): Item => ({ kind: 'area', area })),
        ];
      case 'section': {
        const { firstRow, rowCount } = layout.sections[level.section]!;
        return range(firstRow, rowCount).map((row): Item => ({ kind: 'row', row }));
      }
      case 'row': {
        const { firstSeat, seatCount } = layout.rows[level.row]!;
        return range(firstSeat, seatCount).map((seat): Item => ({ kind: 'seat', seat }));
      }
    }
  }

  /** The level above, or undefined at the top of what there is to step through. */
  private above(): { level: Level; active: number } | undefined {
    const { layout } = this.host.session;
    let level: Level = this.level;
    for (;;) {
      let child: number;
      if (level.kind === 'row') {
        const { section } = layout.rows[level.row]!;
        child = level.row - layout.sections[section]!.firstRow;
        level = { kind: 'section', section };
      } else if (level.kind === 'section') {
        child = level.section;
        level = { kind: 'top' };
      } else {
        return undefined;
      }
      if (this.items(level).length > 1) {
        return { level, active: child };
      }
    }
  }

  /** Shows a seat's row, with the focus to be at the seat. */
  reveal(seat: number): void {
    const row = this.host.session.layout.seatRow[seat]!;
    this.level = { kind: 'row', row };
    this.active = seat - this.host.session.layout.rows[row]!.firstSeat;
    this.host.requestUpdate();
  }

  render(): TemplateResult {
    const { messages } = this.host.session.telling;
    const items = this.items(this.level);
    this.active = Math.min(this.active, Math.max(0, items.length - 1));
    const first = Math.max(
      0,
      Math.min(this.active - Math.floor(WINDOW / 2), items.length - WINDOW),
    );
    const shown = items.slice(first, first + WINDOW);
    const above = this.above();
    return html`
      <div class="list-head">
        ${
          above === undefined
            ? nothing
            : html`<button class="ghost" type="button" tabindex="-1" @click=${() => this.up()}>
                <span aria-hidden="true">←</span> ${messages.back}
              </button>`
        }
        <h2 class="list-title" id="list-title">${this.title()}</h2>
        ${
          shown.length < items.length
            ? html`<p class="hint">
                ${messages.more(first + 1, first + shown.length, items.length)}
              </p>`
            : nothing
        }
      </div>
      <div
        class="tree"
        role="tree"
        part="list"
        aria-labelledby="list-title"
        aria-describedby="list-help"
        aria-multiselectable="true"
        @keydown=${this.onKey}
        @focusin=${this.onFocus}
        @focusout=${() => this.host.at(null)}
      >
        ${
          // Elements of their own for each level: else the first item of a level could be the very
          // element that has the focus already, and nobody would hear that it is another item now.
          keyed(
            this.level,
            shown.map((item, i) => this.renderItem(item, first + i, items.length)),
          )
        }
      </div>
      <p class="hint list-help" id="list-help">${messages.listHelp}</p>
    `;
  }

  /** Puts the focus where it belongs, after what `render` made is in the DOM. */
  updated(): void {
    if (this.focusing) {
      this.focusing = false;
      this.host.root.querySelector<HTMLElement>('.tree [tabindex="0"]')?.focus();
    }
  }

  private title(): string {
    const { layout, telling } = this.host.session;
    const { messages, names } = telling;
    switch (this.level.kind) {
      case 'top':
        return layout.sections.length > 0 ? messages.allSections : messages.areas;
      case 'section':
        return names.sectionOf(this.level.section);
      case 'row': {
        const { section } = layout.rows[this.level.row]!;
        const row = names.rowOf(this.level.row);
        // Where nothing has a name, the word for a row alone says nothing.
        const isUnnamed = row === messages.row('');
        return listed(layout.sections[section]!.name, isUnnamed ? '' : row) || messages.room;
      }
    }
  }

  private renderItem(item: Item, index: number, of: number): TemplateResult {
    const { name, detail, price, label, state } = this.describe(item);
    const leads = item.kind === 'section' || item.kind === 'row' ? 'false' : nothing;
    const chosen =
      item.kind === 'seat'
        ? this.host.session.choice.chosen.seats.has(item.seat)
        : item.kind === 'area' && this.host.session.choice.chosen.places(item.area) > 0;
    const selectable = item.kind === 'seat' || item.kind === 'area';
    return html`<div
      class="item ${state}"
      role="treeitem"
      data-index=${index}
      tabindex=${index === this.active ? 0 : -1}
      aria-label=${label}
      aria-level=${item.kind === 'seat' ? 3 : item.kind === 'row' ? 2 : 1}
      aria-setsize=${of}
      aria-posinset=${index + 1}
      aria-expanded=${leads}
      aria-selected=${selectable ? String(chosen) : nothing}
      aria-disabled=${state === 'unavailable' ? 'true' : nothing}
      @click=${() => this.activate(index)}
    >
      <span class="name">${name}</span>
      <span class="detail">${detail}</span>
      <span class="price">${price}</span>
    </div>`;
  }

  /** The label has the visible text in it as it is, so that who sees it can say it. */
  private describe(item: Item): {
    name: string;
    detail: string;
    price: string;
    label: string;
    state: string;
  } {
    const { choice, layout, seats, telling } = this.host.session;
    const { messages, names } = telling;
    switch (item.kind) {
      case 'section': {
        const { entrance, firstRow, rowCount } = layout.sections[item.section]!;
        const title = names.sectionOf(item.section);
        const free = this.free(firstRow, rowCount);
        const detail = listed(free, entrance ? messages.entrance(entrance) : '');
        return { name: title, detail, price: '', label: `${title} ${detail}`, state: '' };
      }
      case 'row': {
        const title = names.rowOf(item.row);
        const detail = this.free(item.row, 1);
        return { name: title, detail, price: '', label: `${title} ${detail}`, state: '' };
      }
      case 'seat': {
        const { seat } = item;
        const chosen = choice.chosen.seats.has(seat);
        const can =
          chosen ||
          seats.states[seat] === SeatState.Available ||
          choice.isOwn(seat);
        const category = layout.categories[layout.seatCategory[seat]!]!;
        const [first, ...others] = names.prices(category.id);
        const name = names.seatInRow(seat);
        const detail = listed(
          choice.stateOf(seat),
          layout.seatAccessible[seat] === 1 ? messages.wheelchair : '',
          category.name,
        );
        const label = listed(
          names.row(seat),
          `${name} ${detail} ${first?.price ?? ''}`.trim(),
          ...others.map(({ type, price }) => `${type} ${price}`),
        );
        const state = chosen ? 'chosen' : can ? '' : 'unavailable';
        return { name, detail, price: first?.price ?? '', label, state };
      }
      case 'area': {
        const { name, category, capacity } = layout.areas[item.area]!;
        const count = seats.areas[item.area]!;
        const { available } = count;
        const chosen = choice.chosen.places(item.area);
        const single = capacity === 1 ? messages.available : messages.placesLeft(available);
        const left = available > 0 ? single : names.noPlaces(item.area, count);
        const state = choice.stateOfPlaces(item.area);
        const own = capacity === 1 ? state : `${chosen} ${state}, ${left}`;
        const detail = listed(chosen > 0 ? own : left, layout.categories[category]!.name);
        const price = names.priceFrom(layout.categories[category]!.id);
        const opens = capacity > 1 && names.isForSale(category);
        const label = listed(`${name} ${detail} ${price}`.trim(), opens ? messages.openArea : '');
        const look = chosen > 0 ? 'chosen' : available > 0 ? '' : 'unavailable';
        return { name, detail, price, label, state: look };
      }
    }
  }

  private free(firstRow: number, rowCount: number): string {
    const { layout, seats, telling } = this.host.session;
    let free = 0;
    let all = 0;
    for (let row = firstRow; row < firstRow + rowCount; row++) {
      const { firstSeat, seatCount } = layout.rows[row]!;
      all += seatCount;
      for (let seat = firstSeat; seat < firstSeat + seatCount; seat++) {
        free += seats.states[seat] === SeatState.Available ? 1 : 0;
      }
    }
    return telling.messages.seatsLeft(free, all);
  }

  private readonly onKey = (event: KeyboardEvent) => {
    const last = this.items(this.level).length - 1;
    switch (event.key) {
      case 'ArrowDown':
        this.move(Math.min(last, this.active + 1));
        break;
      case 'ArrowUp':
        this.move(Math.max(0, this.active - 1));
        break;
      case 'ArrowRight':
        if (this.leads(this.active)) {
          this.activate(this.active);
        } else {
          this.move(Math.min(last, this.active + 1));
        }
        break;
      case 'ArrowLeft':
        if (this.level.kind === 'row' && this.active > 0) {
          this.move(this.active - 1);
        } else {
          this.up();
        }
        break;
      case 'Home':
        this.move(0);
        break;
      case 'End':
        this.move(last);
        break;
      case 'PageDown':
        this.move(Math.min(last, this.active + 10));
        break;
      case 'PageUp':
        this.move(Math.max(0, this.active - 10));
        break;
      case 'Enter':
      case ' ':
        this.activate(this.active);
        break;
      case 'Escape':
      case 'Backspace':
        this.up();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly onFocus = (event: FocusEvent) => {
    const index = Number((event.target as HTMLElement).dataset['index'] ?? this.active);
    if (index !== this.active) {
      this.active = index;
      this.host.requestUpdate();
    }
    const item = this.items(this.level)[index];
    if (item?.kind === 'row') {
      this.host.at({ seat: this.host.session.layout.rows[item.row]!.firstSeat });
    } else if (item !== undefined) {
      this.host.at(item);
    }
  };

  private leads(index: number): boolean {
    const kind = this.items(this.level)[index]?.kind;
    return kind === 'section' || kind === 'row';
  }

  private move(index: number): void {
    this.active = index;
    this.focusing = true;
    this.host.requestUpdate();
  }

  private up(): void {
    const above = this.above();
    if (above !== undefined) {
      this.level = above.level;
      this.move(above.active);
    }
  }

  private activate(index: number): void {
    const item = this.items(this.level)[index];
    switch (item?.kind) {
      case 'section':
      case 'row':
        this.level = this.downWhileAlone(item);
        this.move(0);
        break;
      case 'seat':
        this.active = index;
        this.host.session.choice.toggle(item.seat);
        break;
      case 'area':
        this.active = index;
        this.host.openArea(item.area);
        break;
      case undefined:
        break;
    }
  }
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
