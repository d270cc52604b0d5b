import type {
  AreaConflict as Shortage,
  Availability,
  NewHold as Wish,
  Prices,
  SeatConflict,
} from '@holdfast/client';

// What the service answers, as its contract has it. These are types only: nothing of the client is
// bundled with the picker.
export type {
  AreaAvailability,
  AreaQuantity,
  Change,
  Changes,
  EventOnSale,
  EventPage,
  Hold,
  HoldChange,
  Reservation,
  SeatConflict,
  SeatWish,
} from '@holdfast/client';

/** An amount in minor units, or amounts by ticket type. */
export type CategoryPrice = Prices[string];

/** What the picker reads of an area that has too few places. */
export type AreaConflict = Pick<Shortage, 'kind' | 'id' | 'available'>;

export type Conflict = SeatConflict | AreaConflict;

/** A hold as the picker asks for it. */
export type NewHold = Required<Pick<Wish, 'seats' | 'areas'>>;

/** The availability as the picker asks for it. */
export type PackedAvailability = Availability & { readonly states: string };
