import type {
  Fees,
  HoldfastSeatPicker as Declared,
  HoldKey,
  PlaceHold,
  Selection,
  Translations,
} from '../public/picker/1/holdfast-seat-picker.js';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Api, Unreachable } from './api.js';
import { checkFees, checkHold, checkSelection } from './checks.js';
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

/** A key that only the shop's server may know: whoever reads the page could use it. */
function isSecretKey(token: string | null): boolean {
  return token?.startsWith('hf_sk_') === true;
}

/** `<holdfast-seat-picker>`: shows an event's seats, lets a visitor choose and hold them. */
export class HoldfastSeatPicker extends LitElement implements Declared {
  static override readonly styles = styles;

  static override readonly properties = {
    event: {},
    api: {},
    token: {},
    holdOn: { attribute: 'hold-on' },
    confirm: {},
    ticketType: { attribute: 'ticket-type' },
    filter: {},
    // Their accessors are below. Here they are for pages that set them before the script is loaded.
    selection: { attribute: false, noAccessor: true },
    hold: { attribute: false, noAccessor: true },
    fees: { attribute: false, noAccessor: true },
    placeHold: { attribute: false },
    messages: { attribute: false },
    theme: { reflect: true },
    // An empty attribute would say that the language is unknown, whatever the page's is.
    lang: { reflect: true, converter: { toAttribute: (lang: string) => lang || null } },
  };

  /** The event's id. */
  declare event: string;
  /** Where the service is; where this script came from, if absent. */
  declare api: string;
  /** A publishable key or a buyer token. */
  declare token: string;
  /** `submit`: what is chosen is held at the press of a button. `select`: each seat at once. */
  declare holdOn: 'submit' | 'select';
  /** `auto`: the browser confirms if the event lets it. `shop`: it hands over to the shop. */
  declare confirm: 'auto' | 'shop';
  /** The ticket type that a seat has when it is chosen. */
  declare ticketType: string;
  /** Categories that are not faded at first, by id, separated by commas. */
  declare filter: string;
  /** How the shop's server places holds, if it does. */
  declare placeHold: PlaceHold | undefined;
  /** What the page says in other words, or in further languages. */
  declare messages: Translations;
  declare theme: 'auto' | 'light' | 'dark';
  declare lang: string;

  /** Why the event could not be loaded, if so: the kind of an error. */
  private failure: string | undefined;
  private service: Api | undefined;
  private session: Session | undefined;
  private list: SeatList | undefined;
  private room: Room | undefined;
  private canvas: HTMLCanvasElement | undefined;
  private loads = 0;
  private preset: Selection | undefined;
  private given: HoldKey | undefined;
  private untaken: HoldKey | undefined;
  private charged: Fees = {};
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
    this.token = '';
    this.holdOn = 'submit';
    this.confirm = 'auto';
    this.ticketType = '';
    this.filter = '';
    this.placeHold = undefined;
    this.messages = {};
    this.theme = 'auto';
    this.lang = '';
  }

  // --- For the page around it ---------------------------------------------------------------

  /** The hold that the visitor has now, with its secret. */
  get currentHold(): Declared['currentHold'] {
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

  set selection(wanted: Selection | undefined) {
    const preset = checkSelection(wanted);
    if (this.session?.isOpen === true) {
      this.session.choice.preset(preset ?? {});
    } else {
      this.preset = preset ?? undefined;
    }
  }

  /** What the shop's server has placed, if the page has said so. */
  get hold(): HoldKey | undefined {
    return this.given;
  }

  set hold(hold: HoldKey | undefined) {
    const { id } = this.given ?? {};
    this.given = hold == null ? undefined : checkHold(hold);
    // Frameworks set what they have again and again.
    if (this.given?.id !== id) {
      this.untaken = this.given;
      this.takeGiven();
    }
  }

  private takeGiven(): void {
    const { session, untaken } = this;
    if (session?.isOpen === true && untaken !== undefined) {
      this.untaken = undefined;
      void session.take(untaken);
    }
  }

  /** What has to be paid besides the prices. */
  get fees(): Fees {
    return this.charged;
  }

  set fees(fees: Fees) {
    this.charged = checkFees(fees ?? {});
    this.respeak();
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
    if (changed.has('lang') || changed.has('messages')) {
      this.respeak();
    }
    if (changed.has('token')) {
      this.renewToken();
    }
    if (changed.has('filter')) {
      this.applyFilter();
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
    return languageOf(this.lang ? [this.lang, ...around] : around, this.messages ?? {});
  }

  /** Says everything in the words, and with the prices, of now. */
  private respeak(): void {
    if (this.session !== undefined) {
      this.session.telling.speak(this.language());
      this.tellAreas();
      this.requestUpdate();
    }
  }

  /** Goes on with another token; what failed for the lack of one is tried again. */
  private renewToken(): void {
    if (this.service !== undefined) {
      // A request under way would send it at its next attempt.
      if (!isSecretKey(this.token)) {
        this.service.token = this.token ?? '';
      }
      if (this.failure !== undefined || isSecretKey(this.token)) {
        void this.load();
      } else {
        void this.session?.lookup.ask();
      }
    }
  }

  /** Fades all categories but those that the page names, unless it names none that there is. */
  private applyFilter(): void {
    const named = (this.filter ?? '').split(',').map((id) => id.trim());
    const categories = this.session?.layout.categories ?? [];
    const others = [...categories.keys()].filter((i) => !named.includes(categories[i]!.id));
    this.dimmed = new Set(others.length === categories.length ? [] : others);
    this.room?.setDimmed(this.dimmed);
    this.requestUpdate();
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
    const base = this.api || new URL('../..', import.meta.url).href;
    try {
      if (isSecretKey(this.token)) {
        throw new Unreachable('the token is a secret key', 'secret-key');
      }
      const api = new Api(base, this.token ?? '');
      this.service = api;
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
      this.applyFilter();
      this.restyle();
      const { untaken, preset } = this;
      this.untaken = this.preset = undefined;
      await session.open(first, untaken, preset);
      this.takeGiven();
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
      ticketType: () => this.ticketType,
      placer: () => this.placeHold ?? undefined,
      fees: () => this.charged,
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
      byShop: this.confirm === 'shop',
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
