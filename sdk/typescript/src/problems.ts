import type { Conflict, CoolingSeat, InputError, ProblemBody, Quote } from './types.js';

/** A call that did not succeed. */
export abstract class HoldfastError extends Error {
  /** The key that all tries of the call carried, if it had one. To go on trying, call with it again. */
  idempotencyKey?: string;

  /**
   * Whether the request may have been carried out all the same. If it is true, call again with the
   * same `idempotencyKey` to learn what happened.
   */
  mayBeDone = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * The service gave no answer, or something else answered in its place, such as a proxy or the login
 * page of a network. Or there was no key to send. `cause` is the last error of the connection or of the
 * key, if there was one.
 */
export class NoAnswerError extends HoldfastError {}

/**
 * The service refused a request, with a problem as of RFC 9457. A problem that has members of its own
 * has a class of its own.
 */
export class Problem extends HoldfastError {
  /** @param retryAfter what `Retry-After` says, in seconds */
  constructor(
    readonly body: ProblemBody,
    readonly retryAfter?: number,
  ) {
    super(body.detail);
  }

  /** What went wrong, for programs; compare it literally. `about:blank` if the answer is no problem. */
  get type(): string {
    return this.body.type;
  }

  get status(): number {
    return this.body.status;
  }

  /** Names the request in the log of the service; empty if the service did not answer. */
  get requestId(): string {
    return this.body.requestId;
  }

  protected member<T>(name: string): T {
    return this.body[name] as T;
  }
}

/** The body, a parameter or a header is not as the contract has it. */
export class MalformedRequestProblem extends Problem {
  /** What is wrong in the body, by JSON pointer; empty if it is a parameter or a header. */
  get errors(): readonly InputError[] {
    return this.member<InputError[] | undefined>('errors') ?? [];
  }
}

/** The key is missing, wrong, expired or revoked. */
export class UnauthorizedProblem extends Problem {}

/** The key does not allow this call. */
export class ForbiddenProblem extends Problem {}

/** There is no such thing, or the secret is wrong, or it is somebody else's. */
export class NotFoundProblem extends Problem {}

/** Seats or places are not available. Nothing was held. */
export class SeatsUnavailableProblem extends Problem {
  get conflicts(): readonly Conflict[] {
    return this.member('conflicts');
  }
}

/** The same customer or address has let these seats go, and can't hold them again yet. */
export class CoolingDownProblem extends Problem {
  get seats(): readonly CoolingSeat[] {
    return this.member('seats');
  }
}

/** The customer, the client or the address would have more than the event's limits allow. */
export class HoldLimitReachedProblem extends Problem {
  /** Whose seats were counted: `customer`, `client` or `address`. */
  get scope(): string {
    return this.member('scope');
  }

  get limit(): number {
    return this.member('limit');
  }

  /** How many seats and places are in holds now. */
  get held(): number {
    return this.member('held');
  }

  /** How many seats and places are in reservations now. */
  get reserved(): number {
    return this.member('reserved');
  }
}

/** Nothing can be held now. */
export class SalesClosedProblem extends Problem {
  get reason(): string {
    return this.member('reason');
  }

  get salesOpenAt(): string | undefined {
    return this.member('salesOpenAt');
  }

  get salesCloseAt(): string | undefined {
    return this.member('salesCloseAt');
  }
}

/** The hold's time was up. */
export class HoldExpiredProblem extends Problem {
  get expiredAt(): string {
    return this.member('expiredAt');
  }
}

/** The hold was released. */
export class HoldReleasedProblem extends Problem {}

/** The hold is confirmed already. */
export class HoldConfirmedProblem extends Problem {}

/** The hold has another total than the one that was expected. The hold stays. */
export class QuoteMismatchProblem extends Problem {
  get quote(): Quote {
    return this.member('quote');
  }
}

/** The request was refused before, and would be accepted now. Send it with a new key. */
export class RefusedBeforeProblem extends Problem {}

/** The changes from here on are not kept. Read the availability, and go on from its version. */
export class ResyncProblem extends Problem {
  get epoch(): number {
    return this.member('epoch');
  }

  get version(): number {
    return this.member('version');
  }
}

/** What follows the cursor is not kept. Read your holds and reservations, and go on from `latest`. */
export class FeedResyncProblem extends Problem {
  get latest(): string {
    return this.member('latest');
  }
}

/** The key's mandate does not allow this. Nothing was changed. */
export class MandateExceededProblem extends Problem {
  /** The member of the mandate that does not allow it, such as `max-seats`, or `reserved`. */
  get cap(): string {
    return this.member('cap');
  }

  get value(): string {
    return this.member('value');
  }

  get limit(): string {
    return this.member('limit');
  }
}

/** The event was changed since it was read. */
export class PreconditionFailedProblem extends Problem {}

/** What was asked for is not possible, whoever has which seats; `errors` says why. */
export class InvalidProblem extends Problem {
  get errors(): readonly InputError[] {
    return this.member<InputError[] | undefined>('errors') ?? [];
  }
}

/** The same idempotency key was sent with another request. */
export class IdempotencyKeyReusedProblem extends Problem {}

/** Too many requests of this client or address; none is carried out before `retryAfter` is over. */
export class TooManyRequestsProblem extends Problem {}

/** The service is too busy, or does not know yet what has become of the request. */
export class UnavailableProblem extends Problem {}

const CLASSES: Readonly<Record<string, typeof Problem | undefined>> = {
  '/problems/malformed-request': MalformedRequestProblem,
  '/problems/unauthorized': UnauthorizedProblem,
  '/problems/forbidden': ForbiddenProblem,
  '/problems/not-found': NotFoundProblem,
  '/problems/seats-unavailable': SeatsUnavailableProblem,
  '/problems/cooling-down': CoolingDownProblem,
  '/problems/hold-limit-reached': HoldLimitReachedProblem,
  '/problems/sales-closed': SalesClosedProblem,
  '/problems/hold-expired': HoldExpiredProblem,
  '/problems/hold-released': HoldReleasedProblem,
  '/problems/hold-confirmed': HoldConfirmedProblem,
  '/problems/quote-mismatch': QuoteMismatchProblem,
  '/problems/refused-before': RefusedBeforeProblem,
  '/problems/mandate-exceeded': MandateExceededProblem,
  '/problems/resync': ResyncProblem,
  '/problems/feed-resync': FeedResyncProblem,
  '/problems/precondition-failed': PreconditionFailedProblem,
  '/problems/invalid-selection': InvalidProblem,
  '/problems/invalid-event': InvalidProblem,
  '/problems/invalid-seat-map': InvalidProblem,
  '/problems/invalid-client-key': InvalidProblem,
  '/problems/invalid-webhook-endpoint': InvalidProblem,
  '/problems/idempotency-key-reused': IdempotencyKeyReusedProblem,
  '/problems/too-many-requests': TooManyRequestsProblem,
  '/problems/unavailable': UnavailableProblem,
};

/** The problem that an answer contains. */
export function problemOf(status: number, body: unknown, retryAfter?: number): Problem {
  const title = `status ${status}`;
  const problem: ProblemBody = isProblem(body)
    ? body
    : { type: 'about:blank', title, status, detail: title, requestId: '' };
  const of = CLASSES[problem.type] ?? Problem;
  return new of(problem, retryAfter);
}

/** The problem that a stream ends with, which is not an answer of its own. */
export function resyncOf(at: { readonly epoch: number; readonly version: number }): ResyncProblem {
  return new ResyncProblem({
    type: '/problems/resync',
    title: 'Start again',
    status: 410,
    detail: 'The stream has ended.',
    requestId: '',
    ...at,
  });
}

/** The same for the stream of the feed. */
export function feedResyncOf(at: { readonly latest: string }): FeedResyncProblem {
  return new FeedResyncProblem({
    type: '/problems/feed-resync',
    title: 'Start again',
    status: 410,
    detail: 'The stream has ended.',
    requestId: '',
    ...at,
  });
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && typeof (body as ProblemBody).type === 'string';
}
