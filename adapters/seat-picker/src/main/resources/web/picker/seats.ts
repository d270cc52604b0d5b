import { type Api, Refused } from './api.js';
import type { AreaAvailability, Change, Changes, PackedAvailability } from './model.js';
import type { Layout } from './room/layout.js';
import { SeatState } from './room/room.js';

/** How many places of an area are free and taken. */
type AreaState = { -readonly [K in keyof AreaAvailability]: AreaAvailability[K] };

interface SeatsListener {
  /** A whole new picture. */
  renewed(): void;
  /** These seats, by number, are in another state than before; or areas are. */
  changed(seats: readonly number[]): void;
  /** Whether what is shown can be relied on to be the latest. */
  connected(connected: boolean): void;
  /** The event has this version. */
  event(version: number): void;
  /** Versions of the event count anew, from this one. */
  restarted(version: number): void;
  /** The sale was paused, or resumed, and the event has this version since. */
  paused(paused: boolean, version: number): void;
}

/** So long the stream may be behind the answer that a change is one's own, in milliseconds. */
export const GRACE = 500;

const STATE_AFTER: Readonly<Record<string, SeatState | undefined>> = {
  placed: SeatState.Held,
  changed: SeatState.Held,
  extended: SeatState.Held,
  confirmed: SeatState.Reserved,
  released: SeatState.Available,
  expired: SeatState.Available,
  cancelled: SeatState.Available,
  blocked: SeatState.Blocked,
};

/** A stream that says nothing for so long is looked after: a comment comes every 15 seconds. */
const SILENCE = 45_000;
const SOONEST_RETURN = 1_000;
const LATEST_RETURN = 15_000;
/** How soon all is looked at anew where a change does not tell what it did, in milliseconds. */
const RECOUNT = 2_000;

/**
 * Who has which seat: a snapshot, kept up to date by the stream of changes. A lost connection is
 * repaired by asking for the changes since; where that is too late, by a new snapshot. A page that
 * nobody sees does not listen: what it missed is repaired when it is shown again.
 */
export class Seats {
  /** A `SeatState` for each seat, in map order. */
  readonly states: Uint8Array;
  /** In the order of the layout's areas. */
  readonly areas: AreaState[];

  private epoch = 0;
  private version = 0;
  private stream: EventSource | undefined;
  private heardAt = 0;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private recount: ReturnType<typeof setTimeout> | undefined;
  private readonly watchdog: ReturnType<typeof setInterval>;
  private closed = false;
  private repairing = false;
  private readonly areaNumbers: ReadonlyMap<string, number>;

  constructor(
    private readonly api: Api,
    private readonly eventId: string,
    private readonly layout: Layout,
    private readonly listener: SeatsListener,
  ) {
    this.states = new Uint8Array(layout.seatCount);
    this.areas = layout.areas.map(({ id, capacity }) => ({
      id,
      capacity,
      available: capacity,
      held: 0,
      reserved: 0,
      blocked: 0,
    }));
    this.areaNumbers = new Map(layout.areas.map(({ id }, number) => [id, number]));
    this.watchdog = setInterval(() => this.lookAfter(), SILENCE / 3);
    addEventListener('online', this.back);
    addEventListener('offline', this.gone);
    addEventListener('pageshow', this.shown);
    document.addEventListener('visibilitychange', this.back);
  }

  /** Whether there is nothing that could be held. */
  hasNone(): boolean {
    return (
      !this.states.includes(SeatState.Available) &&
      this.areas.every(({ available }) => available <= 0)
    );
  }

  /** Whether there is nothing that anybody could have. */
  isBlocked(): boolean {
    return (
      this.states.every((state) => state === SeatState.Blocked) &&
      this.areas.every(({ blocked, capacity }) => blocked === capacity)
    );
  }

  /** Takes the first snapshot and begins to listen. */
  open(first: PackedAvailability): void {
    this.take(first);
    this.listen();
  }

  close(): void {
    this.closed = true;
    this.stream?.close();
    clearTimeout(this.timer);
    clearTimeout(this.recount);
    clearInterval(this.watchdog);
    removeEventListener('online', this.back);
    removeEventListener('offline', this.gone);
    removeEventListener('pageshow', this.shown);
    document.removeEventListener('visibilitychange', this.back);
  }

  /**
   * @param anew whether what is known is of no use, so that an older picture is better, too
   * @returns whether the answer was of use
   */
  private async snapshot(anew = false): Promise<boolean> {
    const answer = await this.api.availability(this.eventId);
    const older = answer.epoch === this.epoch && answer.version < this.version;
    if (!this.closed && (anew || !older)) {
      this.take(answer);
    }
    return anew || !older;
  }

  private take(answer: PackedAvailability): void {
    const { epoch } = this;
    this.epoch = answer.epoch;
    this.version = answer.version;
    unpack(answer.states, this.states);
    for (const area of answer.areas) {
      const number = this.areaNumbers.get(area.id);
      if (number !== undefined) {
        this.areas[number] = { ...area };
      }
    }
    if (epoch === 0 || epoch === answer.epoch) {
      this.listener.event(answer.eventVersion ?? 0);
    } else {
      this.listener.restarted(answer.eventVersion ?? 0);
    }
    this.listener.renewed();
  }

  private listen(): void {
    this.stream?.close();
    if (this.closed || document.visibilityState !== 'visible') {
      // Over HTTP/1.1 a browser has six connections to a service, for all of its tabs.
      return;
    }
    this.heardAt = performance.now();
    const stream = new EventSource(this.api.changesUrl(this.eventId, this.version, this.epoch));
    this.stream = stream;
    stream.onopen = () => {
      this.heardAt = performance.now();
      this.failures = 0;
      this.listener.connected(true);
    };
    stream.onmessage = (message: MessageEvent<string>) => {
      this.heardAt = performance.now();
      if (!this.follow(JSON.parse(message.data) as Changes)) {
        void this.repair();
      }
    };
    stream.addEventListener('resync', () => void this.startAfresh());
    stream.onerror = () => {
      this.listener.connected(false);
      // The browser comes back by itself, with the last id, unless it was refused.
      if (stream.readyState === EventSource.CLOSED) {
        this.later();
      }
    };
  }

  /** Takes changes that follow what is known; false if they don't. */
  private follow(told: Changes): boolean {
    if (told.epoch !== this.epoch || told.from > this.version) {
      return false;
    }
    const changed: number[] = [];
    for (const change of told.changes) {
      if (change.version > this.version) {
        this.apply(change, changed);
      }
    }
    this.version = Math.max(this.version, told.to);
    this.listener.changed(changed);
    return true;
  }

  private apply(change: Change, changed: number[]): void {
    const { kind, eventVersion } = change;
    const state = STATE_AFTER[kind];
    if (state !== undefined) {
      this.set(change.seats, state, changed);
    } else if (kind === 'paused' || kind === 'resumed') {
      this.listener.paused(kind === 'paused', eventVersion ?? 0);
    } else {
      // Which seats are for sale may be another matter now, also of those that are not blocked any
      // more, or the kind is one not known yet.
      this.listener.event(eventVersion ?? 0);
      this.recountSoon();
    }
    this.set(change.removed ?? [], SeatState.Available, changed);
    for (const shift of change.areas ?? []) {
      const area = this.areas[this.areaNumbers.get(shift.id) ?? -1];
      if (area !== undefined) {
        area.held = Math.max(0, area.held + shift.held);
        area.reserved = Math.max(0, area.reserved + shift.reserved);
        area.blocked = Math.max(0, area.blocked + (shift.blocked ?? 0));
        area.available = Math.max(0, area.capacity - area.held - area.reserved - area.blocked);
      }
    }
    // A snapshot leaves out places of holds whose time is up; their expiry takes them off again.
    if (kind === 'expired' && (change.areas?.length ?? 0) > 0) {
      this.recountSoon();
    }
  }

  private recountSoon(): void {
    this.recount ??= setTimeout(() => {
      this.recount = undefined;
      this.snapshot().then(
        (done) => done || this.recountSoon(),
        () => this.later(),
      );
    }, RECOUNT);
  }

  private set(ids: readonly string[], state: SeatState, changed: number[]): void {
    for (const id of ids) {
      const seat = this.layout.seatNumber(id);
      if (seat >= 0 && this.states[seat] !== state) {
        this.states[seat] = state;
        changed.push(seat);
      }
    }
  }

  /** Asks for what was missed, and listens again from there. */
  private async repair(): Promise<void> {
    if (this.closed || this.repairing) {
      return;
    }
    this.repairing = true;
    try {
      for (let more = true; more;) {
        const told = await this.api.changes(this.eventId, this.version, this.epoch);
        more = told.to > this.version;
        if (this.closed) {
          return;
        }
        if (!this.follow(told)) {
          await this.snapshot();
          more = false;
        }
      }
      this.failures = 0;
      this.listener.connected(true);
      this.listen();
    } catch (error) {
      if (error instanceof Refused && error.kind === 'resync') {
        await this.startAfresh();
      } else {
        this.later();
      }
    } finally {
      this.repairing = false;
    }
  }

  private async startAfresh(): Promise<void> {
    this.stream?.close();
    try {
      await this.snapshot(true);
      this.listen();
    } catch {
      this.later();
    }
  }

  private later(): void {
    if (this.closed) {
      return;
    }
    this.stream?.close();
    this.listener.connected(false);
    const pause = Math.min(LATEST_RETURN, SOONEST_RETURN * 2 ** this.failures++);
    clearTimeout(this.timer);
    // Not all who lost their connection at once come back at once.
    this.timer = setTimeout(() => void this.repair(), pause * (0.5 + Math.random()));
  }

  /** Comments of the stream can't be seen from here, so silence is looked into. */
  private lookAfter(): void {
    if (document.visibilityState === 'visible' && performance.now() - this.heardAt > SILENCE) {
      void this.repair();
    }
  }

  private readonly back = () => {
    if (document.visibilityState === 'visible') {
      clearTimeout(this.timer);
      void this.repair();
    } else {
      this.stream?.close();
    }
  };

  /** A page that is shown for the first time has only just asked. */
  private readonly shown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) {
      this.back();
    }
  };

  private readonly gone = () => this.listener.connected(false);
}

/** Reads base64 of 2 bits a seat, lowest bits first. */
function unpack(packed: string, states: Uint8Array): void {
  const bytes = atob(packed);
  for (let seat = 0; seat < states.length; seat++) {
    states[seat] = (bytes.charCodeAt(seat >> 2) >> ((seat & 3) * 2)) & 3;
  }
}
