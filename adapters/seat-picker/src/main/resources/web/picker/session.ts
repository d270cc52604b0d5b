import { type Api, Refused, Unreachable } from './api.js';
import { Countdown } from './countdown.js';
import type { HoldfastEvents } from './events.js';
import { clock, Format } from './format.js';
import { Holdings, type OwnHold } from './holdings.js';
import type { Messages } from './messages/index.js';
import type {
  AreaConflict,
  Conflict,
  EventOnSale,
  Hold,
  PackedAvailability,
  PricedArea,
  PricedSeat,
  Reservation,
  SeatConflict,
} from './model.js';
import { Names } from './names.js';
import type { Layout } from './room/layout.js';
import { SeatState } from './room/room.js';
import { Seats } from './seats.js';
import { ANY, Selection } from './selection.js';
import { NONE, standIns, type StandIns } from './suggest.js';

/** From so many seconds before its end on, a hold can be kept with one press. */
export const WARNING = 180;
/** How long another's change of a chosen seat may turn out to be one's own. */
const GRACE = 500;
/** How soon the service is asked again when it did not answer, at first and at last. */
const ASK_AGAIN = 5_000;
const ASK_LATEST = 60_000;
/** How soon it is asked again when the time is about up. */
const ABOUT_UP = 500;

/** What the picker tells the visitor about what has just happened. */
export type Notice =
  | {
      readonly kind: 'conflict';
      readonly conflicts: readonly Conflict[];
      readonly taken: readonly number[];
      readonly instead: StandIns;
    }
  | { readonly kind: 'expired' | 'gone'; readonly what: Selection }
  | { readonly kind: 'cancelled'; readonly code: string }
  | { readonly kind: 'gone-elsewhere' | 'no-answer' }
  | { readonly kind: 'closed'; readonly opensAt: string | undefined; readonly over: boolean }
  | { readonly kind: 'said' | 'refused'; readonly text: string };

type Busy = 'holding' | 'changing' | 'extending' | 'releasing' | 'confirming';

/** What a session needs of the element that shows it. */
export interface SessionView {
  readonly holdOn: 'submit' | 'select';
  requestUpdate(): void;
  fire<K extends keyof HoldfastEvents>(type: K, detail: HoldfastEvents[K]): void;
  /** Has screen readers say something. */
  say(text: string): void;
  /** All seats may be in other states. */
  renewed(): void;
  /** These seats are in other states; or areas are. */
  changed(seats: readonly number[]): void;
  /** Others are chosen. */
  selected(): void;
  /** Points at where these seats are, and no longer at others. */
  point(seats: readonly number[]): void;
  /** Puts the focus to where the visitor goes on. */
  focusFoot(): void;
}

/** One visitor at one event: what there is, what is chosen, and what is held. */
export class Session {
  messages!: Messages;
  format!: Format;
  names!: Names;
  readonly seats: Seats;

  /** What is chosen. While there is a hold, what is to be held. */
  chosen = Selection.EMPTY;
  own: OwnHold | undefined;
  /** What the hold has. */
  held = Selection.EMPTY;
  busy: Busy | undefined;
  notice: Notice | undefined;
  connected = true;

  private readonly holdings: Holdings;
  private readonly countdown: Countdown;
  private warned = false;
  private syncing = false;
  private closed = false;
  /** Counts what was asked of the service: an answer that was overtaken is not listened to. */
  private asked = 0;
  private askLater = false;
  private unheard = 0;
  /** What was last tried, and nobody knows whether it was done. */
  private unanswered: Busy | undefined;
  private doubtedAt = -Infinity;
  private lossTimer: ReturnType<typeof setTimeout> | undefined;
  private doubtTimer: ReturnType<typeof setTimeout> | undefined;
  private askTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param base where the service is */
  constructor(
    api: Api,
    base: string,
    readonly sale: EventOnSale,
    readonly layout: Layout,
    private readonly view: SessionView,
    language: { readonly locale: string; readonly messages: Messages },
  ) {
    this.speak(language);
    this.seats = new Seats(api, sale.id, layout, {
      renewed: () => this.onRenewed(),
      changed: (numbers) => this.onChanged(numbers),
      connected: (connected) => this.onConnected(connected),
    });
    this.holdings = new Holdings(api, base, sale.id, () => void this.find());
    this.countdown = new Countdown({
      tick: (left) => this.onTick(left),
      mark: (left) =>
        this.view.say(
          left >= 60 ? this.messages.saysMinutes(left / 60) : this.messages.saysSeconds(left),
        ),
      ask: () => void this.find(),
    });
  }

  /** Begins with the first snapshot, and with the hold that there may be from before. */
  async open(first: PackedAvailability): Promise<void> {
    this.seats.open(first);
    await this.find();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.lossTimer);
    clearTimeout(this.doubtTimer);
    clearTimeout(this.askTimer);
    this.countdown.destroy();
    this.seats.close();
    this.holdings.destroy();
  }

  /** Uses another language from now on. */
  speak({ locale, messages }: { readonly locale: string; readonly messages: Messages }): void {
    this.messages = messages;
    this.format = new Format(locale, this.sale.currency, this.sale.timeZone);
    this.names = new Names(this.sale, this.layout, messages, this.format);
  }

  /** Whole seconds that the hold has left. */
  get left(): number {
    return this.countdown.left;
  }

  // --- What happens elsewhere ---------------------------------------------------------------

  private onRenewed(): void {
    this.view.renewed();
    this.lookForLosses();
    this.doubt();
    this.view.requestUpdate();
  }

  private onChanged(numbers: readonly number[]): void {
    this.view.changed(numbers);
    this.lookForLosses();
    this.doubt();
    this.view.requestUpdate();
  }

  private onConnected(connected: boolean): void {
    if (connected !== this.connected) {
      this.connected = connected;
      this.view.say(connected ? this.messages.saysBack : this.messages.offline);
      this.view.requestUpdate();
    }
  }

  /** A chosen seat that somebody else has now is chosen no more; one's own hold comes the same way. */
  private lookForLosses(): void {
    if (this.lost().length > 0 && this.lossTimer === undefined) {
      this.lossTimer = setTimeout(() => {
        this.lossTimer = undefined;
        const lost = this.lost();
        if (lost.length > 0) {
          const taken = this.names.seats(lost);
          const instead = standIns(this.layout, this.seats.states, this.chosen.seats, lost);
          this.choose(this.chosen.withoutSeats(lost));
          this.show({ kind: 'conflict', conflicts: [], taken: lost, instead });
          this.view.say(this.messages.lost(taken));
        }
      }, GRACE);
    }
  }

  private lost(): number[] {
    if (this.busy !== undefined || this.closed) {
      return [];
    }
    const lost = [...this.chosen.seats.keys()].filter(
      (seat) => this.seats.states[seat] !== SeatState.Available && !this.held.seats.has(seat),
    );
    // What was asked for with no answer may be one's own by now: only the service knows.
    return lost.length > 0 && (this.unanswered !== undefined || this.holdings.isPending)
      ? []
      : lost;
  }

  /** Asks about the hold or reservation if what the stream tells can't be so while there is one. */
  private doubt(): void {
    if (this.doubtTimer === undefined && this.isDoubtful()) {
      const recently = performance.now() - this.doubtedAt < ASK_AGAIN;
      this.doubtTimer = setTimeout(
        () => {
          this.doubtTimer = undefined;
          // The stream may just have been behind the answer by which it is one's own.
          if (this.isDoubtful()) {
            this.doubtedAt = performance.now();
            void this.find();
          }
        },
        recently ? ASK_AGAIN : GRACE,
      );
    }
  }

  private isDoubtful(): boolean {
    if (!this.isHeld() && !this.isDone()) {
      return false;
    }
    const state = this.isDone() ? SeatState.Reserved : SeatState.Held;
    const taken = this.isDone() ? 'reserved' : 'held';
    return (
      [...this.held.seats.keys()].some((seat) => this.seats.states[seat] !== state) ||
      [...this.held.areas.keys()].some(
        (area) => this.seats.areas[area]![taken] < this.held.places(area),
      )
    );
  }

  // --- Choosing -----------------------------------------------------------------------------

  /** Whether seats are held. */
  isHeld(): boolean {
    return this.own?.hold.status === 'held';
  }

  /** Whether the hold has this seat, chosen still or not. */
  isOwn(seat: number): boolean {
    return this.isHeld() && this.held.seats.has(seat);
  }

  /** What a seat is to the visitor, in words. */
  stateOf(seat: number): string {
    const { messages, chosen } = this;
    if (this.isDone() && chosen.seats.has(seat)) {
      return messages.ownReserved;
    }
    if (this.isOwn(seat)) {
      return chosen.seats.has(seat) ? messages.ownHeld : messages.available;
    }
    return chosen.seats.has(seat)
      ? messages.chosen
      : this.names.state(this.seats.states[seat]! as SeatState);
  }

  /** What the places that are chosen of an area are to the visitor, in words. */
  stateOfPlaces(area: number): string {
    const { messages, chosen, held } = this;
    if (this.isDone()) {
      return messages.ownReserved;
    }
    return this.isHeld() && held.places(area) === chosen.places(area)
      ? messages.ownHeld
      : messages.chosen;
  }

  /** Whether the hold has become a reservation. */
  isDone(): boolean {
    return this.own?.hold.status === 'confirmed';
  }

  /** The ticket type that a seat has if nobody says another. */
  get defaultType(): string {
    return this.sale.ticketTypes[0]?.id ?? ANY;
  }

  /** Chooses a seat, or lets it go. */
  toggle(seat: number): void {
    if (this.isDone() || this.busy === 'confirming') {
      return;
    }
    const name = this.names.seat(seat);
    if (this.chosen.seats.has(seat)) {
      this.choose(this.chosen.withoutSeats([seat]));
      this.view.say(this.messages.saysRemoved(name, this.chosen.size));
      return;
    }
    if (this.seats.states[seat] !== SeatState.Available && !this.isOwn(seat)) {
      this.show({ kind: 'said', text: this.messages.seatTaken(name) });
      this.view.say(this.messages.seatTaken(name));
      return;
    }
    if (this.isFull()) {
      return;
    }
    const type = this.held.seats.get(seat) ?? this.defaultType;
    this.choose(this.chosen.withSeat(seat, type));
    this.view.say(this.messages.saysChosen(name, this.chosen.size, this.names.price(this.total())));
  }

  private isFull(more = 1): boolean {
    const most = this.sale.holdPolicy.maxSeatsPerHold;
    if (this.chosen.size + more <= most) {
      return false;
    }
    const text = this.messages.atMost(most);
    this.show({ kind: 'said', text });
    this.view.say(text);
    return true;
  }

  /** Chooses the only place that an area has, or lets it go: there is nothing to count. */
  toggleArea(area: number): void {
    const chosen = this.chosen.places(area, this.defaultType);
    if (!this.isDone() && (chosen > 0 || this.placesFree(area) > 0)) {
      this.setPlaces(area, this.defaultType, 1 - chosen);
    }
  }

  /** Chooses so many places of an area. */
  setPlaces(area: number, type: string, quantity: number): void {
    if (quantity < 0 || (quantity > this.chosen.places(area, type) && this.isFull())) {
      return;
    }
    this.choose(this.chosen.withPlaces(area, type, quantity));
    this.view.say(
      this.messages.saysChosen(
        `${quantity} × ${this.names.area(area)}`,
        this.chosen.size,
        this.names.price(this.total()),
      ),
    );
  }

  /** How many places more of an area can be chosen. */
  placesFree(area: number): number {
    const held = this.isHeld() ? this.held.places(area) : 0;
    return this.seats.areas[area]!.available + held - this.chosen.places(area);
  }

  /** Chooses this and nothing else. */
  choose(selection: Selection): void {
    if (this.notice?.kind === 'said') {
      this.show(undefined);
    }
    this.chosen = selection;
    this.view.selected();
    this.view.fire('holdfast-selection', this.selectionDetail());
    this.view.requestUpdate();
    if (this.view.holdOn === 'select') {
      void this.sync();
    }
  }

  /** What is chosen, as the page is told. */
  selectionDetail(): HoldfastEvents['holdfast-selection'] {
    const { seats, ticketTypes, areas } = this.chosen.toNewHold(this.layout);
    return {
      seats: seats.map((id) =>
        ticketTypes[id] === undefined ? { id } : { id, ticketType: ticketTypes[id] },
      ),
      areas,
      total: this.total(),
      currency: this.sale.currency,
    };
  }

  /** What was quoted for a hold stays, whatever the prices are now. */
  total(): number {
    if (this.isDone()) {
      const { hold, reservation } = this.own!;
      return (reservation?.total ?? hold.quote.total) - (reservation?.cancelledTotal ?? 0);
    }
    return this.isHeld() && this.chosen.equals(this.held)
      ? this.own!.hold.quote.total
      : this.chosen.total(this.sale, this.layout);
  }

  // --- Holding ------------------------------------------------------------------------------

  /** Brings the hold in line with the choice, as often as the choice changes meanwhile. */
  async sync(): Promise<void> {
    // What the service is busy with comes first; afterwards this is looked into again.
    if (this.syncing || this.busy !== undefined) {
      return;
    }
    this.syncing = true;
    try {
      while (!this.chosen.equals(this.held) && !this.isDone()) {
        if (!(await this.hold())) {
          // What can't be held is not to look as if it were.
          this.choose(this.own === undefined ? Selection.EMPTY : this.held);
          break;
        }
      }
    } finally {
      this.syncing = false;
    }
  }

  /** Holds what is chosen: a new hold, a changed one, or none. */
  async hold(): Promise<boolean> {
    const wanted = this.chosen;
    const own = this.isHeld() ? this.own : undefined;
    if (own !== undefined && wanted.size === 0) {
      return this.release();
    }
    const change = wanted.changeFrom(this.held, this.layout);
    const done = await this.attempt(own === undefined ? 'holding' : 'changing', (holdings) =>
      holdings.inTurn(() =>
        own === undefined ? this.place(holdings, wanted) : holdings.change(own, change),
      ),
    );
    if (done === undefined) {
      return false;
    }
    if (done.hold.status !== 'held') {
      this.found(done);
      return false;
    }
    const meanwhile = this.chosen;
    this.adopt(done);
    if (!meanwhile.equals(wanted)) {
      this.choose(this.held.withChange(wanted, meanwhile));
    }
    if (own === undefined) {
      this.view.say(this.messages.saysHeld(this.format.duration(this.countdown.left)));
    }
    return true;
  }

  private async place(holdings: Holdings, wanted: Selection): Promise<OwnHold> {
    const isRepeated = holdings.isOwnPending;
    const other = await holdings.other();
    if (other === undefined) {
      return holdings.place(wanted.toNewHold(this.layout));
    }
    // If another tab was faster, what is chosen here comes on top of what is held there. What was
    // asked for here with no answer is what was wanted then.
    const there = Selection.of(other.hold, this.layout);
    const all = isRepeated ? wanted : there.withAll(wanted);
    return all.equals(there) || all.size > this.sale.holdPolicy.maxSeatsPerHold
      ? other
      : holdings.change(other, all.changeFrom(there, this.layout));
  }

  /** Takes a hold over as one's own. */
  private adopt(own: OwnHold): void {
    const { chosen } = this;
    this.own = own;
    this.held = Selection.of(own.hold, this.layout);
    this.chosen = this.held;
    this.view.selected();
    this.view.fire('holdfast-held', { hold: own.hold, secret: own.secret });
    if (!chosen.equals(this.chosen)) {
      this.view.fire('holdfast-selection', this.selectionDetail());
    }
    this.countdown.start(own.hold.expiresIn, own.askedAt);
    this.warned = this.warned && this.countdown.left <= WARNING;
    this.view.requestUpdate();
  }

  private onTick(left: number): void {
    if (this.isHeld() && left <= WARNING && !this.warned) {
      this.warned = true;
      const { hold } = this.own!;
      this.view.fire('holdfast-expiring', { hold, seconds: left, extendable: this.isExtendable() });
    }
    this.view.requestUpdate();
  }

  /** Whether the hold can get more time. */
  isExtendable(): boolean {
    const { expiresAt, maxExpiresAt } = this.own!.hold;
    return Date.parse(maxExpiresAt) - Date.parse(expiresAt) >= 1_000;
  }

  /** Looks up what has become of the hold: after a reload, a sleep, at zero, and for other tabs. */
  async find(): Promise<void> {
    if (this.busy !== undefined) {
      this.askLater = true;
      return;
    }
    clearTimeout(this.askTimer);
    const asked = ++this.asked;
    try {
      const found = await this.holdings.restore(this.own);
      if (!this.closed && asked === this.asked) {
        this.unheard = 0;
        this.found(found);
      }
    } catch (error) {
      if (this.closed || asked !== this.asked) {
        return;
      }
      if (error instanceof Unreachable) {
        this.findAgain();
      } else {
        this.failed(error);
      }
    }
  }

  private findAgain(): void {
    const pause = Math.min(ASK_LATEST, ASK_AGAIN * 2 ** this.unheard++);
    clearTimeout(this.askTimer);
    this.askTimer = setTimeout(() => void this.find(), pause);
  }

  private found(found: OwnHold | undefined): void {
    const before = this.own;
    const { unanswered } = this;
    this.unanswered = undefined;
    if (this.notice?.kind === 'no-answer') {
      this.show(undefined);
    }
    if (found === undefined) {
      if (before !== undefined && this.isHeld()) {
        const what = this.held;
        this.end();
        this.show({ kind: 'gone', what });
        this.view.say(this.messages.gone(this.names.selection(what)));
        this.view.fire('holdfast-released', { hold: released(before.hold) });
      }
      this.lookForLosses();
      return;
    }
    switch (found.hold.status) {
      case 'held':
        this.foundHeld(found);
        break;
      case 'confirmed':
        this.confirmed(found);
        break;
      case 'expired':
        this.holdings.forget(found.hold.id);
        this.expired(found);
        break;
      case 'released':
        this.holdings.forget(found.hold.id);
        if (before !== undefined) {
          this.end();
          if (unanswered === 'releasing') {
            this.view.say(this.messages.released);
          } else {
            this.show({ kind: 'gone-elsewhere' });
          }
          this.view.fire('holdfast-released', { hold: found.hold });
        }
        break;
    }
  }

  private foundHeld(found: OwnHold): void {
    if (found.hold.expiresIn === 0) {
      // Less than a second: the service says when it is over.
      this.askTimer = setTimeout(() => void this.find(), ABOUT_UP);
    }
    const before = this.own;
    const { chosen, held } = this;
    if (before?.hold.id === found.hold.id && !chosen.equals(held)) {
      // What the visitor is just changing is kept.
      this.own = found;
      this.held = Selection.of(found.hold, this.layout);
      this.chosen = this.held.withChange(held, chosen);
      this.view.selected();
      this.countdown.start(found.hold.expiresIn, found.askedAt);
      this.view.requestUpdate();
    } else {
      this.adopt(found);
      const all = this.held.withAll(chosen);
      if (before === undefined && all.size <= this.sale.holdPolicy.maxSeatsPerHold) {
        this.chosen = all;
        this.view.selected();
      }
    }
    if (this.view.holdOn === 'select') {
      void this.sync();
    }
  }

  private expired(own: OwnHold): void {
    const what = Selection.of(own.hold, this.layout);
    this.end();
    this.show({ kind: 'expired', what });
    const said = this.messages.expired(this.names.selection(what));
    this.view.say(`${this.messages.expiredTitle}. ${said}`);
    this.view.fire('holdfast-expired', { hold: own.hold });
  }

  /** Chooses again what the time was up for, as far as nobody else has it. */
  chooseAgain(what: Selection): void {
    const taken = [...what.seats.keys()].filter(
      (seat) => this.seats.states[seat] !== SeatState.Available,
    );
    let left = what.withoutSeats(taken);
    for (const area of what.areas.keys()) {
      left = left.withAtMost(area, this.seats.areas[area]!.available);
    }
    const all = this.chosen.withAll(left);
    if (left.size === 0) {
      this.show({ kind: 'said', text: this.messages.allTaken });
      this.view.say(this.messages.allTaken);
    } else if (!this.isFull(all.size - this.chosen.size)) {
      this.show(undefined);
      this.choose(all);
      this.view.focusFoot();
    }
  }

  /** There is no hold any more, and nothing chosen. */
  private end(): void {
    this.countdown.stop();
    this.own = undefined;
    this.held = this.chosen = Selection.EMPTY;
    this.warned = false;
    this.view.selected();
    this.view.fire('holdfast-selection', this.selectionDetail());
    this.view.requestUpdate();
  }

  private confirmed(found: OwnHold): void {
    const before = this.own?.hold.id === found.hold.id ? this.own : undefined;
    // Another tab knows which reservation it is, but may have forgotten it by now.
    const { hold, reservation = before?.reservation } = found;
    if (reservation?.status === 'cancelled') {
      this.holdings.forget(hold.id);
      this.end();
      this.show({ kind: 'cancelled', code: reservation.code });
      this.view.say(this.messages.cancelled(reservation.code));
      return;
    }
    this.countdown.stop();
    this.own = reservation === undefined ? found : { ...found, reservation };
    this.held = this.chosen =
      reservation === undefined
        ? Selection.of(hold, this.layout)
        : Selection.of(whatIsLeftOf(reservation), this.layout);
    this.view.selected();
    this.show(undefined);
    if (before?.hold.status !== 'confirmed') {
      this.view.fire(
        'holdfast-confirmed',
        reservation === undefined ? { hold } : { hold, reservation },
      );
      this.view.say([this.messages.confirmedTitle, reservation?.code ?? ''].join('. '));
    }
    this.view.requestUpdate();
  }

  /** Makes a reservation of the hold. */
  async confirm(): Promise<void> {
    const { own } = this;
    const done = await this.attempt('confirming', (holdings) => holdings.confirm(own!));
    if (done !== undefined) {
      this.view.focusFoot();
      this.confirmed(done);
    }
  }

  /** Gets the hold more time. */
  async extend(): Promise<void> {
    const { own } = this;
    const done = await this.attempt('extending', (holdings) => holdings.extend(own!));
    if (done !== undefined) {
      const { held, chosen } = this;
      this.adopt(done);
      if (!chosen.equals(held)) {
        this.choose(this.held.withChange(held, chosen));
      }
      this.view.say(this.messages.kept(clock(this.countdown.left)));
    }
  }

  /** Gives the hold back. */
  async release(): Promise<boolean> {
    const { own } = this;
    const done = await this.attempt('releasing', async (holdings) => {
      await holdings.release(own!);
      return own!;
    });
    if (done === undefined) {
      return false;
    }
    this.end();
    this.view.fire('holdfast-released', { hold: released(done.hold) });
    this.view.say(this.messages.released);
    return true;
  }

  /** After a reservation: the next one. */
  startOver(): void {
    this.holdings.forget(this.own!.hold.id);
    this.end();
    this.view.focusFoot();
  }

  /** Does something with the service; undefined if it did not come off, which is shown. */
  private async attempt<T>(
    busy: Busy,
    work: (holdings: Holdings) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.busy !== undefined) {
      return undefined;
    }
    this.busy = busy;
    this.asked++;
    this.show(undefined);
    try {
      const done = await work(this.holdings);
      this.unanswered = undefined;
      return this.closed ? undefined : done;
    } catch (error) {
      if (!this.closed) {
        this.busy = undefined;
        this.failed(error);
        if (error instanceof Unreachable) {
          this.unanswered = busy;
          this.findAgain();
        }
      }
      return undefined;
    } finally {
      if (!this.closed) {
        this.busy = undefined;
        this.view.requestUpdate();
        setTimeout(() => this.afterwards());
      }
    }
  }

  /** Does what had to wait until the service had answered. */
  private afterwards(): void {
    if (this.closed || this.busy !== undefined) {
      return;
    }
    this.lookForLosses();
    this.doubt();
    if (this.view.holdOn === 'select') {
      void this.sync();
    }
    if (this.askLater) {
      this.askLater = false;
      void this.find();
    }
  }

  private failed(error: unknown): void {
    this.tellError(error);
    if (!(error instanceof Refused)) {
      this.show({ kind: 'no-answer' });
      this.view.say(this.messages.noAnswer);
      return;
    }
    const { problem } = error;
    switch (problem.kind) {
      case 'seats-unavailable':
        this.conflicted(problem.conflicts);
        break;
      case 'sales-closed':
        this.show({
          kind: 'closed',
          opensAt: problem.salesOpenAt,
          over: problem.reason === 'over',
        });
        this.view.say(this.messages.salesClosed);
        break;
      case 'hold-expired':
      case 'hold-released':
      case 'hold-confirmed':
        // The hold is not as it was thought to be: what it is decides what is said.
        queueMicrotask(() => void this.find());
        break;
      case 'quote-mismatch':
        this.show({ kind: 'said', text: this.messages.otherPrice });
        this.view.say(this.messages.otherPrice);
        queueMicrotask(() => void this.find());
        break;
      case 'not-found':
        if (this.isHeld()) {
          queueMicrotask(() => void this.find());
        } else {
          const text = `${this.messages.notFoundTitle}. ${this.messages.notFound}`;
          this.show({ kind: 'refused', text });
          this.view.say(text);
        }
        break;
      case 'invalid-selection':
        this.refused(error);
        if (this.isHeld()) {
          // Most likely another tab has changed what is held.
          queueMicrotask(() => void this.find());
        }
        break;
      case 'resync':
      case 'other':
        this.refused(error);
        break;
    }
  }

  private refused({ message }: Refused): void {
    this.show({ kind: 'refused', text: message });
    this.view.say(`${this.messages.refusedTitle}. ${message}`);
  }

  private conflicted(conflicts: readonly Conflict[]): void {
    const taken = conflicts
      .filter((conflict): conflict is SeatConflict => 'seat' in conflict)
      .map(({ seat }) => this.layout.seatNumber(seat))
      .filter((seat) => seat >= 0);
    // The answer is newer than what the stream has told.
    for (const conflict of conflicts) {
      if ('seat' in conflict) {
        const seat = this.layout.seatNumber(conflict.seat);
        this.seats.states[seat] = {
          held: SeatState.Held,
          reserved: SeatState.Reserved,
          blocked: SeatState.Blocked,
        }[conflict.reason];
      }
    }
    this.view.changed(taken);
    const instead =
      taken.length > 0 ? standIns(this.layout, this.seats.states, this.chosen.seats, taken) : NONE;
    let rest = this.chosen.withoutSeats(taken);
    for (const { area, available } of conflicts.filter(
      (one): one is AreaConflict => 'area' in one,
    )) {
      rest = rest.withAtMost(
        this.layout.areas.findIndex(({ id }) => id === area),
        available,
      );
    }
    if (this.view.holdOn === 'submit') {
      this.choose(rest);
    }
    this.show({ kind: 'conflict', conflicts, taken, instead });
    const names = [this.names.seats(taken), ...this.shortages(conflicts)].filter(
      (text) => text !== '',
    );
    this.view.say(
      [this.messages.conflictTitle, this.messages.conflict(names.join('; '))].join('. '),
    );
  }

  /** The areas of a conflict, with what they have left. */
  shortages(conflicts: readonly Conflict[]): string[] {
    return conflicts
      .filter((one): one is AreaConflict => 'area' in one)
      .map(({ area, available }) => {
        const number = this.layout.areas.findIndex(({ id }) => id === area);
        return this.messages.areaConflict(number < 0 ? area : this.names.area(number), available);
      });
  }

  /** Chooses the seats that were proposed. */
  takeInstead({ seats, givenUp }: StandIns): void {
    const types = givenUp.map((seat) => this.chosen.seats.get(seat));
    let selection = this.chosen.withoutSeats(givenUp);
    for (const [i, seat] of seats.entries()) {
      selection = selection.withSeat(seat, types[i] ?? this.defaultType);
    }
    if (!this.isFull(selection.size - this.chosen.size)) {
      this.show(undefined);
      this.choose(selection);
    }
  }

  /** Hands the hold over to the shop. */
  checkout(): void {
    this.view.fire('holdfast-checkout', { hold: this.own!.hold, secret: this.own!.secret });
  }

  // --- Telling ------------------------------------------------------------------------------

  private tellError(error: unknown): void {
    const kind = error instanceof Refused ? error.problem.kind : 'no-answer';
    const message = error instanceof Error ? error.message : String(error);
    this.view.fire('holdfast-error', { kind, message });
  }

  /** The seats that are proposed in place of others. */
  get pointedAt(): readonly number[] {
    return this.notice?.kind === 'conflict' ? this.notice.instead.seats : [];
  }

  /** Shows a notice in place of the last one, or none. */
  show(notice: Notice | undefined): void {
    this.notice = notice;
    this.view.point(this.pointedAt);
    this.view.requestUpdate();
  }
}

function released(hold: Hold): Hold {
  return { ...hold, status: 'released', expiresIn: 0 };
}

/** What is not cancelled of a reservation. */
function whatIsLeftOf({ seats, areas, cancelled, cancelledAreas }: Reservation): {
  seats: PricedSeat[];
  areas: PricedArea[];
} {
  const isLeft = (area: string, number: number) =>
    !cancelledAreas?.some(({ id, numbers }) => id === area && numbers.includes(number));
  return {
    seats: seats.filter(({ id }) => !cancelled?.includes(id)),
    areas: areas.map((area) => {
      const numbers = area.numbers.filter((number) => isLeft(area.id, number));
      return { ...area, numbers, quantity: numbers.length };
    }),
  };
}
