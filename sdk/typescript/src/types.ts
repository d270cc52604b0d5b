import type { components } from './contract.js';

type Schemas = components['schemas'];

export type Api = Schemas['Api'];
export type AreaAvailability = Schemas['AreaAvailability'];
export type AreaQuantity = Schemas['AreaQuantity'];
export type Availability = Schemas['Availability'];
export type Blocks = Schemas['Blocks'];
export type BlockRemoval = Schemas['BlockRemoval'];
export type BuyerToken = Schemas['BuyerToken'];
export type Cancellation = Schemas['Cancellation'];
export type Change = Schemas['Change'];
export type Changes = Schemas['Changes'];
export type Client = Schemas['Client'];
export type Confirmation = Schemas['Confirmation'];
/** An event for sale. Called so because the DOM has events, too. */
export type EventOnSale = Schemas['Event'];
export type EventPage = Page<EventOnSale>;
export type EventPatch = Schemas['EventPatch'];
export type Feed = Schemas['Feed'];
export type Figures = Schemas['Figures'];
export type Hold = Schemas['Hold'];
export type HoldChange = Schemas['HoldChange'];
export type Key = Schemas['Key'];
export type Layout = Schemas['Layout'];
export type NewBlock = Schemas['NewBlock'];
export type NewBuyerToken = Schemas['NewBuyerToken'];
export type NewClient = Schemas['NewClient'];
export type NewEvent = Schemas['NewEvent'];
export type NewHold = Schemas['NewHold'];
export type NewKey = Schemas['NewKey'];
export type NewWebhookEndpoint = Schemas['NewWebhookEndpoint'];
export type Notification = Schemas['Notification'];
export type Prices = Schemas['Prices'];
export type Quote = Schemas['Quote'];
export type Redelivery = Schemas['Redelivery'];
export type Reservation = Schemas['Reservation'];
export type SeatMap = Schemas['SeatMap'];
export type SeatMapSummary = Schemas['SeatMapSummary'];
export type SeatWish = Schemas['SeatWish'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
export type WebhookEndpoint = Schemas['WebhookEndpoint'];
export type WebhookEndpointPatch = Schemas['WebhookEndpointPatch'];
export type WebhookSecret = Schemas['WebhookSecret'];

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent on the last one. */
  readonly nextCursor?: string;
}

/** The members that every problem has, and those of its own. */
export type ProblemBody = Schemas['Problem'] & { readonly [member: string]: unknown };

/** A defect of a request; one of `pointer`, `parameter` and `header` says where it is. */
export type InputError = Schemas['InputError'];

export type SeatConflict = Schemas['SeatConflict'];
export type AreaConflict = Schemas['AreaConflict'];
export type Conflict = Schemas['Conflict'];
export type CoolingSeat = Schemas['CoolingSeat'];
