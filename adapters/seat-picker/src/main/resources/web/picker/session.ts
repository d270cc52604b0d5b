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
  PackedAvailability,
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
/** How soon the service is asked again when it did not answer, or when the time is about up. */
const ASK_AGAIN = 5_000;
const ABOUT_UP = 500;

/** What the picker tells the visitor about what has just happened. */
export type Notice =
  | {
      readonly kind: 'conflict';
      readonly conflicts: readonly Conflict[];
      readonly taken: readonly number[];
      readonly instead: StandIns;
    }
  | { readonly kind: 'expired'; readonly what: string }
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
  private lossTimer: ReturnType<typeof setTimeout> | undefined;
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
    this.view.requestUpdate();
  }

  private onChanged(numbers: readonly number[]): void {
    this.view.changed(numbers);
    this.lookForLosses();
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
    return this.busy !== undefined || this.closed
      ? []
      : [...this.chosen.seats.keys()].filter(
          (seat) => this.seats.states[seat] !== SeatState.Available && !this.held.seats.has(seat),
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

  private isFull(): boolean {
    const most = this.sale.holdPolicy.maxSeatsPerHold;
    if (this.chosen.size < most) {
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
    return this.isHeld() && this.chosen.equals(this.held)
      ? this.own!.hold.quote.total
      : this.chosen.total(this.sale, this.layout);
  }

  // --- Holding ------------------------------------------------------------------------------

  /** Brings the hold in line with the choice, as often as the choice changes meanwhile. */
  private async sync(): Promise<void> {
    if (this.syncing) {
      return;
    }
    this.syncing = true;
    try {
      while (!this.chosen.equals(this.held) && !this.isDone()) {
        if (!(await this.hold())) {
          // What can't be held is not to look as if it were.
          this.choose(this.isHeld() ? this.held : Selection.EMPTY);
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
    const { own } = this;
    if (own !== undefined && this.isHeld() && wanted.size === 0) {
      return this.release();
    }
    const done = await this.attempt(
      own === undefined ? 'holding' : 'changing',
      async (holdings) => {
        if (own === undefined || !this.isHeld()) {
          return holdings.inTurn(async () => {
            const other = holdings.isThere ? await holdings.restore() : undefined;
            if (other?.hold.status !== 'held') {
              return holdings.place(wanted.toNewHold(this.layout));
            }
            // Another tab was faster: what is chosen here comes on top of what is held there.
            const there = Selection.of(other.hold, this.layout);
            const { seats, ticketTypes, areas } = wanted.toNewHold(this.layout);
            const add = seats.filter((id) => !there.seats.has(this.layout.seatNumber(id)));
            return holdings.change(other, { add, remove: [], ticketTypes, areas });
          });
        }
        return holdings.inTurn(() =>
          holdings.change(own, wanted.changeFrom(this.held, this.layout)),
        );
      },
    );
    if (done === undefined) {
      return false;
    }
    const meanwhile = this.chosen;
    this.adopt(done);
    if (this.view.holdOn === 'select' && !meanwhile.equals(wanted)) {
      this.chosen = meanwhile;
      this.view.selected();
    }
    if (own === undefined) {
      this.view.say(this.messages.saysHeld(this.format.duration(this.countdown.left)));
    }
    return true;
  }

  /** Takes a hold over as one's own. */
  private adopt(own: OwnHold): void {
    this.own = own;
    this.held = Selection.of(own.hold, this.layout);
    this.chosen = this.held;
    this.view.selected();
    this.countdown.start(own.hold.expiresIn, own.askedAt);
    this.warned = this.warned && this.countdown.left <= WARNING;
    this.view.fire('holdfast-held', { hold: own.hold, secret: own.secret });
    this.view.fire('holdfast-selection', this.selectionDetail());
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
      return;
    }
    clearTimeout(this.askTimer);
    try {
      const found = await this.holdings.restore();
      if (!this.closed && this.busy === undefined) {
        this.found(found);
      }
    } catch (error) {
      if (this.closed) {
        return;
      }
      if (error instanceof Unreachable) {
        this.askTimer = setTimeout(() => void this.find(), ASK_AGAIN);
      } else {
        this.failed(error);
      }
    }
  }

  private found(found: OwnHold | undefined): void {
    const before = this.own;
    if (found === undefined) {
      if (before !== undefined && this.isHeld()) {
        this.end();
        this.show({ kind: 'gone-elsewhere' });
        this.view.fire('holdfast-released', { hold: before.hold });
      } else if (before !== undefined && this.isDone()) {
        this.startOver();
      }
      return;
    }
    switch (found.hold.status) {
      case 'held':
        if (found.hold.expiresIn === 0) {
          // Less than a second: the service says when it is over.
          this.askTimer = setTimeout(() => void this.find(), ABOUT_UP);
        }
        if (before?.hold.id === found.hold.id && !this.chosen.equals(this.held)) {
          // What the visitor is just changing is kept.
          this.own = found;
          this.held = Selection.of(found.hold, this.layout);
          this.countdown.start(found.hold.expiresIn, found.askedAt);
          this.view.requestUpdate();
        } else {
          this.adopt(found);
        }
        break;
      case 'confirmed':
        this.confirmed(found);
        break;
      case 'expired':
        this.holdings.forget();
        this.expired(found);
        break;
      case 'released':
        this.holdings.forget();
        if (before !== undefined) {
          this.end();
          this.show({ kind: 'gone-elsewhere' });
          this.view.fire('holdfast-released', { hold: found.hold });
        }
        break;
    }
  }

  private expired(own: OwnHold): void {
    const what = this.names.selection(Selection.of(own.hold, this.layout));
    this.end();
    this.show({ kind: 'expired', what });
    this.view.say(`${this.messages.expiredTitle}. ${this.messages.expired(what)}`);
    this.view.fire('holdfast-expired', { hold: own.hold });
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

  private confirmed(own: OwnHold): void {
    this.countdown.stop();
    const before = this.own;
    this.own = own;
    this.held = this.chosen = Selection.of(own.reservation ?? own.hold, this.layout);
    this.view.selected();
    this.show(undefined);
    if (before?.hold.status !== 'confirmed') {
      const { hold, reservation } = own;
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
      const draft = this.chosen;
      this.adopt(done);
      this.chosen = draft;
      this.view.selected();
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
    this.view.fire('holdfast-released', { hold: done.hold });
    this.view.say(this.messages.released);
    return true;
  }

  /** After a reservation: the next one. */
  startOver(): void {
    this.holdings.forget();
    this.end();
    this.view.focusFoot();
  }

  /** Does something with the service; undefined if it did not come off, which is shown. */
  private async attempt<T>(
    busy: Busy,
    work: (holdings: Holdings) => Promise<T>,
  ): Promise<T | undefined> {
    this.busy = busy;
    this.show(undefined);
    try {
      const done = await work(this.holdings);
      return this.closed ? undefined : done;
    } catch (error) {
      if (!this.closed) {
        this.busy = undefined;
        this.failed(error);
      }
      return undefined;
    } finally {
      if (!this.closed) {
        this.busy = undefined;
        this.view.requestUpdate();
        this.lookForLosses();
      }
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
      case 'quote-mismatch':
        // The hold is not as it was thought to be: what it is decides what is said.
        queueMicrotask(() => void this.find());
        break;
      case 'not-found':
        this.holdings.forget();
        queueMicrotask(() => void this.find());
        break;
      case 'invalid-selection':
      case 'resync':
      case 'other':
        this.show({ kind: 'refused', text: error.message });
        this.view.say(`${this.messages.refusedTitle}. ${error.message}`);
        break;
    }
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
    this.show(undefined);
    this.choose(selection);
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
