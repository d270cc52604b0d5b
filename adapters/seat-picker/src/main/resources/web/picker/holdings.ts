import { type Api, newKey, Refused } from './api.js';
import type { Hold, HoldChange, NewHold, Reservation } from './model.js';

/** What is kept in the browser, so that a reload and other tabs find the hold. */
interface Kept {
  /** A request that may not have been answered: repeated with its key, it is carried out once. */
  readonly pending?: { readonly body: string; readonly key: string; readonly at: number };
  readonly holdId?: string;
  readonly secret?: string;
  readonly reservationId?: string;
  /** Changes with each change of the hold, so that other tabs look. */
  readonly revision?: string;
}

/** A hold and what proves that it is one's own. */
export interface OwnHold {
  readonly hold: Hold;
  readonly secret: string;
  /** When it was asked for, by `performance.now()`: what `expiresIn` counts from. */
  readonly askedAt: number;
  readonly reservation?: Reservation;
}

/** A request whose answer is so long overdue is not repeated: its visitor has given up. */
const PENDING_FOR = 120_000;

/**
 * The one hold that a visitor has of an event, in all tabs of the browser. Where the browser keeps
 * nothing for the page, the hold lasts as long as the page.
 */
export class Holdings {
  private readonly name: string;
  private kept: Kept = {};

  /** @param changed another tab has changed the hold; look again with `restore` */
  constructor(
    private readonly api: Api,
    base: string,
    private readonly eventId: string,
    private readonly changed: () => void,
  ) {
    this.name = `holdfast:${new URL(base, document.baseURI).origin}:${eventId}`;
    addEventListener('storage', this.onStorage);
  }

  destroy(): void {
    removeEventListener('storage', this.onStorage);
  }

  /** The hold that there is, from before a reload or from another tab. */
  async restore(): Promise<OwnHold | undefined> {
    const { pending, holdId, secret, reservationId } = this.read();
    if (holdId !== undefined && secret !== undefined) {
      return this.look(holdId, secret, reservationId);
    }
    if (pending !== undefined) {
      if (Math.abs(Date.now() - pending.at) < PENDING_FOR) {
        return this.ask(pending.body, pending.key);
      }
      this.forget();
    }
    return undefined;
  }

  /** Whether the browser remembers a hold, of this tab or another. */
  get isThere(): boolean {
    return this.read().holdId !== undefined;
  }

  private async look(
    holdId: string,
    secret: string,
    reservationId: string | undefined,
  ): Promise<OwnHold | undefined> {
    const askedAt = performance.now();
    try {
      const hold = await this.api.hold(holdId, secret);
      if (hold.status === 'confirmed' && reservationId !== undefined) {
        const reservation = await this.api.reservation(reservationId, secret);
        return { hold, secret, askedAt, reservation };
      }
      return { hold, secret, askedAt };
    } catch (error) {
      if (error instanceof Refused && error.problem.kind === 'not-found') {
        this.forget();
        return undefined;
      }
      throw error;
    }
  }

  /** Places a hold. The same wish, repeated because no answer came, has the same key. */
  async place(wish: NewHold): Promise<OwnHold> {
    const body = JSON.stringify(wish);
    const { pending } = this.read();
    return this.ask(body, pending?.body === body ? pending.key : newKey());
  }

  private async ask(body: string, key: string): Promise<OwnHold> {
    this.write({ pending: { body, key, at: Date.now() } });
    const askedAt = performance.now();
    try {
      const hold = await this.api.place(this.eventId, body, key);
      const secret = hold.secret ?? '';
      this.write({ holdId: hold.id, secret });
      return { hold, secret, askedAt };
    } catch (error) {
      if (error instanceof Refused) {
        this.forget();
      }
      throw error;
    }
  }

  async change(own: OwnHold, change: HoldChange): Promise<OwnHold> {
    const askedAt = performance.now();
    const hold = await this.api.change(own.hold.id, own.secret, change);
    this.write({ holdId: hold.id, secret: own.secret });
    return { hold, secret: own.secret, askedAt };
  }

  async extend(own: OwnHold): Promise<OwnHold> {
    const askedAt = performance.now();
    const hold = await this.api.extend(own.hold.id, own.secret);
    this.write({ holdId: hold.id, secret: own.secret });
    return { hold, secret: own.secret, askedAt };
  }

  async release(own: OwnHold): Promise<void> {
    await this.api.release(own.hold.id, own.secret);
    this.forget();
  }

  async confirm(own: OwnHold): Promise<OwnHold> {
    const reservation = await this.api.confirm(own.hold.id, own.secret, own.hold.quote.total);
    const { id } = reservation;
    this.write({ holdId: own.hold.id, secret: own.secret, reservationId: id });
    return { ...own, hold: { ...own.hold, status: 'confirmed', expiresIn: 0 }, reservation };
  }

  /** The hold is over, or its end was seen. */
  forget(): void {
    this.kept = {};
    try {
      localStorage.removeItem(this.name);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  /** Runs what changes the hold, one tab after the other where browsers can. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return 'locks' in navigator ? (navigator.locks.request(this.name, work) as Promise<T>) : work();
  }

  private read(): Kept {
    try {
      const text = localStorage.getItem(this.name);
      return text === null ? {} : (JSON.parse(text) as Kept);
    } catch {
      return this.kept;
    }
  }

  private write(kept: Kept): void {
    this.kept = kept;
    try {
      localStorage.setItem(this.name, JSON.stringify({ ...kept, revision: newKey() }));
    } catch {
      // Private windows and full disks: the hold is known to this page only.
    }
  }

  private readonly onStorage = (event: StorageEvent) => {
    // A request of another tab that is on its way is not yet a hold.
    if (event.key === this.name && !event.newValue?.includes('"pending"')) {
      this.changed();
    }
  };
}
