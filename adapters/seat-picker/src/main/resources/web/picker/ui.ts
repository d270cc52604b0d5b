import type { Fees, PlaceHold } from '../public/picker/1/holdfast-seat-picker.js';
import type { HoldfastEvents } from './events.js';
import type { Box, CategoryLook, Room } from './room/room.js';

/** What a session needs of the element that shows it. */
export interface View {
  /** Whether seats are held as soon as they are chosen. */
  isAtOnce(): boolean;
  /** The ticket type that a seat has when it is chosen, if the event has it. */
  ticketType(): string;
  /** How the shop's server places holds, if it does. */
  placer(): PlaceHold | undefined;
  /** What has to be paid besides the prices. */
  fees(): Fees;
  requestUpdate(): void;
  fire<K extends keyof HoldfastEvents>(type: K, detail: HoldfastEvents[K]): void;
  /** Has screen readers say something. */
  say(text: string): void;
  /** All seats may be in other states. */
  renewed(): void;
  /** These seats are in other states; or areas are. */
  changed(seats: readonly number[]): void;
  /** Others are chosen. */
  selected(): void;
  /** Points at where these seats are, and no longer at others. */
  point(seats: readonly number[]): void;
  /** Puts the focus to where the visitor goes on. */
  focusFoot(): void;
}

/** How the picker is being looked at, apart from what is chosen. */
export interface Ui {
  /** Whether seats are held as soon as they are chosen. */
  readonly atOnce: boolean;
  /** Whether it is always the shop that confirms, even where the event lets the browser. */
  readonly byShop: boolean;
  readonly view: 'map' | 'list';
  /** How the room draws the categories. */
  readonly looks: readonly CategoryLook[];
  readonly dimmed: ReadonlySet<number>;
  readonly zoom: { readonly atMinimum: boolean; readonly atMaximum: boolean };
  /** What the mouse is at, and where. */
  readonly tip: Tip | null;
  /** The area that is being chosen from, where not all are shown. */
  readonly areaAt: number | undefined;
  readonly sheetOpen: boolean;
  /** The drawing as it is now; there is none yet while it is rendered for the first time. */
  room(): Room | undefined;
  show(view: 'map' | 'list'): void;
  dim(category: number): void;
  toggleSheet(): void;
  focusFoot(): void;
}

export interface Tip {
  readonly target: { readonly seat: number } | { readonly area: number };
  /** What it is about, in CSS px of the plan. */
  readonly box: Box;
}
