/**
 * The types of `<holdfast-seat-picker>`, version 1. Copy this file into your project and import what
 * you need. It also tells TypeScript of the element and its events.
 *
 * Amounts are in the currency's minor unit. Later versions may add members; ignore what you don't know.
 */

/** The element. Each property but those of objects is also an attribute, such as `hold-on`. */
export interface HoldfastSeatPicker extends HTMLElement {
  /** The event's id. */
  event: string;
  /** Where the service is, such as `https://tickets.example`; where the script came from, if empty. */
  api: string;
  /** A publishable key or a buyer token. A new one is used from the next request on. */
  token: string;
  /** `submit`: what is chosen is held at the press of a button. `select`: each seat at once. */
  holdOn: 'submit' | 'select';
  /** `auto`: the visitor can confirm if the event allows it. `shop`: the shop confirms. */
  confirm: 'auto' | 'shop';
  /** The ticket type that a seat has when it is chosen; the event's first, if empty or unknown. */
  ticketType: string;
  /** Categories that stand out on the plan at first, by id, separated by commas; all, if empty. */
  filter: string;
  theme: 'auto' | 'light' | 'dark';

  /** What is chosen. Set before the seats are loaded, it counts if the visitor has no hold yet. */
  get selection(): Selected | undefined;
  set selection(wanted: Selection | undefined);

  /** A hold that the shop's server has placed for the visitor: the picker takes it over. */
  hold: HoldKey | undefined;
  /** Has the shop's server place holds; without it, the picker does. */
  placeHold: PlaceHold | undefined;
  /** What has to be paid besides the prices. Every price that the picker shows has it in it. */
  fees: Fees;
  /** Words in place of the picker's, by language; a language that it does not have is added. */
  messages: Translations;

  /** The hold that the visitor has now, with its secret. */
  readonly currentHold: { readonly hold: Hold; readonly secret: string } | undefined;
  /** Reads the hold again, such as after the shop has confirmed it. */
  refresh(): Promise<void>;
  /** Chooses nothing but what is held already. */
  clear(): void;
}

/** What the picker tells its page. All bubble, and leave the shadow tree. None has a secret. */
export interface HoldfastEvents {
  /** The event is known; its seats come next. Again when it was changed. */
  'holdfast-event': { readonly event: EventOnSale };
  /** What is chosen has changed. */
  'holdfast-selection': Selected;
  /** A hold was placed, taken over, changed, extended or found again. */
  'holdfast-held': { readonly hold: Hold };
  /** The hold ends soon. */
  'holdfast-expiring': {
    readonly hold: Hold;
    readonly seconds: number;
    readonly extendable: boolean;
  };
  /** The hold's time was up; its seats are on sale again. */
  'holdfast-expired': { readonly hold: Hold };
  /** The hold was given back, here or elsewhere. */
  'holdfast-released': { readonly hold: Hold };
  /** The hold is a reservation. Without one the shop has confirmed it, and knows. */
  'holdfast-confirmed': { readonly hold: Hold; readonly reservation?: Reservation };
  /** The visitor wants to pay: the shop's turn. */
  'holdfast-checkout': { readonly hold: Hold };
  /** Something was refused, or there was no answer; the picker says so by itself, too. */
  'holdfast-error': HoldfastError;
}

export interface HoldfastError {
  /** The last part of the problem's `type`, `no-answer`, `secret-key`, or `other`. */
  readonly kind: string;
  /** In the visitor's language. */
  readonly message: string;
  /** Of the response; absent if there was none. */
  readonly status?: number;
  /** The body of the response, if it is a problem. */
  readonly problem?: Problem;
}

/** Problem details (RFC 9457), with the members of its type. */
export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly [member: string]: unknown;
}

/** Seats, and places of areas. */
export interface Selection {
  readonly seats?: readonly { readonly id: string; readonly ticketType?: string }[];
  readonly areas?: readonly {
    readonly id: string;
    readonly quantity: number;
    readonly ticketType?: string;
  }[];
}

export interface Selected extends Required<Selection> {
  /** The prices without fees, as the service quotes them. */
  readonly total: number;
  /** The fees that come on top. */
  readonly fees: number;
  readonly currency: string;
  /** How many digits of an amount are decimals. */
  readonly currencyDigits: number;
}

/** A hold and the secret that proves whose it is. */
export interface HoldKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * Places a hold through the shop's server.
 *
 * @param request the body of `POST /events/{id}/holds`
 * @param key to be sent as `Idempotency-Key`: the same as before if it is the same request again
 * @returns the hold that was placed. Rejects with the service's problem, if that is the answer.
 */
export type PlaceHold = (request: object, key: string) => Promise<HoldKey>;

/** Fees in minor units by category: one for each ticket, or by ticket type. Like an event's prices. */
export type Fees = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** What the picker says, by language, such as `{ en: { checkout: 'To the basket' } }`. */
export type Translations = Readonly<Record<string, PartialMessages>>;

export type PartialMessages = Partial<
  Omit<Messages, 'problems'> & { readonly problems: Partial<Messages['problems']> }
>;

/** An event for sale, as the HTTP API has it. */
export interface EventOnSale {
  readonly id: string;
  readonly name: string;
  readonly startsAt: string;
  readonly startsAtLocal: string;
  readonly endsAt?: string;
  readonly doorsAt?: string;
  readonly doorsAtLocal?: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly ticketTypes: readonly { readonly id: string; readonly name: string }[];
  readonly prices: Readonly<Record<string, number | Readonly<Record<string, number>> | null>>;
  readonly salesOpenAt?: string;
  readonly salesCloseAt: string;
}

/** A hold, as the HTTP API has it, without the secret. */
export interface Hold {
  readonly id: string;
  readonly eventId: string;
  readonly status: 'held' | 'confirmed' | 'released' | 'expired';
  readonly seats: readonly PricedSeat[];
  readonly areas: readonly PricedArea[];
  /** `total` is what to confirm with, as `expectedTotal`: the prices without fees. */
  readonly quote: { readonly currency: string; readonly total: number };
  readonly expiresAt: string;
  /** Whole seconds from the answer on. */
  readonly expiresIn: number;
  readonly maxExpiresAt: string;
}

export interface PricedSeat {
  readonly id: string;
  readonly category: string;
  readonly ticketType?: string;
  readonly price: number;
}

/** Places of an area; `price` is that of each. */
export interface PricedArea {
  readonly id: string;
  readonly quantity: number;
  readonly numbers: readonly number[];
  readonly ticketType?: string;
  readonly price: number;
}

/** A reservation, as the HTTP API has it. */
export interface Reservation {
  readonly id: string;
  readonly code: string;
  readonly eventId: string;
  readonly holdId: string;
  readonly seats: readonly PricedSeat[];
  readonly areas: readonly PricedArea[];
  readonly total: number;
  readonly currency: string;
  readonly status: string;
}

declare global {
  interface HTMLElementTagNameMap {
    'holdfast-seat-picker': HoldfastSeatPicker;
  }
  interface HTMLElementEventMap extends HoldfastEventMap {}
}

type HoldfastEventMap = { [K in keyof HoldfastEvents]: CustomEvent<HoldfastEvents[K]> };

/** Everything that the picker says. A language that is added says what it leaves out in English. */
export interface Messages {
  loading: string;
  loadFailedTitle: string;
  loadFailed: string;
  notFoundTitle: string;
  notFound: string;
  tryAgain: string;

  room: string;
  map: string;
  list: string;
  view: string;
  zoomIn: string;
  zoomOut: string;
  fit: string;
  panLeft: string;
  panRight: string;
  panUp: string;
  panDown: string;
  legend: string;
  legendHint: string;
  left: (n: number) => string;
  soldOut: string;
  from: (price: string) => string;
  free: string;

  offline: string;

  listHelp: string;
  allSections: string;
  areas: string;
  back: string;
  section: (name: string) => string;
  row: (name: string) => string;
  rows: (from: string, to: string) => string;
  seat: (name: string) => string;
  seatRange: (from: string, to: string) => string;
  wheelchair: string;
  entrance: (name: string) => string;
  available: string;
  held: string;
  heldShort: string;
  reserved: string;
  blocked: string;
  chosen: string;
  ownHeld: string;
  ownReserved: string;
  seatsLeft: (n: number, of: number) => string;
  placesLeft: (n: number) => string;
  more: (from: number, to: number, of: number) => string;
  fewer: (what: string) => string;
  oneMore: (what: string) => string;
  openArea: string;
  place: string;

  yourSeats: string;
  nothingChosen: string;
  nothingChosenHint: string;
  nothingChosenListHint: string;
  soldOutTitle: string;
  blockedTitle: string;
  soldOutHint: string;
  numbers: (numbers: string) => string;
  seats: (n: number) => string;
  places: (n: number) => string;
  ticketType: (seat: string) => string;
  remove: (seat: string) => string;
  total: string;
  includingFees: (amount: string) => string;
  feesIncluded: string;
  atMost: (n: number) => string;
  hold: (time: string) => string;
  holdLimit: (time: string) => string;
  selectLimit: (time: string) => string;
  holding: string;
  opensAt: (when: string) => string;
  salesOver: string;
  salesPaused: string;

  heldTitle: string;
  timeLeft: string;
  keep: string;
  keepHint: (left: string) => string;
  lastMinutes: (left: string) => string;
  kept: (left: string) => string;
  release: string;
  confirm: string;
  confirming: string;
  checkout: string;
  update: string;
  discard: string;
  changed: string;

  confirmedTitle: string;
  confirmedHint: string;
  confirmedByShop: string;
  partlyCancelled: string;
  code: string;
  again: string;

  expiredTitle: string;
  expired: (seats: string) => string;
  chooseAgain: string;
  allTaken: string;
  asking: string;
  released: string;
  goneElsewhere: string;
  gone: (seats: string) => string;
  cancelled: (code: string) => string;
  dismiss: string;

  conflictTitle: string;
  conflict: (seats: string) => string;
  conflictKept: string;
  areaConflict: (area: string, left: number) => string;
  suggestion: (seats: string) => string;
  suggestionTogether: (seats: string) => string;
  takeSuggestion: string;
  noSuggestion: string;
  seatTaken: (seat: string) => string;
  lost: (seats: string) => string;

  noAnswerTitle: string;
  refusedTitle: string;
  /** By `kind` of `holdfast-error`; any other kind is told as `other`. */
  problems: {
    'cooling-down': string;
    'hold-confirmed': string;
    'hold-expired': string;
    'hold-limit-reached': string;
    'hold-released': string;
    'internal-error': string;
    'invalid-selection': string;
    'no-answer': string;
    'not-found': string;
    'quote-mismatch': string;
    'sales-closed': string;
    'seats-unavailable': string;
    'too-many-requests': string;
    forbidden: string;
    other: string;
    unauthorized: string;
    unavailable: string;
  };

  saysChosen: (seat: string, n: number, total: string) => string;
  saysRemoved: (seat: string, n: number) => string;
  saysHeld: (time: string) => string;
  saysMinutes: (n: number) => string;
  saysSeconds: (n: number) => string;
  saysBack: string;

  showDetails: string;
  hideDetails: string;
}
