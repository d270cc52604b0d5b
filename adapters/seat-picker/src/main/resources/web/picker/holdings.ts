import type { HoldKey, PlaceHold } from '../public/picker/1/holdfast-seat-picker.js';
import { afterLostTry, type Api, kindOf, newKey, type Problem, Refused, Unreachable } from './api.js';
import { checkHold, isToken } from './checks.js';
import type { Hold, HoldChange, NewHold, Reservation } from './model.js';

/** A request that may not have been answered: repeated with its key, it is carried out once. */
interface Pending {
  readonly body: string;
  readonly key: string;
  readonly at: number;
}

/** What is kept in the browser, so that a reload and other tabs find the hold. */
interface Kept {
  readonly pending?: Pending;
  readonly hold?: KeptHold;
}

interface KeptHold {
  readonly id: string;
  readonly secret: string;
  /** This browser has asked for the reservation, and may not have heard of it. */
  readonly confirming?: boolean;
  readonly reservationId?: string;
}

/** A hold and what proves that it is one's own. */
export interface OwnHold {
  readonly hold: Hold;
  readonly secret: string;
  /** When it was asked for, by `performance.now()`: what `expiresIn` counts from. */
  readonly askedAt: number;
  readonly reservation?: Reservation;
}

/** A reload does not repeat a request whose answer is so long overdue: its visitor has given up. */
const PENDING_FOR = 120_000;
/** How long the shop's server may take to place a hold, in milliseconds. */
const SHOP_TIMEOUT = 30_000;
/** How long a tab waits for another's turn to end. One that takes longer was stopped by its browser. */
const TURN = 60_000;

/** What the browser would not keep is known as long as the page is there. */
const unkept = new Map<string, Kept>();
/** All of this page, for the browser tells a page nothing of what it has stored itself. */
const here = new Set<Holdings>();

/**
 * The one hold that a visitor has of an event, in all tabs of the browser. Where the browser keeps
 * nothing for the page, the hold lasts as long as the page.
 */
export class Holdings {
  private readonly name: string;
  /** The key of what was last asked for here. */
  private key: string | undefined;

  /**
   * @param changed the hold was changed elsewhere; look again with `restore`
   * @param placer how the shop's server places holds, if it does
   */
  constructor(
    private readonly api: Api,
    base: string,
    private readonly eventId: string,
    private readonly changed: () => void,
    private readonly placer: () => PlaceHold | undefined,
  ) {
    this.name = `holdfast:${new URL(base, document.baseURI).origin}:${eventId}`;
    addEventListener('storage', this.onStorage);
    here.add(this);
  }

  destroy(): void {
    removeEventListener('storage', this.onStorage);
    here.delete(this);
  }

  /**
   * The hold that there is, from before a reload or from another tab.
   *
   * @param known what is known here: where nothing is kept any more, the service says what has
   *     become of it, for it is not only other tabs that clear a browser's storage
   */
  async restore(known: OwnHold | undefined): Promise<OwnHold | undefined> {
    const { pending, hold } = this.read();
    if (hold !== undefined) {
      return this.look(hold);
    }
    if (pending !== undefined && Math.abs(Date.now() - pending.at) < PENDING_FOR) {
      return this.ask(pending);
    }
    if (known === undefined) {
      return undefined;
    }
    const { secret, reservation } = known;
    const found = await this.look({ id: known.hold.id, secret, reservationId: reservation?.id });
    if (found?.hold.status === 'held') {
      this.keep(found);
    }
    return found;
  }

  /**
   * The hold to change instead of placing another: another tab's, or one that was asked for with no
   * answer, however long ago.
   */
  async other(): Promise<OwnHold | undefined> {
    const { pending, hold } = this.read();
    try {
      const found =
        hold !== undefined
          ? await this.look(hold)
          : pending !== undefined
            ? await this.ask(pending)
            : undefined;
      return found?.hold.status === 'held' ? found : undefined;
    } catch (error) {
      if (error instanceof Refused) {
        return undefined;
      }
      throw error;
    }
  }

  /** Whether a hold was asked for, by any tab, and no answer has come yet. */
  get isPending(): boolean {
    return this.read().pending !== undefined;
  }

  /** Whether this tab has asked for a hold, and no answer has come. */
  get isOwnPending(): boolean {
    const { pending } = this.read();
    return pending !== undefined && pending.key === this.key;
  }

  private async look(kept: KeptHold): Promise<OwnHold | undefined> {
    const { id, secret } = kept;
    const askedAt = performance.now();
    try {
      const hold = await this.api.hold(id, secret);
      if (hold.eventId !== this.eventId) {
        this.forget(id);
        return undefined;
      }
      const reservation =
        hold.status === 'confirmed' ? await this.reservationOf(hold, kept) : undefined;
      return { hold, secret, askedAt, reservation };
    } catch (error) {
      if (error instanceof Refused && error.kind === 'not-found') {
        this.forget(id);
        return undefined;
      }
      throw error;
    }
  }

  private async reservationOf(
    hold: Hold,
    { secret, reservationId, confirming }: KeptHold,
  ): Promise<Reservation | undefined> {
    if (reservationId !== undefined) {
      return this.api.reservation(reservationId, secret);
    }
    // Asked again, the service answers with the reservation that there is.
    return confirming === true ? this.reserve(hold, secret) : undefined;
  }

  private async reserve({ id, quote }: Hold, secret: string): Promise<Reservation> {
    const reservation = await this.api.confirm(id, secret, quote.total);
    this.write({ hold: { id, secret, reservationId: reservation.id } });
    return reservation;
  }

  /** Knows a hold that the shop has placed, in place of any other. */
  give({ id, secret }: HoldKey): void {
    this.write({ hold: { id, secret } });
  }

  /** Places a hold. The same wish, repeated because no answer came, has the same key. */
  async place(wish: NewHold): Promise<OwnHold> {
    const body = JSON.stringify(wish);
    const { pending } = this.read();
    if (pending?.body === body) {
      const own = await this.ask(pending);
      if (own.hold.status === 'held') {
        return own;
      }
      // It was placed, and is over by now: this is another wish.
    }
    return this.ask({ body, key: newKey(), at: Date.now() });
  }

  private async ask(pending: Pending): Promise<OwnHold> {
    const isRepeated = this.read().pending?.key === pending.key;
    this.key = pending.key;
    this.write({ pending });
    try {
      const { body, key } = pending;
      const place = this.placer();
      if (place === undefined) {
        return await this.take('', () => this.api.place(this.eventId, body, key));
      }
      const { id, secret } = await placedByShop(place, body, key);
      return await this.take(secret, () => this.api.hold(id, secret));
    } catch (failure) {
      const error = isRepeated ? afterLostTry(failure) : failure;
      if (error instanceof Refused && this.read().pending?.key === pending.key) {
        this.drop();
      }
      throw error;
    }
  }

  change({ hold: { id }, secret }: OwnHold, change: HoldChange): Promise<OwnHold> {
    return this.take(secret, () => this.api.change(id, secret, change));
  }

  extend({ hold: { id }, secret }: OwnHold): Promise<OwnHold> {
    return this.take(secret, () => this.api.extend(id, secret));
  }

  /** Asks for a hold and keeps it; one that was just placed says its secret itself. */
  private async take(secret: string, ask: () => Promise<Hold>): Promise<OwnHold> {
    const askedAt = performance.now();
    // What the page is told of a hold has no secret in it.
    const { secret: told = secret, ...hold } = await ask();
    const own = { hold, secret: told, askedAt };
    this.keep(own);
    return own;
  }

  async release(own: OwnHold): Promise<void> {
    await this.api.release(own.hold.id, own.secret);
    this.forget(own.hold.id);
  }

  async confirm(own: OwnHold): Promise<OwnHold> {
    const { hold, secret } = own;
    const { id } = hold;
    const { hold: before } = this.read();
    const isRepeated = before?.id === id && before.confirming === true;
    this.write({ hold: { id, secret, confirming: true } });
    try {
      const reservation = await this.reserve(hold, secret);
      return { ...own, hold: { ...hold, status: 'confirmed', expiresIn: 0 }, reservation };
    } catch (failure) {
      const error = isRepeated ? afterLostTry(failure) : failure;
      if (error instanceof Refused) {
        this.write({ hold: { id, secret } });
      }
      throw error;
    }
  }

  /** A hold is over, or its end was seen. Another that was placed since is kept. */
  forget(id: string): void {
    if (this.read().hold?.id === id) {
      this.drop();
    }
  }

  /** Runs what places or changes the hold, one tab after the other where browsers can. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (!('locks' in navigator)) {
      return work();
    }
    let begun = false;
    const begin = () => {
      begun = true;
      return work();
    };
    try {
      return (await navigator.locks.request(
        this.name,
        { signal: AbortSignal.timeout(TURN) },
        begin,
      )) as T;
    } catch (error) {
      if (begun) {
        throw error;
      }
      // Frames of no origin, and browsers that are to keep nothing, have no locks either.
      return work();
    }
  }

  /** Keeps a hold, and tells other tabs that it is another; what one of them knows more stays. */
  private keep({ hold: { id }, secret }: OwnHold): void {
    const { hold } = this.read();
    this.write({ hold: hold?.id === id ? hold : { id, secret } });
  }

  private read(): Kept {
    const kept = unkept.get(this.name);
    if (kept !== undefined) {
      return kept;
    }
    try {
      return keptIn(localStorage.getItem(this.name));
    } catch {
      // Where nothing may be read, nothing is kept.
      return {};
    }
  }

  private write(kept: Kept): void {
    try {
      localStorage.setItem(this.name, textOf(kept));
      unkept.delete(this.name);
    } catch {
      // Private windows and full disks: the hold is known to this page only.
      unkept.set(this.name, kept);
    }
    if (kept.pending === undefined) {
      this.tellOthersHere();
    }
  }

  private drop(): void {
    unkept.delete(this.name);
    try {
      localStorage.removeItem(this.name);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
    this.tellOthersHere();
  }

  private tellOthersHere(): void {
    for (const other of here) {
      if (other !== this && other.name === this.name) {
        other.changed();
      }
    }
  }

  private readonly onStorage = (event: StorageEvent) => {
    // A request of another tab that is on its way is not yet a hold.
    if (event.key === this.name && !event.newValue?.includes('"pending"')) {
      this.changed();
    }
  };
}

/** Has the shop's server place a hold. */
async function placedByShop(place: PlaceHold, body: string, key: string): Promise<HoldKey> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unreachable('no answer of the shop')), SHOP_TIMEOUT);
  });
  try {
    return checkHold(await Promise.race([place(JSON.parse(body) as object, key), late]));
  } catch (error) {
    const problem: Problem = fieldsOf(error);
    if (kindOf(problem) !== undefined) {
      throw new Refused(problem, problem.status);
    }
    // Whatever else has failed leaves open whether there is a hold.
    throw new Unreachable('no hold from the shop', undefined, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The revision changes with each change of the hold, so that other tabs look. */
function textOf({ pending, hold }: Kept): string {
  const { id: holdId, ...more }: Partial<KeptHold> = hold ?? {};
  return JSON.stringify({ pending, holdId, ...more, revision: newKey() });
}

/** What can be made use of: other scripts of the page can write there, too. */
function keptIn(text: string | null): Kept {
  const { pending, holdId, secret, confirming, reservationId } = fieldsOf(JSON.parse(text ?? '{}'));
  if (isToken(holdId) && isToken(secret)) {
    const reservation = isToken(reservationId) ? { reservationId } : {};
    return { hold: { id: holdId, secret, confirming: confirming === true, ...reservation } };
  }
  const { body, key, at } = fieldsOf(pending);
  return typeof body === 'string' && isToken(key) && typeof at === 'number'
    ? { pending: { body, key, at } }
    : {};
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
