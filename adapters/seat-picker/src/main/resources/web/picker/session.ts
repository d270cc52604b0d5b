import type { HoldKey, Selection as Wanted } from '../public/picker/1/holdfast-seat-picker.js';
import { type Api, Refused, Unreachable } from './api.js';
import { Choice } from './choice.js';
import { Countdown } from './countdown.js';
import { EventReader } from './event-reader.js';
import { errorDetail } from './events.js';
import { clock } from './format.js';
import { Holdings, type OwnHold } from './holdings.js';
import { Lookup } from './lookup.js';
import type { Language } from './messages/index.js';
import type { EventOnSale, Hold, PackedAvailability, Reservation } from './model.js';
import type { Layout } from './room/layout.js';
import { Seats } from './seats.js';
import { Selection } from './selection.js';
import { Telling } from './telling.js';
import type { View } from './ui.js';

/** From so many seconds before its end on, a hold can be kept with one press. */
export const WARNING = 180;
/** How soon the service is asked again when the time is about up, in milliseconds. */
const ABOUT_UP = 500;

type Busy = 'holding' | 'changing' | 'extending' | 'releasing' | 'confirming';

/** One visitor at one event, from the first seat to the reservation. */
export class Session {
  readonly seats: Seats;
  readonly telling: Telling;
  readonly choice: Choice;
  readonly lookup: Lookup;
  busy: Busy | undefined;
  /** Whether the seats, and the hold that there may be, are known. */
  isOpen = false;

  private readonly holdings: Holdings;
  private readonly countdown: Countdown;
  private readonly event: EventReader;
  private warned = false;
  private syncing = false;
  private closed = false;
  /** What the page has given and the service has not told of yet. */
  private given: HoldKey | undefined;
  /** What was last tried, and nobody knows whether it was done. */
  private unanswered: Busy | undefined;

  /** @param base where the service is */
  constructor(
    api: Api,
    base: string,
    public sale: EventOnSale,
    readonly layout: Layout,
    private readonly view: View,
    language: Language,
  ) {
    this.event = new EventReader(api, sale, (changed) => this.changed(changed));
    this.telling = new Telling(sale, layout, view, language);
    this.seats = new Seats(api, sale.id, layout, {
      renewed: () => {
        view.renewed();
        this.compare();
      },
      changed: (numbers) => {
        view.changed(numbers);
        this.compare();
      },
      connected: (connected) => this.telling.tellConnected(connected),
      event: (version) => this.event.heard(version),
      restarted: (version) => this.event.restarted(version),
      paused: (paused, version) => this.event.heardPaused(paused, version),
    });
    this.choice = new Choice(sale, layout, this.seats, this.telling, view, {
      chosen: () => void this.sync(),
      isConfirming: () => this.busy === 'confirming',
      isUnsure: () =>
        this.busy !== undefined || this.unanswered !== undefined || this.holdings.isPending,
    });
    this.lookup = new Lookup({
      isBusy: () => this.busy !== undefined,
      isDoubtful: () => this.choice.isDoubtful(),
      token: () => api.token,
      look: () => this.holdings.restore(this.choice.own),
      found: (hold) => this.found(hold),
      failed: (error) => this.failed(error),
    });
    const ask = () => void this.lookup.ask();
    this.holdings = new Holdings(api, base, sale.id, ask, () => view.placer());
    this.countdown = new Countdown({
      tick: (left) => this.onTick(left),
      mark: (left) => {
        const { messages } = this.telling;
        view.say(left >= 60 ? messages.saysMinutes(left / 60) : messages.saysSeconds(left));
      },
      ask,
    });
  }

  /**
   * Begins with the first snapshot, and with the hold that there may be from before.
   *
   * @param given a hold that the page gives in its place
   * @param preset what is chosen where there is no hold
   */
  async open(
    first: PackedAvailability,
    given: HoldKey | undefined,
    preset: Wanted | undefined,
  ): Promise<void> {
    this.seats.open(first);
    await (given === undefined ? this.lookup.ask() : this.take(given));
    this.isOpen = true;
    if (preset !== undefined && this.choice.own === undefined && !this.closed) {
      this.choice.preset(preset);
    }
  }

  /** Takes over a hold that the shop has placed. */
  async take(given: HoldKey): Promise<void> {
    this.given = given;
    this.holdings.give(given);
    await this.lookup.ask();
  }

  close(): void {
    this.closed = true;
    this.event.close();
    this.lookup.close();
    this.choice.close();
    this.countdown.destroy();
    this.seats.close();
    this.holdings.destroy();
  }

  /** Shows the event as it is by now, and looks what of the choice can still be. */
  private changed(sale: EventOnSale): void {
    this.sale = sale;
    this.choice.sale = sale;
    this.telling.changed(sale);
    this.view.fire('holdfast-event', { event: sale });
    this.view.renewed();
    this.compare();
  }

  /** Looks whether what the stream tells goes with what is chosen and held. */
  private compare(): void {
    this.choice.lookForWithdrawn();
    this.choice.lookForLosses();
    this.lookup.doubt();
  }

  /** Whole seconds that the hold has left. */
  get left(): number {
    return this.countdown.left;
  }

  /** Whether the hold can get more time. */
  isExtendable(): boolean {
    const { expiresAt, maxExpiresAt } = this.choice.own!.hold;
    return Date.parse(maxExpiresAt) - Date.parse(expiresAt) >= 1_000;
  }

  private onTick(left: number): void {
    if (this.choice.isHeld() && left <= WARNING && !this.warned) {
      this.warned = true;
      this.view.fire('holdfast-expiring', {
        hold: this.choice.own!.hold,
        seconds: left,
        extendable: this.isExtendable(),
      });
    }
    this.view.requestUpdate();
  }

  // --- What the visitor wants ---------------------------------------------------------------

  /**
   * Where seats are to be held as soon as they are chosen, brings the hold in line with the choice,
   * as often as the choice changes meanwhile.
   */
  async sync(): Promise<void> {
    // What the service is busy with comes first; afterwards this is looked into again.
    if (!this.view.isAtOnce() || this.syncing || this.busy !== undefined) {
      return;
    }
    this.syncing = true;
    const { choice } = this;
    try {
      while (!choice.chosen.equals(choice.held) && !choice.isDone()) {
        if (!(await this.hold())) {
          // What can't be held is not to look as if it were.
          choice.choose(choice.own === undefined ? Selection.EMPTY : choice.held);
          break;
        }
      }
    } finally {
      this.syncing = false;
    }
  }

  /** Holds what is chosen: a new hold, a changed one, or none. */
  async hold(): Promise<boolean> {
    const { chosen, held } = this.choice;
    const own = this.choice.isHeld() ? this.choice.own : undefined;
    if (own !== undefined && chosen.size === 0) {
      return this.release();
    }
    const done = await this.attempt(own === undefined ? 'holding' : 'changing', () =>
      this.holdings.inTurn(() =>
        own === undefined
          ? this.place(chosen)
          : this.holdings.change(own, chosen.changeFrom(held, this.layout)),
      ),
    );
    if (done === undefined) {
      return false;
    }
    if (done.hold.status !== 'held') {
      this.found(done);
      return false;
    }
    this.adopt(done, chosen);
    if (own === undefined) {
      const { messages, format } = this.telling;
      this.view.say(messages.saysHeld(format.duration(this.left)));
    }
    return true;
  }

  private async place(wanted: Selection): Promise<OwnHold> {
    const isRepeated = this.holdings.isOwnPending;
    const other = await this.holdings.other();
    if (other === undefined) {
      return this.holdings.place(wanted.toNewHold(this.layout));
    }
    // If another tab was faster, what is chosen here comes on top of what is held there. What was
    // asked for here with no answer is what was wanted then.
    const there = Selection.of(other.hold, this.layout);
    const all = isRepeated ? wanted : there.withAll(wanted);
    return all.equals(there) || all.size > this.sale.holdPolicy.maxSeatsPerHold
      ? other
      : this.holdings.change(other, all.changeFrom(there, this.layout));
  }

  /** Gets the hold more time. */
  async extend(): Promise<void> {
    const done = await this.attempt('extending', (own) => this.holdings.extend(own!));
    if (done !== undefined) {
      this.adopt(done, this.choice.held);
      this.view.say(this.telling.messages.kept(clock(this.left)));
    }
  }

  /** Gives the hold back. */
  async release(): Promise<boolean> {
    const done = await this.attempt('releasing', async (own) => {
      await this.holdings.release(own!);
      return own!;
    });
    if (done === undefined) {
      return false;
    }
    this.end();
    this.view.fire('holdfast-released', { hold: released(done.hold) });
    this.view.say(this.telling.messages.released);
    return true;
  }

  /** Makes a reservation of the hold. */
  async confirm(): Promise<void> {
    const done = await this.attempt('confirming', (own) => this.holdings.confirm(own!));
    if (done !== undefined) {
      this.view.focusFoot();
      this.confirmed(done);
    }
  }

  /** Hands the hold over to the shop. */
  checkout(): void {
    this.view.fire('holdfast-checkout', { hold: this.choice.own!.hold });
  }

  /** After a reservation: the next one. */
  startOver(): void {
    this.holdings.forget(this.choice.own!.hold.id);
    this.end();
    this.view.focusFoot();
  }

  /** Does something with the service; undefined if it did not come off, which is shown. */
  private async attempt<T>(
    busy: Busy,
    work: (own: OwnHold | undefined) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.busy !== undefined) {
      return undefined;
    }
    this.busy = busy;
    this.lookup.overtake();
    this.telling.show(undefined);
    try {
      const done = await work(this.choice.own);
      this.unanswered = undefined;
      return this.closed ? undefined : done;
    } catch (error) {
      if (!this.closed) {
        this.busy = undefined;
        this.failed(error);
        if (error instanceof Unreachable) {
          this.unanswered = busy;
          this.lookup.askAgain(error);
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
    if (!this.closed && this.busy === undefined) {
      this.compare();
      void this.sync();
      this.lookup.askIfWaiting();
    }
  }

  // --- What has become of the hold ----------------------------------------------------------

  private found(found: OwnHold | undefined): void {
    const { messages, names } = this.telling;
    const { own, held } = this.choice;
    const { unanswered } = this;
    this.unanswered = undefined;
    this.telling.takeBack('no-answer');
    const { given } = this;
    this.given = undefined;
    if (given !== undefined && found?.hold.id !== given.id) {
      const message = messages.goneElsewhere;
      this.view.fire('holdfast-error', { kind: 'not-found', message, status: 404 });
      if (own !== undefined) {
        void this.take({ id: own.hold.id, secret: own.secret });
        return;
      }
      this.telling.remark(message);
    }
    if (found === undefined) {
      if (this.choice.isHeld()) {
        this.end();
        this.telling.tell({ kind: 'gone', what: held }, messages.gone(names.selection(held)));
        this.view.fire('holdfast-released', { hold: released(own!.hold) });
      }
      this.choice.lookForLosses();
      return;
    }
    const { hold } = found;
    switch (hold.status) {
      case 'held':
        this.foundHeld(found);
        break;
      case 'confirmed':
        this.confirmed(found);
        break;
      case 'expired': {
        const what = Selection.of(hold, this.layout);
        const said = messages.expired(names.selection(what));
        this.holdings.forget(hold.id);
        this.end();
        this.telling.tell({ kind: 'expired', what }, messages.expiredTitle, said);
        this.view.fire('holdfast-expired', { hold });
        break;
      }
      case 'released':
        this.holdings.forget(hold.id);
        if (own !== undefined) {
          this.end();
          if (unanswered === 'releasing') {
            this.view.say(messages.released);
          } else {
            this.telling.show({ kind: 'gone-elsewhere' });
          }
          this.view.fire('holdfast-released', { hold });
        }
        break;
    }
  }

  private foundHeld(found: OwnHold): void {
    if (found.hold.expiresIn === 0) {
      // Less than a second: the service says when it is over.
      this.lookup.askIn(ABOUT_UP);
    }
    const { own, held, chosen } = this.choice;
    // What the visitor is just changing is kept.
    this.adopt(found, own?.hold.id === found.hold.id ? held : chosen);
    const all = this.choice.held.withAll(chosen);
    if (
      own === undefined &&
      all.size <= this.sale.holdPolicy.maxSeatsPerHold &&
      !all.equals(this.choice.held)
    ) {
      this.choice.choose(all);
    }
    void this.sync();
  }

  /**
   * Takes a hold over as one's own.
   *
   * @param since what was chosen when it was asked for: what was changed after that is kept
   */
  private adopt(own: OwnHold, since: Selection): void {
    const held = Selection.of(own.hold, this.layout);
    this.choice.have(own, held, held.withChange(since, this.choice.chosen));
    this.view.fire('holdfast-held', { hold: own.hold });
    this.countdown.start(own.hold.expiresIn, own.askedAt);
    this.warned = this.warned && this.left <= WARNING;
  }

  private confirmed(found: OwnHold): void {
    const { messages } = this.telling;
    const before = this.choice.own?.hold.id === found.hold.id ? this.choice.own : undefined;
    // Another tab knows which reservation it is, but may have forgotten it by now.
    const { hold, reservation = before?.reservation } = found;
    if (reservation?.status === 'cancelled') {
      const { code } = reservation;
      this.holdings.forget(hold.id);
      this.end();
      this.telling.tell({ kind: 'cancelled', code }, messages.cancelled(code));
      return;
    }
    this.countdown.stop();
    const held = Selection.of(reservation === undefined ? hold : leftOf(reservation), this.layout);
    this.choice.have({ ...found, reservation }, held, held);
    this.telling.show(undefined);
    if (before?.hold.status !== 'confirmed') {
      this.view.fire('holdfast-confirmed', { hold, reservation });
      this.view.say([messages.confirmedTitle, reservation?.code ?? ''].join('. '));
    }
  }

  /** There is no hold any more, and nothing chosen. */
  private end(): void {
    this.countdown.stop();
    this.warned = false;
    this.choice.have(undefined, Selection.EMPTY, Selection.EMPTY);
  }

  // --- What the service refuses -------------------------------------------------------------

  private failed(error: unknown): void {
    const { messages } = this.telling;
    const detail = errorDetail(error, messages);
    const { kind, message } = detail;
    this.view.fire('holdfast-error', detail);
    if (!(error instanceof Refused)) {
      this.telling.tell({ kind: 'no-answer', problem: kind }, message);
      return;
    }
    const { problem } = error;
    switch (kind) {
      case 'seats-unavailable':
        this.choice.conflicted(problem.conflicts ?? []);
        break;
      case 'sales-closed': {
        const { salesOpenAt: at } = problem;
        const isKnown = at === this.sale.salesOpenAt;
        const local = isKnown ? this.sale.salesOpenAtLocal : undefined;
        const opensAt = at === undefined ? undefined : { at, local };
        this.telling.tell({ kind: 'closed', opensAt, reason: problem.reason }, message);
        break;
      }
      case 'hold-expired':
      case 'hold-released':
      case 'hold-confirmed':
        // The hold is not as it was thought to be: what it is decides what is said.
        void this.lookup.ask();
        break;
      case 'quote-mismatch':
        this.telling.remark(message);
        void this.lookup.ask();
        break;
      case 'not-found':
        if (this.choice.isHeld()) {
          void this.lookup.ask();
        } else {
          this.refused(kind, message);
        }
        break;
      default:
        this.refused(kind, message);
        if (kind === 'invalid-selection' && this.choice.isHeld()) {
          // Most likely another tab has changed what is held.
          void this.lookup.ask();
        }
        break;
    }
  }

  private refused(problem: string, message: string): void {
    const { refusedTitle } = this.telling.messages;
    this.telling.tell({ kind: 'refused', problem }, refusedTitle, message);
  }
}

function released(hold: Hold): Hold {
  return { ...hold, status: 'released', expiresIn: 0 };
}

/** What is not cancelled of a reservation. */
function leftOf({
  seats,
  areas,
  cancelled,
  cancelledAreas,
}: Reservation): Pick<Reservation, 'seats' | 'areas'> {
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
