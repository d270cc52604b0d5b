import { Failure } from './api.js';
import type { Messages } from './messages/index.js';
import type { AreaQuantity, EventOnSale, Hold, Reservation } from './model.js';

/** What the picker tells its page. All bubble, and leave the shadow tree. */
export interface HoldfastEvents {
  /** The event is known; its seats come next. */
  'holdfast-event': { readonly event: EventOnSale };
  /** What is chosen has changed. */
  'holdfast-selection': {
    readonly seats: readonly { readonly id: string; readonly ticketType?: string }[];
    readonly areas: readonly AreaQuantity[];
    /** In minor units. */
    readonly total: number;
    readonly currency: string;
    /** How many digits of `total` are decimals. */
    readonly currencyDigits: number;
  };
  /** A hold was placed, changed, extended or found again. */
  'holdfast-held': HeldDetail;
  /** The hold ends soon. */
  'holdfast-expiring': {
    readonly hold: Hold;
    readonly seconds: number;
    readonly extendable: boolean;
  };
  /** The hold's time was up; its seats are on sale again. */
  'holdfast-expired': { readonly hold: Hold };
  /** The hold was given back, here or in another tab. */
  'holdfast-released': { readonly hold: Hold };
  /** The hold is a reservation. Without one the shop has confirmed it, and knows. */
  'holdfast-confirmed': { readonly hold: Hold; readonly reservation?: Reservation };
  /** The visitor wants to pay: the shop's turn, where browsers may not confirm. */
  'holdfast-checkout': HeldDetail;
  /** Something was refused, or there was no answer; the picker says so by itself, too. */
  'holdfast-error': {
    /** The last part of the problem's `type`, `no-answer`, or `other`. */
    readonly kind: string;
    /** In the visitor's language. */
    readonly message: string;
  };
}

/** `secret` proves that the hold is the visitor's: hand it to the shop's server, and to nobody else. */
export interface HeldDetail {
  readonly hold: Hold;
  readonly secret: string;
}

/** What the page is told of an error. */
export function errorDetail(
  error: unknown,
  messages: Messages,
): HoldfastEvents['holdfast-error'] {
  const kind = error instanceof Failure ? error.kind : 'other';
  return { kind, message: problemText(kind, messages) };
}

/** What a visitor is told of a problem; of one that only a program can cause, that it was refused. */
export function problemText(kind: string, { problems }: Messages): string {
  return (problems as Readonly<Record<string, string>>)[kind] ?? problems.other;
}

/** The same where nothing was to be done but to load something. */
export function loadErrorText(kind: string, messages: Messages): string {
  return kind === 'no-answer' ? messages.loadFailed : problemText(kind, messages);
}

declare global {
  interface HTMLElementEventMap extends HoldfastEventMap {}
}

type HoldfastEventMap = { [K in keyof HoldfastEvents]: CustomEvent<HoldfastEvents[K]> };
