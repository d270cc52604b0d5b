import type {
  Changes,
  Conflict,
  EventOnSale,
  EventPage,
  Hold,
  HoldChange,
  PackedAvailability,
  Reservation,
} from './model.js';

/** A problem as the service answers it, as far as the picker reads it. */
export interface Problem {
  readonly type?: unknown;
  readonly detail?: unknown;
  readonly status?: number;
  /** Of `seats-unavailable`. */
  readonly conflicts?: readonly Conflict[];
  /** Of `sales-closed`. */
  readonly reason?: string;
  readonly salesOpenAt?: string;
}

/** A request that did not come off. */
export abstract class Failure extends Error {
  constructor(
    /** The last part of the problem's `type`, or a name for an answer that is no problem. */
    readonly kind: string,
    message: string,
    options?: ErrorOptions,
    /** Of the answer, if there was one. */
    readonly status?: number,
    /** What the answer said; without a type, it was not the service's. */
    readonly problem: Problem = {},
  ) {
    super(message, options);
  }
}

/** The service has answered, and the answer is no. Nothing was done. */
export class Refused extends Failure {
  constructor(problem: Problem, status?: number) {
    const message = String(problem.detail ?? `status ${status}`);
    super(kindOf(problem) ?? 'other', message, undefined, status, problem);
  }
}

/** There is no answer, or none that says whether the request was carried out. */
export class Unreachable extends Failure {
  constructor(
    message: string,
    kind = 'no-answer',
    options?: ErrorOptions,
    status?: number,
    problem?: Problem,
  ) {
    super(kind, message, options, status, problem);
  }
}

/**
 * What a refusal is to a request that an earlier try may have carried out: the service looks at the
 * key before it knows the request again, so that it says nothing of the earlier try.
 */
export function afterLostTry(error: unknown): unknown {
  if (!(error instanceof Refused) || (error.status !== 401 && error.status !== 403)) {
    return error;
  }
  const { kind, message, status, problem } = error;
  return new Unreachable(message, kind, { cause: error }, status, problem);
}

interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: string;
  readonly secret?: string;
  readonly key?: string;
}

const READING_TIMEOUT = 20_000;
const WRITING_TIMEOUT = 10_000;
/** How long to wait before each further attempt, in milliseconds. */
const PAUSES = [400, 1_200, 3_000];
const LONGEST_PAUSE = 8_000;

/** A key for one intention; repeated requests for it carry the same. */
export function newKey(): string {
  // randomUUID is there in secure contexts only, and a shop may be tried out over plain HTTP.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The service's HTTP API, as far as a buyer needs it. */
export class Api {
  private readonly root: string;

  /**
   * @param base where the service is, such as `https://tickets.example`, or a path below that
   * @param token a publishable key or a buyer token; empty for none
   */
  constructor(
    base: string,
    public token = '',
  ) {
    const folder = base.endsWith('/') ? base : `${base}/`;
    this.root = new URL('api/v1', new URL(folder, document.baseURI)).href;
  }

  events(cursor: string | undefined, limit: number, from: string): Promise<EventPage> {
    const query = new URLSearchParams({ limit: String(limit), from });
    if (cursor !== undefined) {
      query.set('cursor', cursor);
    }
    return this.json(`/events?${query}`);
  }

  event(id: string): Promise<EventOnSale> {
    return this.json(eventPath(id));
  }

  /** The layout; `layoutOf` reads it. */
  seatMap(id: string): Promise<unknown> {
    return this.json(`/seat-maps/${encodeURIComponent(id)}`);
  }

  availability(eventId: string): Promise<PackedAvailability> {
    return this.json(`${eventPath(eventId)}/availability?encoding=packed`);
  }

  changes(eventId: string, since: number, epoch: number): Promise<Changes> {
    return this.json(this.changesPath(eventId, since, epoch));
  }

  /** Where the changes are told as they happen. */
  changesUrl(eventId: string, since: number, epoch: number): string {
    return this.root + this.changesPath(eventId, since, epoch);
  }

  private changesPath(eventId: string, since: number, epoch: number): string {
    return `${eventPath(eventId)}/changes?since=${since}&epoch=${epoch}`;
  }

  /** Takes the body as text: repeated, it must be the same to the byte. */
  place(eventId: string, body: string, key: string): Promise<Hold> {
    return this.aHold(`${eventPath(eventId)}/holds`, { method: 'POST', body, key });
  }

  hold(id: string, secret: string): Promise<Hold> {
    return this.aHold(holdPath(id), { secret });
  }

  change(id: string, secret: string, change: HoldChange): Promise<Hold> {
    const body = JSON.stringify(change);
    return this.aHold(holdPath(id), { method: 'PATCH', body, secret, key: newKey() });
  }

  extend(id: string, secret: string): Promise<Hold> {
    return this.aHold(`${holdPath(id)}/extend`, { method: 'POST', secret, key: newKey() });
  }

  async release(id: string, secret: string): Promise<void> {
    await this.send(holdPath(id), { method: 'DELETE', secret });
  }

  confirm(id: string, secret: string, expectedTotal: number): Promise<Reservation> {
    const body = JSON.stringify({ expectedTotal });
    return this.json(`${holdPath(id)}/confirm`, { method: 'POST', body, secret, key: newKey() });
  }

  reservation(id: string, secret: string): Promise<Reservation> {
    return this.json(`/reservations/${encodeURIComponent(id)}`, { secret });
  }

  /** Whoever answers in the service's place, such as a hotel's network, has no hold. */
  private async aHold(path: string, call: Call): Promise<Hold> {
    const hold = await this.json<Partial<Hold> | null>(path, call);
    if (typeof hold?.id !== 'string' || !Array.isArray(hold.seats)) {
      throw new Unreachable('the answer is no hold');
    }
    return hold as Hold;
  }

  private async json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.send(path, call);
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw new Unreachable('the answer broke off', undefined, { cause });
    }
  }

  /**
   * Sends a request until there is an answer. All of them can be repeated: those that change
   * something carry a key, or do the same thing twice.
   */
  private async send(path: string, call: Call): Promise<Response> {
    let lost = false;
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= PAUSES.length;
      let pause = PAUSES[attempt] ?? 0;
      try {
        const response = await this.once(path, call);
        if (response.ok) {
          return response;
        }
        if (!isNoAnswer(response.status)) {
          const refused = new Refused(await problemOf(response), response.status);
          throw lost ? afterLostTry(refused) : refused;
        }
        lost ||= response.status >= 500 || response.status === 408;
        if (last) {
          const { status } = response;
          const problem = await problemOf(response);
          throw new Unreachable(`status ${status}`, kindOf(problem), undefined, status, problem);
        }
        pause = Math.max(pause, retryAfter(response));
      } catch (error) {
        if (error instanceof Failure) {
          throw error;
        }
        lost = true;
        if (last) {
          throw new Unreachable('no answer', undefined, { cause: error });
        }
      }
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }

  private once(path: string, call: Call): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (call.body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    if (this.token !== '') {
      headers['Authorization'] = `Bearer ${this.token}`;
    }
    if (call.secret !== undefined) {
      headers['Hold-Secret'] = call.secret;
    }
    if (call.key !== undefined) {
      headers['Idempotency-Key'] = call.key;
    }
    const { method = 'GET', body = null } = call;
    const timeout = method === 'GET' ? READING_TIMEOUT : WRITING_TIMEOUT;
    return fetch(this.root + path, {
      method,
      headers,
      body,
      credentials: 'omit',
      signal: AbortSignal.timeout(timeout),
    });
  }
}

/**
 * Whether a status leaves open what has happened: the service is too busy or has failed, or a proxy
 * has given it up before it answered.
 */
function isNoAnswer(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

function eventPath(id: string): string {
  return `/events/${encodeURIComponent(id)}`;
}

function holdPath(id: string): string {
  return `/holds/${encodeURIComponent(id)}`;
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('Retry-After') ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, LONGEST_PAUSE) : 0;
}

/** Whoever answers in the service's place, such as a proxy, answers with no problem. */
async function problemOf(response: Response): Promise<Problem> {
  try {
    return ((await response.json()) as Problem | null) ?? {};
  } catch {
    return {};
  }
}

export function kindOf({ type }: Problem): string | undefined {
  return /\/problems\/([a-z-]+)$/.exec(String(type))?.[1];
}
