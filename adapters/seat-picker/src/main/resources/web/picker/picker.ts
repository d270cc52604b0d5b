import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Api } from './api.js';
import { errorDetail, type HoldfastEvents, loadErrorText } from './events.js';
import { languageOf, wantedLanguages } from './messages/index.js';
import { renderNotice, renderOffline } from './notices.js';
import { renderPanel } from './panel.js';
import { layoutOf } from './room/layout.js';
import { type CategoryLook, categoryLooks, Room, type RoomTheme } from './room/room.js';
import { placeTip, renderBar, renderStrip, renderTip } from './room-view.js';
import { SeatList } from './seat-list.js';
import { Session } from './session.js';
import { styles } from './styles/index.js';
import type { Tip, Ui, View } from './ui.js';

const DARK = matchMedia('(prefers-color-scheme: dark)');
const FORCED = matchMedia('(forced-colors: active)');

/** `<holdfast-seat-picker>`: shows an event's seats, lets a visitor choose and hold them. */
export class HoldfastSeatPicker extends LitElement {
  static override readonly styles = styles;

  static override readonly properties = {
    event: {},
    api: {},
    holdOn: { attribute: 'hold-on' },
    confirming: { attribute: 'confirm' },
    theme: { reflect: true },
    // An empty attribute would say that the language is unknown, whatever the page's is.
    lang: { reflect: true, converter: { toAttribute: (lang: string) => lang || null } },
  };

  /** The event's id. */
  declare event: string;
  /** Where the service is; where this script came from, if absent. */
  declare api: string;
  /** `submit`: what is chosen is held at the press of a button. `select`: each seat at once. */
  declare holdOn: 'submit' | 'select';
  /** `auto`: the browser confirms if the event lets it. `shop`: it hands over to the shop. */
  declare confirming: 'auto' | 'shop';
  declare theme: 'auto' | 'light' | 'dark';
  declare lang: string;

  /** Why the event could not be loaded, if so: the kind of an error. */
  private failure: string | undefined;
  private session: Session | undefined;
  private list: SeatList | undefined;
  private room: Room | undefined;
  private canvas: HTMLCanvasElement | undefined;
  private loads = 0;
  private said = '';
  private focusNext: string | undefined;

  private view: 'map' | 'list' = 'map';
  private looks: readonly CategoryLook[] = [];
  private dimmed: ReadonlySet<number> = new Set();
  private zoom = { atMinimum: true, atMaximum: false };
  private tip: Tip | null = null;
  private areaAt: number | undefined;
  private sheetOpen = false;

  constructor() {
    super();
    this.event = '';
    this.api = '';
    this.holdOn = 'submit';
    this.confirming = 'auto';
    this.theme = 'auto';
    this.lang = '';
  }

  // --- For the page around it ---------------------------------------------------------------

  /** The hold that the visitor has now, with its secret. */
  get currentHold(): HoldfastEvents['holdfast-held'] | undefined {
    const { session } = this;
    if (session?.choice.isHeld() !== true) {
      return undefined;
    }
    const { hold, secret } = session.choice.own!;
    return { hold, secret };
  }

  /** What is chosen now. */
  get selection(): HoldfastEvents['holdfast-selection'] | undefined {
    return this.session?.choice.detail();
  }

  /** Looks at the service again, such as after the shop has confirmed the hold. */
  async refresh(): Promise<void> {
    await this.session?.lookup.ask();
  }

  /** Chooses nothing but what is held already. */
  clear(): void {
    this.session?.choice.choose(this.session.choice.held);
  }

  // --- Life ---------------------------------------------------------------------------------

  override connectedCallback(): void {
    super.connectedCallback();
    DARK.addEventListener('change', this.restyle);
    FORCED.addEventListener('change', this.restyle);
    if (this.hasUpdated) {
      void this.load();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unload();
    DARK.removeEventListener('change', this.restyle);
    FORCED.removeEventListener('change', this.restyle);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('lang') && this.session !== undefined) {
      this.session.telling.speak(this.language());
      this.tellAreas();
    }
    // Without a page around it, nobody would ever take it down again.
    if ((changed.has('event') || changed.has('api')) && this.isConnected) {
      void this.load();
    }
    if (changed.has('holdOn')) {
      void this.session?.sync();
    }
  }

  private language(): ReturnType<typeof languageOf> {
    const around = wantedLanguages(this);
    return languageOf(this.lang ? [this.lang, ...around] : around);
  }

  /** An attribute that was taken away, or says something else, is as good as none. */
  private isAtOnce(): boolean {
    return this.holdOn === 'select';
  }

  private unload(): void {
    this.loads++;
    this.session?.close();
    this.room?.destroy();
    this.session = this.list = this.room = this.canvas = undefined;
    this.tip = null;
    this.areaAt = undefined;
  }

  private async load(): Promise<void> {
    this.unload();
    const load = this.loads;
    this.failure = undefined;
    this.requestUpdate();
    if (!this.event) {
      return;
    }
    const base = this.api || new URL('..', import.meta.url).href;
    try {
      const api = new Api(base);
      const availability = api.availability(this.event);
      // Waited for below; that it fails before is no fault of its own.
      availability.catch(() => undefined);
      const sale = await api.event(this.event);
      const seatMap = api.seatMap(sale.seatMapId);
      if (load === this.loads) {
        this.fire('holdfast-event', { event: sale });
      }
      const layout = layoutOf(await seatMap);
      const first = await availability;
      if (load !== this.loads) {
        return;
      }
      const session = new Session(api, base, sale, layout, this.sessionView(), this.language());
      this.session = session;
      this.view = layout.hasGeometry ? 'map' : 'list';
      this.list = new SeatList({
        session,
        root: this.renderRoot,
        openArea: (area) => this.openArea(area),
        at: (place) => this.follow(place),
        requestUpdate: () => this.requestUpdate(),
      });
      this.restyle();
      await session.open(first);
    } catch (error) {
      if (load === this.loads) {
        const detail = errorDetail(error, this.language().messages);
        this.failure = detail.kind;
        this.fire('holdfast-error', detail);
        this.requestUpdate();
      }
    }
  }

  private sessionView(): View {
    return {
      isAtOnce: () => this.isAtOnce(),
      requestUpdate: () => this.requestUpdate(),
      fire: (type, detail) => this.fire(type, detail),
      say: (text) => this.say(text),
      renewed: () => {
        this.room?.setStates(this.session!.seats.states);
        this.tellAreas();
        this.requestUpdate();
      },
      changed: (seats) => {
        this.room?.changed(seats);
        this.tellAreas();
        this.requestUpdate();
      },
      selected: () => this.room?.setSelection(new Set(this.session!.choice.chosen.seats.keys())),
      point: (seats) => this.room?.point(seats),
      focusFoot: () => this.focusFoot(),
    };
  }

  // --- Telling ------------------------------------------------------------------------------

  private fire<K extends keyof HoldfastEvents>(type: K, detail: HoldfastEvents[K]): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Has screen readers say something, also if it is the same as before. */
  private say(text: string): void {
    this.said = this.said === text ? `${text}\u00a0` : text;
    this.requestUpdate();
  }

  // --- What the templates ask for -----------------------------------------------------------

  private ui(): Ui {
    const { view, looks, dimmed, zoom, tip, areaAt, sheetOpen } = this;
    return {
      atOnce: this.isAtOnce(),
      byShop: this.confirming === 'shop',
      view,
      looks,
      dimmed,
      zoom,
      tip,
      areaAt,
      sheetOpen,
      room: () => this.room,
      show: (wanted) => this.show(wanted),
      dim: (category) => this.dim(category),
      toggleSheet: () => this.toggleSheet(),
      focusFoot: () => this.focusFoot(),
    };
  }

  private show(view: 'map' | 'list'): void {
    this.view = view;
    this.tip = null;
    this.requestUpdate();
  }

  private dim(category: number): void {
    const dimmed = new Set(this.dimmed);
    if (!dimmed.delete(category)) {
      dimmed.add(category);
    }
    this.dimmed = dimmed;
    this.room?.setDimmed(dimmed);
    this.requestUpdate();
  }

  private toggleSheet(): void {
    this.sheetOpen = !this.sheetOpen;
    this.requestUpdate();
  }

  private focusFoot(): void {
    this.focusNext = '.foot h2';
    this.requestUpdate();
  }

  private openArea(area: number): void {
    const session = this.session!;
    const { messages, names } = session.telling;
    if (!names.isForSale(session.layout.areas[area]!.category)) {
      session.telling.remark(messages.seatTaken(names.area(area)));
    } else if (session.layout.areas[area]!.capacity === 1 && session.sale.ticketTypes.length < 2) {
      session.choice.toggleArea(area);
    } else if (!session.choice.isDone()) {
      this.areaAt = area;
      this.sheetOpen = true;
      this.focusNext = `[data-area="${area}"] button:not([disabled])`;
      this.requestUpdate();
    }
  }

  // --- The drawing --------------------------------------------------------------------------

  /** The canvas is there only where the plan is shown. */
  private connectRoom(): void {
    const canvas = this.renderRoot.querySelector('canvas') ?? undefined;
    if (canvas === this.canvas) {
      return;
    }
    this.room?.destroy();
    this.room = undefined;
    this.canvas = canvas;
    if (canvas === undefined || this.session === undefined) {
      return;
    }
    const { layout, seats, choice, telling } = this.session;
    this.room = new Room(canvas, layout, this.readTheme(), {
      seat: (seat) => {
        this.list?.reveal(seat);
        this.session?.choice.toggle(seat);
      },
      area: (area) => this.openArea(area),
      hover: (target, box) => {
        this.tip = target === null ? null : { target, box };
        this.requestUpdate();
      },
      moved: ({ atMinimum, atMaximum }) => {
        if (atMinimum !== this.zoom.atMinimum || atMaximum !== this.zoom.atMaximum) {
          this.zoom = { atMinimum, atMaximum };
          this.requestUpdate();
        }
      },
    });
    this.room.setStates(seats.states);
    this.room.setSelection(new Set(choice.chosen.seats.keys()));
    this.room.setDimmed(this.dimmed);
    this.room.point(telling.pointedAt);
    this.tellAreas();
  }

  private tellAreas(): void {
    const { seats, telling } = this.session!;
    const { messages, names } = telling;
    seats.areas.forEach((count, area) => {
      const { available } = count;
      const left = available > 0 ? messages.left(available) : names.noPlaces(area, count);
      this.room?.setAreaText(area, left);
    });
  }

  /** Follows the list with the drawing. */
  private follow(place: { seat: number } | { section: number } | { area: number } | null): void {
    if (place === null) {
      this.room?.focus(null);
    } else if ('seat' in place) {
      this.room?.focus(place.seat);
    } else if ('section' in place) {
      this.room?.focusSection(place.section);
    } else {
      this.room?.focusArea(place.area);
    }
  }

  private readonly restyle = () => {
    if (this.session === undefined || !this.hasUpdated) {
      return;
    }
    const theme = this.readTheme();
    this.room?.setTheme(theme);
    this.looks = categoryLooks(
      this.session.layout.categories.map(({ color }) => color),
      theme,
    );
    this.requestUpdate();
  };

  /** What the custom properties are as colours: a canvas knows no `var()` and no `light-dark()`. */
  private readTheme(): RoomTheme {
    const probe = this.renderRoot.querySelector<HTMLElement>('.probe')!;
    const color = (name: string) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    return {
      background: color('--_room'),
      surface: color('--_floor'),
      line: color('--_line'),
      text: color('--_text'),
      muted: color('--_taken'),
      accent: color('--_accent'),
      focus: color('--_focus'),
      font: getComputedStyle(this).fontFamily,
      forced: FORCED.matches,
    };
  }

  // --- Rendering ----------------------------------------------------------------------------

  protected override updated(changed: PropertyValues): void {
    this.connectRoom();
    if (changed.has('theme')) {
      this.restyle();
    }
    this.list?.updated();
    if (this.tip !== null) {
      placeTip(this.renderRoot, this.room, this.tip);
    }
    if (this.focusNext !== undefined) {
      this.renderRoot.querySelector<HTMLElement>(this.focusNext)?.focus({ preventScroll: false });
      this.focusNext = undefined;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <span class="probe" hidden></span>
      <div class="shell" part="shell">
        ${this.session === undefined ? this.renderWaiting() : this.renderReady(this.session)}
      </div>
      <div class="said" role="status" aria-live="polite">${this.said}</div>
    `;
  }

  private renderWaiting(): TemplateResult {
    const { messages } = this.language();
    switch (this.failure) {
      case undefined:
        return html`<div class="blank" aria-busy="true">
          <div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>
          <p>${messages.loading}</p>
        </div>`;
      case 'not-found':
        return html`<div class="blank" role="alert">
          <h2>${messages.notFoundTitle}</h2>
          <p>${messages.notFound}</p>
        </div>`;
      default:
        return html`<div class="blank" role="alert">
          <h2>${messages.loadFailedTitle}</h2>
          <p>${loadErrorText(this.failure, messages)}</p>
          <button class="primary" type="button" @click=${() => void this.load()}>
            ${messages.tryAgain}
          </button>
        </div>`;
    }
  }

  private renderReady(session: Session): TemplateResult {
    const ui = this.ui();
    const onPlan = ui.view === 'map';
    return html`
      <section class="stage" aria-label=${session.telling.messages.room}>
        ${renderBar(session, ui)}
        <div class="room ${ui.view}" part="room">
          ${
            onPlan
              ? html`<div class="plan">
                  <canvas aria-hidden="true" part="canvas"></canvas>
                  ${renderTip(session, ui)}
                </div>`
              : nothing
          }
          <div class="list">${this.list!.render()}</div>
          ${
            session.telling.connected && session.telling.notice === undefined
              ? nothing
              : html`<div class="overlay">
                  ${renderOffline(session.telling)} ${renderNotice(session)}
                </div>`
          }
        </div>
        ${onPlan ? renderStrip(session, ui) : nothing}
      </section>
      ${renderPanel(session, ui)}
    `;
  }
}
