/** What the service answers, as far as the picker reads it. Unknown fields are ignored. */

interface TicketType {
  readonly id: string;
  readonly name: string;
}

/** An amount in minor units, or amounts by ticket type. */
export type CategoryPrice = number | Readonly<Record<string, number>>;

/** An event: one happening for sale. Called so because the DOM has events, too. */
export interface EventOnSale {
  readonly id: string;
  /** How often it was changed. */
  readonly version?: number;
  readonly name: string;
  readonly seatMapId: string;
  readonly startsAt: string;
  /** As clocks in the event's time zone show it, with its offset; so are the other local times. */
  readonly startsAtLocal: string;
  readonly endsAt?: string;
  readonly doorsAt?: string;
  readonly doorsAtLocal?: string;
  readonly timeZone: string;
  readonly currency: string;
  /** How many decimals the currency has: an amount in minor units is divided by 10 to this power. */
  readonly currencyDigits: number;
  readonly ticketTypes: readonly TicketType[];
  /** By category; one that is not for sale is absent, or null. */
  readonly prices: Readonly<Record<string, CategoryPrice | null>>;
  readonly salesOpenAt?: string;
  readonly salesOpenAtLocal?: string;
  readonly salesCloseAt: string;
  readonly holdPolicy: {
    readonly duration: string;
    readonly maxLifetime: string;
    readonly maxSeatsPerHold: number;
  };
  /** Whether nothing can be held for now. */
  readonly paused?: boolean;
  /** Whether a browser may confirm a hold; if absent it may. */
  readonly browserConfirm?: boolean;
}

export interface EventPage {
  readonly items: readonly EventOnSale[];
  readonly nextCursor?: string;
}

export interface AreaAvailability {
  readonly id: string;
  readonly capacity: number;
  readonly available: number;
  readonly held: number;
  readonly reserved: number;
  readonly blocked: number;
}

export interface PackedAvailability {
  readonly epoch: number;
  readonly version: number;
  /** The version of the event that this goes with. */
  readonly eventVersion?: number;
  readonly states: string;
  readonly areas: readonly AreaAvailability[];
}

export interface Change {
  readonly version: number;
  /** There may be kinds that the picker does not know. */
  readonly kind: string;
  readonly seats: readonly string[];
  readonly removed?: readonly string[];
  /** The version of the event from then on, where the event itself was changed. */
  readonly eventVersion?: number;
  readonly areas?: readonly {
    readonly id: string;
    readonly held: number;
    readonly reserved: number;
    readonly blocked?: number;
  }[];
}

export interface Changes {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly Change[];
}

interface PricedSeat {
  readonly id: string;
  readonly category: string;
  readonly ticketType?: string;
  readonly price: number;
}

/** Places of an area; `price` is that of each. */
interface PricedArea {
  readonly id: string;
  readonly quantity: number;
  readonly numbers: readonly number[];
  readonly ticketType?: string;
  readonly price: number;
}

export interface Hold {
  readonly id: string;
  /** Only where the hold was just placed. */
  readonly secret?: string;
  readonly eventId: string;
  readonly status: 'held' | 'confirmed' | 'released' | 'expired';
  readonly seats: readonly PricedSeat[];
  readonly areas: readonly PricedArea[];
  readonly quote: { readonly currency: string; readonly total: number };
  readonly placedAt: string;
  readonly expiresAt: string;
  /** Whole seconds from the answer on. */
  readonly expiresIn: number;
  readonly maxExpiresAt: string;
}

export interface Reservation {
  readonly id: string;
  readonly code: string;
  readonly eventId: string;
  readonly holdId: string;
  readonly seats: readonly PricedSeat[];
  readonly areas: readonly PricedArea[];
  readonly total: number;
  readonly currency: string;
  readonly status: 'confirmed' | 'partly-cancelled' | 'cancelled';
  /** The seats that went back on sale, if any. */
  readonly cancelled?: readonly string[];
  readonly cancelledAreas?: readonly { readonly id: string; readonly numbers: readonly number[] }[];
  readonly cancelledTotal?: number;
  readonly confirmedAt: string;
}

export interface AreaQuantity {
  readonly id: string;
  readonly quantity: number;
  readonly ticketType?: string;
}

export interface NewHold {
  readonly seats: readonly string[];
  readonly ticketTypes: Readonly<Record<string, string>>;
  readonly areas: readonly AreaQuantity[];
}

export interface HoldChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly ticketTypes: Readonly<Record<string, string>>;
  readonly areas: readonly AreaQuantity[];
}

export interface SeatConflict {
  readonly seat: string;
  readonly reason: 'held' | 'reserved' | 'blocked' | 'notForSale';
}

export interface AreaConflict {
  readonly area: string;
  readonly available: number;
}

export type Conflict = SeatConflict | AreaConflict;
