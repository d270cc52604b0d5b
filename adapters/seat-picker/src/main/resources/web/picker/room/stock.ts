import { Scene } from './scene.js';
import { Look, SeatState } from './seats.js';

/** What is known of the seats' states, and how each seat looks because of it. */
export class Stock {
  private states: Uint8Array | undefined;
  /** The states as they were drawn, to find out what is really new. */
  private readonly seen: Uint8Array;
  private readonly freeOfSection: Uint32Array;
  private readonly seatsOfSection: Uint32Array;
  private readonly changedSections = new Set<number>();
  private dimmed: ReadonlySet<number> = new Set();

  constructor(private readonly scene: Scene) {
    const { layout } = scene;
    this.seen = new Uint8Array(layout.seatCount).fill(Look.Unknown);
    this.freeOfSection = new Uint32Array(layout.sections.length);
    this.seatsOfSection = new Uint32Array(layout.sections.length);
    scene.seatSection.forEach((section) => this.seatsOfSection[section]!++);
  }

  /** Takes a snapshot over, and returns the seats whose state is another than before. */
  setStates(states: Uint8Array): number[] {
    this.states = states;
    return this.changed(states.keys());
  }

  /** Reads some seats' states anew, and returns those whose state is another than before. */
  changed(seats: Iterable<number>): number[] {
    const different: number[] = [];
    if (this.states === undefined) {
      return different;
    }
    for (const seat of seats) {
      const before = this.seen[seat];
      const after = this.states[seat];
      if (before === undefined || after === undefined || before === after) {
        continue;
      }
      this.seen[seat] = after;
      const section = this.scene.seatSection[seat]!;
      const share = this.share(section);
      if (before === SeatState.Available) this.freeOfSection[section]!--;
      if (after === SeatState.Available) this.freeOfSection[section]!++;
      if (this.share(section) !== share) this.changedSections.add(section);
      different.push(seat);
    }
    return different;
  }

  setDimmed(categories: ReadonlySet<number>): void {
    this.dimmed = new Set(categories);
  }

  look(seat: number): Look {
    return this.dimmed.size > 0 && this.dimmed.has(this.scene.layout.seatCategory[seat]!)
      ? Look.Dimmed
      : this.seen[seat]!;
  }

  isDimmed(category: number): boolean {
    return this.dimmed.has(category);
  }

  /** The share of a section's seats that are available, in steps of a sixteenth; 0 only if none. */
  share(section: number): number {
    const seats = this.seatsOfSection[section]!;
    return seats === 0 ? 0 : Math.ceil((this.freeOfSection[section]! / seats) * 16) / 16;
  }

  /** The sections whose share has changed since this was last asked. */
  takeChangedSections(): number[] {
    const sections = [...this.changedSections];
    this.changedSections.clear();
    return sections;
  }

  isKnown(): boolean {
    return this.states !== undefined;
  }
}
