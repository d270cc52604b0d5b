import { HoldfastError, NoAnswerError, NotFoundProblem, problemOf } from './problems.js';

/** How to reach the service. */
export interface Options {
  /** Where the service is, such as `https://tickets.example`, or a path below that. */
  readonly url: string | URL;
  /**
   * The key to send, or a function that gives the one of now: buyer tokens live for minutes only. If it
   * rejects, nothing is sent, and a call rejects with a `NoAnswerError`. A stream tries again.
   */
  readonly key?: string | (() => string | Promise<string>);
  /** How long one try may take, in milliseconds. The default is 15,000. */
  readonly timeout?: number;
  /** How often a request is sent again that got no answer. The default is 4. */
  readonly retries?: number;
  /** The pause before the first of them, in milliseconds; each further one is twice as long. The default is 500. */
  readonly pause?: number;
  /** What sends the requests. The default is the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

/** Options of one call. */
export interface CallOptions {
  /** Gives up the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Replaces the random key of the call: for one that goes on with an earlier call. */
  readonly idempotencyKey?: string;
  readonly timeout?: number;
  readonly retries?: number;
}

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** The secret of the hold that the request is about. */
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is no error. */
export interface Answer<T> {
  readonly headers: Headers;
  readonly body: T;
}

const LONGEST_PAUSE = 30_000;

/** A key for one action, which all tries of it carry. */
export function newIdempotencyKey(): string {
  // randomUUID is there in secure contexts only, and a shop may be tried out over plain HTTP.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Sends requests until there is an answer. Every request can be repeated: one that changes something
 * carries an idempotency key, or does the same thing twice. What a request deletes, which got no
 * answer, is deleted if the next try does not find it.
 */
export class Transport {
  private readonly root: string;
  private readonly pause: number;

  constructor(private readonly options: Options) {
    const url = new URL(options.url);
    url.pathname = url.pathname.replace(/\/*$/, '/');
    this.root = new URL('api/v1', url).href;
    this.pause = options.pause ?? 500;
  }

  async send<T>(request: Request, call: CallOptions = {}): Promise<Answer<T>> {
    const { method = 'GET' } = request;
    const headers: Record<string, string> = { Accept: 'application/json', ...request.headers };
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    if (body !== null) {
      headers['Content-Type'] = 'application/json';
    }
    if (request.secret !== undefined) {
      headers['Hold-Secret'] = request.secret;
    }
    const idempotencyKey =
      method === 'POST' || method === 'PATCH'
        ? (call.idempotencyKey ?? newIdempotencyKey())
        : undefined;
    if (idempotencyKey !== undefined) {
      headers['Idempotency-Key'] = idempotencyKey;
    }
    const retries = call.retries ?? this.options.retries ?? 4;
    let mayBeDone = false;
    for (let tries = 0; ; tries++) {
      let error: HoldfastError;
      let atLeast = 0;
      try {
        return await this.once<T>(this.urlOf(request), { method, headers, body }, call);
      } catch (failure) {
        if (!(failure instanceof Failed)) {
          throw failure;
        }
        error = failure.error;
        // With a body, it deletes less than what its path names.
        if (mayBeDone && method === 'DELETE' && body === null && error instanceof NotFoundProblem) {
          return { headers: new Headers(), body: undefined as T };
        }
        mayBeDone = failure.mayBeDone ?? mayBeDone;
        error.mayBeDone = mayBeDone && method !== 'GET';
        error.idempotencyKey = idempotencyKey;
        atLeast = failure.retryAfter * 1_000;
        if (!failure.isTransient || tries >= retries || atLeast > LONGEST_PAUSE) {
          throw error;
        }
      }
      await sleep(Math.max(atLeast, this.backoff(tries)), call.signal);
    }
  }

  /** Opens a stream of server-sent events; what is refused is thrown as a problem. */
  async open(request: Request, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'text/event-stream', ...request.headers };
    const response = await this.fetch(this.urlOf(request), { headers, signal });
    if (!response.ok || response.body === null) {
      throw problemOf(response.status, jsonOf(await response.text()), retryAfter(response));
    }
    return response;
  }

  /** How long to wait after so many failures: not all who lost a service at once return at once. */
  backoff(failures: number): number {
    return Math.min(LONGEST_PAUSE, this.pause * 2 ** failures) * (0.5 + Math.random());
  }

  private urlOf({ path, query }: Request): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) {
        parameters.set(name, String(value));
      }
    }
    const text = parameters.toString();
    return this.root + path + (text === '' ? '' : `?${text}`);
  }

  private async key(): Promise<string | undefined> {
    const { key } = this.options;
    try {
      return typeof key === 'function' ? await key() : key;
    } catch (cause) {
      throw new Failed(new NoAnswerError('no key to send', { cause }), false, undefined);
    }
  }

  private async fetch(url: string, request: RequestInit): Promise<Response> {
    const { fetch: send = fetch } = this.options;
    const key = await this.key();
    const headers = new Headers(request.headers);
    if (key !== undefined) {
      headers.set('Authorization', `Bearer ${key}`);
    }
    return send(url, { ...request, headers, credentials: 'omit' });
  }

  private async once<T>(
    url: string,
    request: RequestInit,
    { signal, timeout = this.options.timeout ?? 15_000 }: CallOptions,
  ): Promise<Answer<T>> {
    signal?.throwIfAborted();
    const limit = new AbortController();
    const abort = () => limit.abort(signal?.reason);
    const timer = setTimeout(() => limit.abort(new Error(`no answer in ${timeout} ms`)), timeout);
    signal?.addEventListener('abort', abort);
    try {
      const response = await this.fetch(url, { ...request, signal: limit.signal });
      const { status, headers } = response;
      const text = await response.text();
      const json = jsonOf(text);
      if (!response.ok) {
        throw new Failed(
          problemOf(status, json, retryAfter(response)),
          isTransient(status),
          mayBeDone(status),
          retryAfter(response) ?? 0,
        );
      }
      if (json === undefined && text !== '') {
        throw new Failed(new NoAnswerError('the answer is not JSON'), false, true);
      }
      return { headers, body: json as T };
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof Failed) {
        throw cause;
      }
      throw new Failed(new NoAnswerError('no answer', { cause }), true, true);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }
}

/** One try that failed. */
class Failed {
  /**
   * @param isTransient whether another try may have an answer
   * @param mayBeDone whether the request may have been carried out; undefined if it was not by this
   *     try, which says nothing of those before it
   * @param retryAfter the shortest time to wait, in seconds
   */
  constructor(
    readonly error: HoldfastError,
    readonly isTransient: boolean,
    readonly mayBeDone: boolean | undefined,
    readonly retryAfter = 0,
  ) {}
}

/** Whether the service or a proxy is too busy, or has failed. */
export function isTransient(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

function mayBeDone(status: number): boolean | undefined {
  if (status >= 500 || status === 408) {
    return true;
  }
  // Keys and limits are looked at before a request that was sent before is known again.
  return [401, 403, 425, 429].includes(status) ? undefined : false;
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits; rejects with the signal's reason if it is aborted meanwhile. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    if (signal?.aborted) {
      aborted();
    } else {
      signal?.addEventListener('abort', aborted);
    }
  });
}
