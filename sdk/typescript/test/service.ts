import { Holdfast, type EventOnSale, type NewEvent, type Options } from '../src/index.js';

/** The service that the tests run against. */
export const url = process.env.HOLDFAST_URL!;

/** A client with the admin key, which sees and does all. */
export const admin = new Holdfast({ url, key: process.env.HOLDFAST_ADMIN_KEY! });

/** A client without a key, as a browser has it. */
export function buyer(options: Partial<Options> = {}): Holdfast {
  return new Holdfast({ url, pause: 1, ...options });
}

/** A new event with 20 seats `A-1` to `A-20` for 50.00, children 25.00, and 10 standing places. */
export async function newEvent(more: Partial<NewEvent> = {}): Promise<EventOnSale> {
  const seats = Array.from({ length: 20 }, (_, n) => ({ id: `A-${n + 1}`, category: 'stalls' }));
  const { id } = await admin.importSeatMap({
    name: 'Room',
    categories: [
      { id: 'stalls', name: 'Stalls', color: '#336699' },
      { id: 'standing', name: 'Standing', color: '#669933' },
    ],
    sections: [{ rows: [{ name: 'A', seats }] }],
    areas: [{ id: 'pit', name: 'Pit', category: 'standing', capacity: 10 }],
  });
  return admin.createEvent({
    name: 'Evening',
    seatMapId: id,
    startsAt: '2099-06-01T18:00:00Z',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    browserConfirm: true,
    testMode: true,
    ticketTypes: [
      { id: 'adult', name: 'Adult' },
      { id: 'child', name: 'Child' },
    ],
    prices: { stalls: { adult: 5_000, child: 2_500 }, standing: 1_000 },
    ...more,
  });
}

/** What a `fetch` was called with, and what to do with the answer. */
export interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly tries: number;
}

/** A `fetch` that something happens to; `undefined` lets the request through as it is. */
export function meddling(
  meddle: (sent: Sent, send: () => Promise<Response>) => Promise<Response> | undefined,
): { readonly fetch: typeof fetch; readonly sent: readonly Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    fetch: (input, init) => {
      const of = { url: String(input), headers: new Headers(init?.headers), tries: sent.length + 1 };
      sent.push(of);
      const send = () => fetch(input, init);
      return meddle(of, send) ?? send();
    },
  };
}
