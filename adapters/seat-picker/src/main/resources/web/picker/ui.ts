import type { Room } from './room/room.js';

/** How the picker is being looked at, apart from what is chosen. */
export interface Ui {
  readonly holdOn: 'submit' | 'select';
  /** Who confirms: the browser where the event lets it, or always the shop. */
  readonly confirming: 'auto' | 'shop';
  readonly view: 'map' | 'list';
  /** The categories' colours, as the room draws them. */
  readonly colors: readonly string[];
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
  /** In CSS px of the plan: its middle, its upper and its lower edge. */
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}
