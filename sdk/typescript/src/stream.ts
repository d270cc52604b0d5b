import { Problem } from './problems.js';
import { isTransient, sleep, type Request, type Transport } from './transport.js';

/** A message of a stream of server-sent events. */
export interface Message {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

export interface StreamOptions {
  /** Ends the stream; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** A connection that says nothing for so many milliseconds is replaced. The default is 45,000. */
  readonly silence?: number;
  /** Hears whether the stream is connected, each time that this changes. */
  readonly connected?: (connected: boolean) => void;
}

/**
 * The messages of a stream, for ever. A lost connection is replaced by another that goes on after the
 * last message. What the service refuses is thrown.
 *
 * @param from the id to begin after
 */
export async function* messagesOf(
  transport: Transport,
  request: Request,
  from: string,
  { signal, silence = 45_000, connected }: StreamOptions,
): AsyncGenerator<Message, never> {
  let last = from;
  let pause: number | undefined;
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    const connection = new Connection(silence, signal);
    try {
      const headers = { ...request.headers, 'Last-Event-ID': last };
      const response = await connection.within(
        transport.open({ ...request, headers }, connection.signal),
      );
      connected?.(true);
      const heard = { retry: (time: number) => (pause = time), id: (id: string) => (last = id) };
      for await (const message of read(response.body!, connection, heard)) {
        failures = 0;
        yield message;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Problem && !isTransient(error.status)) {
        throw error;
      }
      const atLeast = error instanceof Problem ? (error.retryAfter ?? 0) * 1_000 : 0;
      pause = Math.max(pause ?? 0, atLeast, transport.backoff(failures));
    } finally {
      connection.close();
    }
    connected?.(false);
    await sleep(pause ?? transport.backoff(failures), signal);
  }
}

/** A connection that is given up when it is silent for too long. */
class Connection {
  private readonly controller = new AbortController();
  private readonly abort = () => this.controller.abort(this.outer?.reason);

  constructor(
    private readonly silence: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    outer?.addEventListener('abort', this.abort);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Waits for what comes next, but not for longer than a living connection is silent. */
  within<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const silent = () => reject(new Error(`silent for ${this.silence} ms`));
      const timer = setTimeout(silent, this.silence);
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  close(): void {
    this.outer?.removeEventListener('abort', this.abort);
    this.controller.abort();
  }
}

/** What a stream says besides its messages. */
interface Heard {
  /** How long to wait before the next connection. */
  retry(milliseconds: number): void;
  /** What to go on after, also where it comes without a message. */
  id(id: string): void;
}

/** Reads messages as the HTML standard has them; comments only show that the connection lives. */
async function* read(
  body: ReadableStream<Uint8Array>,
  connection: Connection,
  heard: Heard,
): AsyncGenerator<Message> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let id = '';
  let data: string[] = [];
  for (;;) {
    const { done, value } = await connection.within(reader.read());
    if (done) {
      return;
    }
    const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line === '') {
        if (id !== '') {
          heard.id(id);
        }
        if (data.length > 0) {
          yield { event: event === '' ? 'message' : event, id, data: data.join('\n') };
        }
        event = '';
        data = [];
        continue;
      }
      const [, field, text = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
      switch (field) {
        case 'event':
          event = text;
          break;
        case 'id':
          id = text;
          break;
        case 'data':
          data.push(text);
          break;
        case 'retry':
          if (/^\d+$/.test(text)) {
            heard.retry(Number(text));
          }
          break;
      }
    }
  }
}
