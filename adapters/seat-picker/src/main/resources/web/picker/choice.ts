import type { Selection as Wanted } from '../public/picker/1/holdfast-seat-picker.js';
import type { HoldfastEvents } from './events.js';
import { feeOf, priceOf } from './format.js';
import type { OwnHold } from './holdings.js';
import type { AreaConflict, Conflict, EventOnSale, SeatConflict } from './model.js';
import type { Layout } from './room/layout.js';
import { SeatState } from './room/room.js';
import { GRACE, type Seats } from './seats.js';
import { ANY, Selection } from './selection.js';
import { standIns, type StandIns } from './suggest.js';
import type { Telling } from './telling.js';
import type { View } from './ui.js';

const STATE_OF = {
  held: SeatState.Held,
  reserved: SeatState.Reserved,
  blocked: SeatState.Blocked,
  'not-for-sale': SeatState.Blocked,
} as const;

interface ChoiceListener {
  /** Something else is chosen. */
  chosen(): void;
  /** Whether what is chosen is just becoming a reservation. */
  isConfirming(): boolean;
  /** Whether the service may have done something that nobody has heard of. */
  isUnsure(): boolean;
}

/** What the visitor has chosen, and what of it is theirs. */
export class Choice {
  /** What is chosen. While there is a hold, what is to be held. */
  chosen = Selection.EMPTY;
  own: OwnHold | undefined;
  /** What the hold has, or what is left of the reservation that it became. */
  held = Selection.EMPTY;

  private lossTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    public sale: EventOnSale,
    private readonly layout: Layout,
    private readonly seats: Seats,
    private readonly telling: Telling,
    private readonly view: View,
    private readonly listener: ChoiceListener,
  ) {}

  close(): void {
    clearTimeout(this.lossTimer);
  }

  // --- What is whose ------------------------------------------------------------------------

  /** Whether seats are held. */
  isHeld(): boolean {
    return this.own?.hold.status === 'held';
  }

  /** Whether the hold has become a reservation. */
  isDone(): boolean {
    return this.own?.hold.status === 'confirmed';
  }

  /** Whether the hold has this seat, chosen still or not. */
  isOwn(seat: number): boolean {
    return this.isHeld() && this.held.seats.has(seat);
  }

  /** What a seat is to the visitor, in words. */
  stateOf(seat: number): string {
    const { messages, names } = this.telling;
    const isChosen = this.chosen.seats.has(seat);
    if (this.isDone() && isChosen) {
      return messages.ownReserved;
    }
    if (this.isOwn(seat)) {
      return isChosen ? messages.ownHeld : messages.available;
    }
    return isChosen ? messages.chosen : names.state(this.seats.states[seat]! as SeatState);
  }

  /** What the places that are chosen of an area are to the visitor, in words. */
  stateOfPlaces(area: number): string {
    const { messages } = this.telling;
    if (this.isDone()) {
      return messages.ownReserved;
    }
    return this.isHeld() && this.held.places(area) === this.chosen.places(area)
      ? messages.ownHeld
      : messages.chosen;
  }

  /** How many places more of an area can be chosen. */
  placesFree(area: number): number {
    const held = this.isHeld() ? this.held.places(area) : 0;
    return this.seats.areas[area]!.available + held - this.chosen.places(area);
  }

  /** Without fees. What was quoted for a hold stays, whatever the prices are now. */
  total(): number {
    if (this.isDone()) {
      const { hold, reservation } = this.own!;
      return (reservation?.total ?? hold.quote.total) - (reservation?.cancelledTotal ?? 0);
    }
    return this.sum(
      (seat, type) => this.priceOfSeat(seat, type),
      (area, type) => this.priceOfPlaces(area, type),
    );
  }

  /** What has to be paid besides the total. */
  fees(): number {
    return this.sum(
      (seat, type) => this.feeOfSeat(seat, type),
      (area, type) => this.feeOfPlaces(area, type),
    );
  }

  private sum(
    ofSeat: (seat: number, type: string) => number,
    ofPlaces: (area: number, type: string) => number,
  ): number {
    let sum = 0;
    for (const [seat, type] of this.chosen.seats) {
      sum += ofSeat(seat, type);
    }
    for (const [area, quantities] of this.chosen.areas) {
      for (const type of quantities.keys()) {
        sum += ofPlaces(area, type);
      }
    }
    return sum;
  }

  feeOfSeat(seat: number, type: string): number {
    return this.feeOf(this.layout.seatCategory[seat]!, type);
  }

  /** Of the chosen places of an area together. */
  feeOfPlaces(area: number, type: string): number {
    const { category } = this.layout.areas[area]!;
    return this.chosen.places(area, type) * this.feeOf(category, type);
  }

  private feeOf(category: number, type: string): number {
    return feeOf(this.view.fees(), this.layout.categories[category]!.id, type);
  }

  /** What a chosen seat costs without fees: what was quoted for it, or what it would be held for now. */
  priceOfSeat(seat: number, type: string): number {
    const id = this.layout.seatIds[seat];
    const quoted = this.own?.hold.seats.find((one) => one.id === id);
    return quoted !== undefined && (quoted.ticketType ?? ANY) === type
      ? quoted.price
      : priceOf(this.sale, this.layout.categories[this.layout.seatCategory[seat]!]!.id, type);
  }

  /** What the chosen places of an area cost together without fees. Those that are given back come last. */
  priceOfPlaces(area: number, type: string): number {
    const { id, category } = this.layout.areas[area]!;
    let left = this.chosen.places(area, type);
    let price = 0;
    for (const quoted of this.own?.hold.areas ?? []) {
      if (quoted.id === id && (quoted.ticketType ?? ANY) === type) {
        const kept = Math.min(left, quoted.quantity);
        price += kept * quoted.price;
        left -= kept;
      }
    }
    return price + left * priceOf(this.sale, this.layout.categories[category]!.id, type);
  }

  /** What is chosen, as the page is told. */
  detail(): HoldfastEvents['holdfast-selection'] {
    return {
      ...this.chosen.toNewHold(this.layout),
      total: this.total(),
      fees: this.fees(),
      currency: this.sale.currency,
      currencyDigits: this.sale.currencyDigits,
    };
  }

  /** Whether what the stream tells can't be so while there is this hold or reservation. */
  isDoubtful(): boolean {
    if (!this.isHeld() && !this.isDone()) {
      return false;
    }
    const taken = this.isDone() ? 'reserved' : 'held';
    return (
      [...this.held.seats.keys()].some((seat) => this.seats.states[seat] !== STATE_OF[taken]) ||
      [...this.held.areas.keys()].some(
        (area) => this.seats.areas[area]![taken] < this.held.places(area),
      )
    );
  }

  // --- Choosing -----------------------------------------------------------------------------

  /** Chooses a seat, or lets it go. */
  toggle(seat: number): void {
    if (this.isFinal()) {
      return;
    }
    const { messages, names } = this.telling;
    const name = names.seat(seat);
    if (this.chosen.seats.has(seat)) {
      this.choose(this.chosen.withoutSeats([seat]));
      this.view.say(messages.saysRemoved(name, this.chosen.size));
    } else if (!this.isFree(seat) && !this.isOwn(seat)) {
      this.telling.remark(messages.seatTaken(name));
    } else if (this.hasRoomFor(1)) {
      this.choose(this.chosen.withSeat(seat, this.held.seats.get(seat) ?? this.defaultType));
      this.sayChosen(name);
    }
  }

  private isFree(seat: number): boolean {
    return (
      this.seats.states[seat] === SeatState.Available &&
      this.telling.names.isForSale(this.layout.seatCategory[seat]!)
    );
  }

  /** Whether nothing can be chosen any more, because it is being sold or was. */
  private isFinal(): boolean {
    return this.isDone() || this.listener.isConfirming();
  }

  /** Chooses the only place that an area has, or lets it go: there is nothing to count. */
  toggleArea(area: number): void {
    const chosen = this.chosen.places(area, this.defaultType);
    if (chosen > 0 || this.placesFree(area) > 0) {
      this.setPlaces(area, this.defaultType, 1 - chosen);
    }
  }

  /** Chooses so many places of an area. */
  setPlaces(area: number, type: string, quantity: number): void {
    const more = quantity > this.chosen.places(area, type);
    if (this.isFinal() || quantity < 0 || (more && !this.hasRoomFor(1))) {
      return;
    }
    this.choose(this.chosen.withPlaces(area, type, quantity));
    this.sayChosen(`${quantity} × ${this.telling.names.area(area)}`);
  }

  /** Chooses this and nothing else. */
  choose(selection: Selection): void {
    this.telling.takeBack('said');
    this.have(this.own, this.held, selection);
    this.listener.chosen();
  }

  /** Takes over what is the visitor's by now, and what is chosen beside it. */
  have(own: OwnHold | undefined, held: Selection, chosen: Selection): void {
    const isOther = !chosen.equals(this.chosen);
    this.own = own;
    this.held = held;
    this.chosen = chosen;
    this.view.selected();
    if (isOther) {
      this.view.fire('holdfast-selection', this.detail());
    }
    this.view.requestUpdate();
  }

  /** Chooses what the page asks for and nothing else, as far as it can be had. */
  preset({ seats = [], areas = [] }: Wanted): void {
    const typed = <T extends { readonly ticketType?: string }>(one: T) => ({
      ...one,
      ticketType: this.typeOr(one.ticketType ?? this.defaultType),
    });
    const wanted = { seats: seats.map(typed), areas: areas.map(typed) };
    const { rest, gone, shortages } = this.parted(Selection.of(wanted, this.layout));
    if (this.isFinal() || !this.hasRoomFor(rest.size - this.chosen.size)) {
      return;
    }
    this.choose(rest);
    if (gone.length + shortages.length > 0) {
      const { messages, names } = this.telling;
      this.telling.remark(messages.conflict(names.unavailable(gone, shortages)));
    }
  }

  /** What of a selection can be had, and what can't. */
  private parted(wanted: Selection): {
    readonly rest: Selection;
    readonly gone: readonly number[];
    readonly shortages: readonly AreaConflict[];
  } {
    const { names } = this.telling;
    const gone = [...wanted.seats.keys()].filter((seat) => !this.isFree(seat) && !this.isOwn(seat));
    let rest = wanted.withoutSeats(gone);
    const shortages: AreaConflict[] = [];
    for (const area of wanted.areas.keys()) {
      const { id, category } = this.layout.areas[area]!;
      const held = this.isHeld() ? this.held.places(area) : 0;
      const free = names.isForSale(category) ? this.seats.areas[area]!.available : 0;
      const available = held + free;
      if (wanted.places(area) > available) {
        rest = rest.withAtMost(area, available);
        shortages.push({ kind: 'area', id, available });
      }
    }
    return { rest, gone, shortages };
  }

  /** Chooses again what the time was up for, as far as nobody else has it. */
  chooseAgain(what: Selection): void {
    const { rest } = this.parted(what);
    const all = this.chosen.withAll(rest);
    if (rest.size === 0) {
      this.telling.remark(this.telling.messages.allTaken);
    } else if (this.hasRoomFor(all.size - this.chosen.size)) {
      this.telling.show(undefined);
      this.choose(all);
      this.view.focusFoot();
    }
  }

  /** Chooses the seats that were proposed. */
  takeInstead({ seats, givenUp }: StandIns): void {
    const types = givenUp.map((seat) => this.chosen.seats.get(seat));
    let selection = this.chosen.withoutSeats(givenUp);
    for (const [i, seat] of seats.entries()) {
      selection = selection.withSeat(seat, types[i] ?? this.defaultType);
    }
    if (this.hasRoomFor(selection.size - this.chosen.size)) {
      this.telling.show(undefined);
      this.choose(selection);
    }
  }

  /** Gives up chosen seats that somebody else has now; one's own hold comes the same way. */
  lookForLosses(): void {
    if (this.lossTimer === undefined && this.lost().length > 0) {
      this.lossTimer = setTimeout(() => {
        this.lossTimer = undefined;
        const taken = this.lost();
        if (taken.length > 0) {
          const instead = standIns(this.layout, this.seats.states, this.chosen.seats, taken);
          this.choose(this.chosen.withoutSeats(taken));
          const { messages, names } = this.telling;
          const said = messages.lost(names.seats(taken));
          this.telling.tell({ kind: 'conflict', taken, shortages: [], instead }, said);
        }
      }, GRACE);
    }
  }

  private lost(): number[] {
    const lost = [...this.chosen.seats.keys()].filter(
      (seat) => this.seats.states[seat] !== SeatState.Available && !this.held.seats.has(seat),
    );
    // What was asked for with no answer may be one's own by now: only the service knows.
    return lost.length > 0 && this.listener.isUnsure() ? [] : lost;
  }

  /** Gives up what can't be bought any more, unless it is held. */
  lookForWithdrawn(): void {
    const { messages, names } = this.telling;
    const { seatCategory, areas } = this.layout;
    const seats = [...this.chosen.seats.keys()].filter(
      (seat) => !this.held.seats.has(seat) && !names.isForSale(seatCategory[seat]!),
    );
    let rest = this.chosen.withoutSeats(seats);
    const shortages: AreaConflict[] = [];
    for (const area of this.chosen.areas.keys()) {
      const { id, category } = areas[area]!;
      const available = this.held.places(area);
      if (this.chosen.places(area) > available && !names.isForSale(category)) {
        rest = rest.withAtMost(area, available);
        shortages.push({ kind: 'area', id, available });
      }
    }
    if (!rest.equals(this.chosen) && !this.listener.isUnsure()) {
      this.choose(rest);
      this.telling.remark(messages.conflict(names.unavailable(seats, shortages)));
    }
  }

  /** Takes what the service refused out of the choice, for others were faster. */
  conflicted(conflicts: readonly Conflict[]): void {
    const isOfSeat = (one: Conflict): one is SeatConflict => one.kind === 'seat';
    const shortages = conflicts.filter((one): one is AreaConflict => one.kind === 'area');
    const taken: number[] = [];
    for (const { id, reason } of conflicts.filter(isOfSeat)) {
      const seat = this.layout.seatNumber(id);
      if (seat >= 0) {
        // The answer is newer than what the stream has told.
        this.seats.states[seat] = STATE_OF[reason];
        taken.push(seat);
      }
    }
    this.view.changed(taken);
    const instead = standIns(this.layout, this.seats.states, this.chosen.seats, taken);
    if (!this.view.isAtOnce()) {
      let rest = this.chosen.withoutSeats(taken);
      for (const { id, available } of shortages) {
        rest = rest.withAtMost(
          this.layout.areas.findIndex((area) => area.id === id),
          available,
        );
      }
      this.choose(rest);
    }
    const { messages, names } = this.telling;
    this.telling.tell(
      { kind: 'conflict', taken, shortages, instead },
      messages.conflictTitle,
      messages.conflict(names.unavailable(taken, shortages)),
    );
  }

  /** The ticket type that a seat has if nobody says another. */
  private get defaultType(): string {
    return this.typeOr(this.view.ticketType());
  }

  /** This ticket type, or the event's first if it has no such. */
  private typeOr(wanted: string | undefined): string {
    const { ticketTypes } = this.sale;
    return (ticketTypes.find(({ id }) => id === wanted) ?? ticketTypes[0])?.id ?? ANY;
  }

  /** Whether so many more may be chosen; if not, it is told. */
  private hasRoomFor(more: number): boolean {
    // A hold that is larger than is allowed by now may stay as large as it is.
    const own = this.isHeld() ? this.held.size : 0;
    const most = Math.max(own, this.sale.holdPolicy.maxSeatsPerHold);
    const hasRoom = this.chosen.size + more <= most;
    if (!hasRoom) {
      this.telling.remark(this.telling.messages.atMost(most));
    }
    return hasRoom;
  }

  private sayChosen(what: string): void {
    const { messages, names } = this.telling;
    this.view.say(messages.saysChosen(what, this.chosen.size, names.price(this.total() + this.fees())));
  }
}
