import { feedResyncOf, PreconditionFailedProblem, resyncOf } from './problems.js';
import { messagesOf, type StreamOptions } from './stream.js';
import { Transport, type CallOptions, type Options, type Request } from './transport.js';
import type {
  Api,
  Availability,
  BlockRemoval,
  Blocks,
  BuyerToken,
  Cancellation,
  Changes,
  Client,
  Confirmation,
  EventOnSale,
  EventPatch,
  Feed,
  Figures,
  Hold,
  HoldChange,
  Key,
  Layout,
  NewBlock,
  NewBuyerToken,
  NewClient,
  NewEvent,
  NewHold,
  NewKey,
  NewWebhookEndpoint,
  Notification,
  Page,
  Redelivery,
  Reservation,
  SeatMap,
  SeatMapSummary,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointPatch,
  WebhookSecret,
} from './types.js';

/**
 * A hold or a reservation. The secret is that of the hold; a server with a key needs none. What
 * `placeHold` and the calls after it return can be passed on, since each contains the secret.
 */
export interface Owned {
  readonly id: string;
  readonly secret?: string;
}

/** A reservation, with its hold's secret if that was used to get it. */
export type OwnReservation = Reservation & { readonly secret?: string };

export interface EventQuery {
  /** Events that begin at this time or later. */
  readonly from?: string;
  /** Events that begin before this time. */
  readonly to?: string;
  /** Events of your own that you call so. */
  readonly externalId?: string;
  /** How many a page has. */
  readonly limit?: number;
}

export interface ReservationQuery {
  readonly eventId: string;
  readonly code?: string;
  /** What the confirmation gave. */
  readonly reference?: string;
  readonly customer?: string;
  /** How many a page has. */
  readonly limit?: number;
}

export interface FeedQuery {
  /** The `nextCursor` of a feed, or `latest`; without it, the earliest notification that is kept. */
  readonly after?: string;
  readonly limit?: number;
}

/** A notification, and the cursor from which the feed goes on after it. */
export interface FeedMessage {
  readonly cursor: string;
  readonly notification: Notification;
}

/** Where to begin to follow the changes: the `version` and `epoch` of an availability. */
export interface Since {
  readonly version: number;
  readonly epoch: number;
}

/**
 * A client of Holdfast. It needs nothing but `fetch`.
 *
 * A call that gets no answer is tried again, with one idempotency key for all tries. It rejects with a
 * `Problem` if the service refuses it, with a `NoAnswerError` if there is no answer, and with the
 * reason of its signal if that is aborted.
 */
export class Holdfast {
  private readonly transport: Transport;

  constructor(options: Options) {
    this.transport = new Transport(options);
  }

  getApi(call?: CallOptions): Promise<Api> {
    return this.json({ path: '' }, call);
  }

  // --- Seat maps ----------------------------------------------------------------------------

  listSeatMaps(call?: CallOptions): AsyncGenerator<SeatMapSummary, void> {
    return this.all((cursor) => this.json({ path: '/seat-maps', query: { cursor } }, call));
  }

  /** The layout, in Holdfast's own format. */
  getSeatMap(id: string, call?: CallOptions): Promise<Layout> {
    return this.json({ path: `/seat-maps/${part(id)}` }, call);
  }

  /** @param layout in Holdfast's own format, or a pretix seating plan or a seats.io chart */
  importSeatMap(
    layout: object,
    options: { readonly name?: string; readonly repair?: boolean } = {},
    call?: CallOptions,
  ): Promise<SeatMap> {
    const { name, repair } = options;
    return this.json(
      { method: 'POST', path: '/seat-maps', query: { name, repair }, body: layout },
      call,
    );
  }

  // --- Events -------------------------------------------------------------------------------

  /** All events, page after page as they are asked for. */
  listEvents(query: EventQuery = {}, call?: CallOptions): AsyncGenerator<EventOnSale, void> {
    return this.all((cursor) => this.listEventPage(query, cursor, call));
  }

  /** One page of the events. */
  listEventPage(
    query: EventQuery = {},
    cursor?: string,
    call?: CallOptions,
  ): Promise<Page<EventOnSale>> {
    return this.json({ path: '/events', query: { ...query, cursor } }, call);
  }

  getEvent(id: string, call?: CallOptions): Promise<EventOnSale> {
    return this.json({ path: event(id) }, call);
  }

  createEvent(wanted: NewEvent, call?: CallOptions): Promise<EventOnSale> {
    return this.json({ method: 'POST', path: '/events', body: wanted }, call);
  }

  /**
   * Changes an event.
   *
   * @param change the new settings, whatever the present ones are; or a function that makes them from
   *     the event. It is called again if somebody else has changed the event meanwhile.
   */
  async changeEvent(
    id: string,
    change: EventPatch | ((event: EventOnSale) => EventPatch | Promise<EventPatch>),
    call?: CallOptions,
  ): Promise<EventOnSale> {
    if (typeof change !== 'function') {
      return this.patchEvent(id, change, '*', call);
    }
    for (;;) {
      const { body, headers } = await this.transport.send<EventOnSale>({ path: event(id) }, call);
      try {
        return await this.patchEvent(id, await change(body), headers.get('ETag') ?? '*', call);
      } catch (error) {
        if (!(error instanceof PreconditionFailedProblem)) {
          throw error;
        }
      }
    }
  }

  private patchEvent(
    id: string,
    body: EventPatch,
    tag: string,
    call?: CallOptions,
  ): Promise<EventOnSale> {
    const headers = { 'If-Match': tag };
    return this.json({ method: 'PATCH', path: event(id), body, headers }, call);
  }

  pauseEvent(id: string, call?: CallOptions): Promise<EventOnSale> {
    return this.json({ method: 'POST', path: `${event(id)}/pause` }, call);
  }

  resumeEvent(id: string, call?: CallOptions): Promise<EventOnSale> {
    return this.json({ method: 'POST', path: `${event(id)}/resume` }, call);
  }

  /** Deletes a test event and all that is stored of it. */
  async deleteEvent(id: string, call?: CallOptions): Promise<void> {
    await this.transport.send({ method: 'DELETE', path: event(id) }, call);
  }

  /** @param advance by how much, in ISO 8601, such as `PT10M` */
  advanceClock(eventId: string, advance: string, call?: CallOptions): Promise<EventOnSale> {
    return this.json({ method: 'POST', path: `${event(eventId)}/clock`, body: { advance } }, call);
  }

  listBlocks(eventId: string, call?: CallOptions): Promise<Blocks> {
    return this.json({ path: `${event(eventId)}/blocks` }, call);
  }

  blockSeats(eventId: string, block: NewBlock, call?: CallOptions): Promise<EventOnSale> {
    return this.json({ method: 'POST', path: `${event(eventId)}/blocks`, body: block }, call);
  }

  unblockSeats(eventId: string, removal: BlockRemoval, call?: CallOptions): Promise<EventOnSale> {
    return this.json({ method: 'DELETE', path: `${event(eventId)}/blocks`, body: removal }, call);
  }

  // --- Who has which seat -------------------------------------------------------------------

  /** @param encoding `packed` for `states` in place of the lists of seats */
  getAvailability(
    eventId: string,
    encoding?: 'packed',
    call?: CallOptions,
  ): Promise<Availability> {
    return this.json({ path: `${event(eventId)}/availability`, query: { encoding } }, call);
  }

  /** At most 1,000 changes; none are left if `changes` is empty. */
  getChanges(eventId: string, since: Since, call?: CallOptions): Promise<Changes> {
    return this.json({ path: changes(eventId), query: sinceQuery(since) }, call);
  }

  /**
   * The changes as they happen, without a gap. The stream comes back by itself when a connection is
   * lost. It ends when the loop over it ends, with the reason of its signal, or with a
   * `ResyncProblem`: then read the availability, and follow the changes from its version.
   */
  async *streamChanges(
    eventId: string,
    since: Since,
    options: StreamOptions = {},
  ): AsyncGenerator<Changes, never> {
    const request = { path: changes(eventId), query: sinceQuery(since) };
    const from = `${since.epoch}.${since.version}`;
    for await (const { event, data } of messagesOf(this.transport, request, from, options)) {
      if (event === 'resync') {
        throw resyncOf(JSON.parse(data) as Since);
      }
      yield JSON.parse(data) as Changes;
    }
    throw new Error('a stream of messages has no end');
  }

  /** How many seats and places each client has. */
  getFigures(eventId: string, call?: CallOptions): Promise<Figures> {
    return this.json({ path: `${event(eventId)}/figures` }, call);
  }

  // --- Holds --------------------------------------------------------------------------------

  /** Holds seats and places, all or none. The answer has the hold's `secret`: keep it on your server. */
  placeHold(eventId: string, wanted: NewHold, call?: CallOptions): Promise<Hold> {
    return this.json({ method: 'POST', path: `${event(eventId)}/holds`, body: wanted }, call);
  }

  /** All holds of an event, without their secrets, page after page as they are asked for. */
  listHolds(
    eventId: string,
    query: { readonly status?: Hold['status']; readonly limit?: number } = {},
    call?: CallOptions,
  ): AsyncGenerator<Hold, void> {
    const path = `${event(eventId)}/holds`;
    return this.all((cursor) => this.json({ path, query: { ...query, cursor } }, call));
  }

  getHold(hold: Owned, call?: CallOptions): Promise<Hold> {
    return this.owned({ path: path(hold) }, hold, call);
  }

  changeHold(hold: Owned, change: HoldChange, call?: CallOptions): Promise<Hold> {
    return this.owned({ method: 'PATCH', path: path(hold), body: change }, hold, call);
  }

  extendHold(hold: Owned, call?: CallOptions): Promise<Hold> {
    return this.owned({ method: 'POST', path: `${path(hold)}/extend` }, hold, call);
  }

  /** Ends the time of a hold of a test event at once. */
  expireHold(hold: Owned, call?: CallOptions): Promise<Hold> {
    return this.owned({ method: 'POST', path: `${path(hold)}/expire` }, hold, call);
  }

  async releaseHold(hold: Owned, call?: CallOptions): Promise<void> {
    await this.transport.send({ method: 'DELETE', path: path(hold), secret: hold.secret }, call);
  }

  /** Makes a reservation of a hold. Give `expectedTotal`, the total that the buyer was shown. */
  confirmHold(hold: Owned, confirmation: Confirmation, call?: CallOptions): Promise<OwnReservation> {
    return this.owned(
      { method: 'POST', path: `${path(hold)}/confirm`, body: confirmation },
      hold,
      call,
    );
  }

  /** The reservations of an event that have all that is given, page after page. */
  listReservations(
    query: ReservationQuery,
    call?: CallOptions,
  ): AsyncGenerator<Reservation, void> {
    const path = '/reservations';
    return this.all((cursor) => this.json({ path, query: { ...query, cursor } }, call));
  }

  getReservation(reservation: Owned, call?: CallOptions): Promise<OwnReservation> {
    return this.owned({ path: `/reservations/${part(reservation.id)}` }, reservation, call);
  }

  /** Cancels seats and places of a reservation; without any, all of it. */
  cancelReservation(
    reservation: Owned,
    cancellation: Cancellation = {},
    call?: CallOptions,
  ): Promise<OwnReservation> {
    const path = `/reservations/${part(reservation.id)}/cancel`;
    return this.owned({ method: 'POST', path, body: cancellation }, reservation, call);
  }

  // --- Feed and webhooks --------------------------------------------------------------------

  /** The notifications of all of your events after a cursor. Go on after its `nextCursor`. */
  readFeed(query: FeedQuery = {}, call?: CallOptions): Promise<Feed> {
    return this.json({ path: '/feed', query: { ...query } }, call);
  }

  /**
   * The notifications of all of your events as they come, without a gap. The stream comes back by
   * itself when a connection is lost. It ends when the loop over it ends, with the reason of its
   * signal, or with a `FeedResyncProblem`: then read your holds and reservations, and go on from
   * its `latest`.
   *
   * @param after the cursor of the last notification that you have seen, or `latest`
   */
  async *streamFeed(after: string, options: StreamOptions = {}): AsyncGenerator<FeedMessage, never> {
    for await (const message of messagesOf(this.transport, { path: '/feed' }, after, options)) {
      if (message.event === 'resync') {
        throw feedResyncOf(JSON.parse(message.data) as { latest: string });
      }
      yield { cursor: message.id, notification: JSON.parse(message.data) as Notification };
    }
    throw new Error('a stream of messages has no end');
  }

  async listWebhookEndpoints(call?: CallOptions): Promise<readonly WebhookEndpoint[]> {
    const { items } = await this.json<Page<WebhookEndpoint>>({ path: '/webhook-endpoints' }, call);
    return items;
  }

  /** The answer has the endpoint's `secret`, which no later answer contains. */
  createWebhookEndpoint(wanted: NewWebhookEndpoint, call?: CallOptions): Promise<WebhookEndpoint> {
    return this.json({ method: 'POST', path: '/webhook-endpoints', body: wanted }, call);
  }

  getWebhookEndpoint(id: string, call?: CallOptions): Promise<WebhookEndpoint> {
    return this.json({ path: endpoint(id) }, call);
  }

  changeWebhookEndpoint(
    id: string,
    change: WebhookEndpointPatch,
    call?: CallOptions,
  ): Promise<WebhookEndpoint> {
    return this.json({ method: 'PATCH', path: endpoint(id), body: change }, call);
  }

  async deleteWebhookEndpoint(id: string, call?: CallOptions): Promise<void> {
    await this.transport.send({ method: 'DELETE', path: endpoint(id) }, call);
  }

  /** Makes a new secret; requests are signed with the one before, too, for a day. */
  rotateWebhookSecret(id: string, call?: CallOptions): Promise<WebhookSecret> {
    return this.json({ method: 'POST', path: `${endpoint(id)}/secrets` }, call);
  }

  /** The attempts to deliver notifications, the latest first, page after page. */
  listWebhookDeliveries(id: string, call?: CallOptions): AsyncGenerator<WebhookDelivery, void> {
    const path = `${endpoint(id)}/deliveries`;
    return this.all((cursor) => this.json({ path, query: { cursor } }, call));
  }

  /** Sends a notification again, or all from one to another. */
  async redeliverWebhooks(id: string, which: Redelivery, call?: CallOptions): Promise<void> {
    const path = `${endpoint(id)}/redeliver`;
    await this.transport.send({ method: 'POST', path, body: which }, call);
  }

  /** Sends a notification that is about nothing, and says what became of it. */
  pingWebhookEndpoint(id: string, call?: CallOptions): Promise<WebhookDelivery> {
    return this.json({ method: 'POST', path: `${endpoint(id)}/ping` }, call);
  }

  // --- Clients and keys ---------------------------------------------------------------------

  listClients(call?: CallOptions): AsyncGenerator<Client, void> {
    return this.all((cursor) => this.json({ path: '/clients', query: { cursor } }, call));
  }

  createClient(client: NewClient, call?: CallOptions): Promise<Client> {
    return this.json({ method: 'POST', path: '/clients', body: client }, call);
  }

  getClient(id: string, call?: CallOptions): Promise<Client> {
    return this.json({ path: `/clients/${part(id)}` }, call);
  }

  listKeys(clientId: string, call?: CallOptions): AsyncGenerator<Key, void> {
    return this.all((cursor) => this.json({ path: keys(clientId), query: { cursor } }, call));
  }

  /** The answer has the key's `token`, which no later answer contains. */
  issueKey(clientId: string, key: NewKey, call?: CallOptions): Promise<Key> {
    return this.json({ method: 'POST', path: keys(clientId), body: key }, call);
  }

  getKey(clientId: string, id: string, call?: CallOptions): Promise<Key> {
    return this.json({ path: `${keys(clientId)}/${part(id)}` }, call);
  }

  async revokeKey(clientId: string, id: string, call?: CallOptions): Promise<void> {
    await this.transport.send({ method: 'DELETE', path: `${keys(clientId)}/${part(id)}` }, call);
  }

  /** Makes a short-lived token for a buyer's browser, which sends it as its key. */
  makeBuyerToken(eventId: string, token: NewBuyerToken, call?: CallOptions): Promise<BuyerToken> {
    return this.json({ method: 'POST', path: `${event(eventId)}/buyer-tokens`, body: token }, call);
  }

  // ------------------------------------------------------------------------------------------

  private async json<T>(request: Request, call?: CallOptions): Promise<T> {
    return (await this.transport.send<T>(request, call)).body;
  }

  /** Answers about a hold get its secret, so that they can be passed to the next call. */
  private async owned<T>(request: Request, { secret }: Owned, call?: CallOptions): Promise<T> {
    const body = await this.json<T>({ ...request, secret }, call);
    return secret === undefined ? body : { ...body, secret };
  }

  private async *all<T>(read: (cursor?: string) => Promise<Page<T>>): AsyncGenerator<T, void> {
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page: Page<T> = await read(cursor);
      yield* page.items;
      cursor = page.nextCursor;
    }
  }
}

function part(id: string): string {
  return encodeURIComponent(id);
}

function event(id: string): string {
  return `/events/${part(id)}`;
}

function changes(eventId: string): string {
  return `${event(eventId)}/changes`;
}

function sinceQuery({ version, epoch }: Since): { since: number; epoch: number } {
  return { since: version, epoch };
}

function path(hold: Owned): string {
  return `/holds/${part(hold.id)}`;
}

function endpoint(id: string): string {
  return `/webhook-endpoints/${part(id)}`;
}

function keys(clientId: string): string {
  return `/clients/${part(clientId)}/keys`;
}
