import type { AreaQuantity, HoldChange, NewHold, SeatWish } from './model.js';
import type { Layout } from './room/layout.js';

/** Stands for the ticket type of events that have none. */
export const ANY = '';

/** Seats and places as the service names them. */
interface Content {
  readonly seats: readonly { readonly id: string; readonly ticketType?: string }[];
  readonly areas: readonly AreaQuantity[];
}

/** What a visitor has chosen: seats with their ticket types, and how many places of areas. */
export class Selection {
  private constructor(
    /** Ticket types by seat number, in the order of choosing. */
    readonly seats: ReadonlyMap<number, string>,
    /** Quantities by area number and ticket type; never 0. */
    readonly areas: ReadonlyMap<number, ReadonlyMap<string, number>>,
  ) {}

  static readonly EMPTY = new Selection(new Map(), new Map());

  /** What a hold has, or is to have. */
  static of(hold: Content, layout: Layout): Selection {
    const seats = new Map<number, string>();
    for (const { id, ticketType = ANY } of hold.seats) {
      const seat = layout.seatNumber(id);
      if (seat >= 0) {
        seats.set(seat, ticketType);
      }
    }
    let selection = new Selection(seats, new Map());
    for (const { id, quantity, ticketType = ANY } of hold.areas) {
      const area = layout.areas.findIndex((one) => one.id === id);
      if (area >= 0) {
        selection = selection.withPlaces(area, ticketType, quantity);
      }
    }
    return selection;
  }

  /** How many seats and places. */
  get size(): number {
    let size = this.seats.size;
    for (const area of this.areas.keys()) {
      size += this.places(area);
    }
    return size;
  }

  /** How many places of an area, of all ticket types or of one. */
  places(area: number, ticketType?: string): number {
    const quantities = this.areas.get(area);
    if (quantities === undefined) {
      return 0;
    }
    return ticketType === undefined
      ? [...quantities.values()].reduce((sum, quantity) => sum + quantity, 0)
      : (quantities.get(ticketType) ?? 0);
  }

  withSeat(seat: number, ticketType: string): Selection {
    return new Selection(new Map(this.seats).set(seat, ticketType), this.areas);
  }

  withoutSeats(seats: Iterable<number>): Selection {
    const rest = new Map(this.seats);
    for (const seat of seats) {
      rest.delete(seat);
    }
    return new Selection(rest, this.areas);
  }

  withPlaces(area: number, ticketType: string, quantity: number): Selection {
    const quantities = new Map(this.areas.get(area));
    if (quantity > 0) {
      quantities.set(ticketType, quantity);
    } else {
      quantities.delete(ticketType);
    }
    const areas = new Map(this.areas);
    if (quantities.size > 0) {
      areas.set(area, quantities);
    } else {
      areas.delete(area);
    }
    return new Selection(this.seats, areas);
  }

  /** With all that another has: its seats too, and of each area the greater number of places. */
  withAll(other: Selection): Selection {
    let all: Selection = this;
    for (const [seat, type] of other.seats) {
      all = all.withSeat(seat, type);
    }
    for (const [area, quantities] of other.areas) {
      for (const [type, quantity] of quantities) {
        all = all.withPlaces(area, type, Math.max(all.places(area, type), quantity));
      }
    }
    return all;
  }

  /** With what was chosen and let go between two others. */
  withChange(from: Selection, to: Selection): Selection {
    let changed = this.withoutSeats([...from.seats.keys()].filter((seat) => !to.seats.has(seat)));
    for (const [seat, type] of to.seats) {
      if (from.seats.get(seat) !== type) {
        changed = changed.withSeat(seat, type);
      }
    }
    for (const area of new Set([...from.areas.keys(), ...to.areas.keys()])) {
      const types = [...(from.areas.get(area) ?? []), ...(to.areas.get(area) ?? [])];
      for (const type of new Set(types.map(([type]) => type))) {
        const more = to.places(area, type) - from.places(area, type);
        changed = changed.withPlaces(area, type, changed.places(area, type) + more);
      }
    }
    return changed;
  }

  /** With no more places of an area than there are. */
  withAtMost(area: number, available: number): Selection {
    let rest: Selection = this;
    for (const [type, quantity] of this.areas.get(area) ?? []) {
      const over = rest.places(area) - available;
      if (over > 0) {
        rest = rest.withPlaces(area, type, Math.max(0, quantity - over));
      }
    }
    return rest;
  }

  equals(other: Selection): boolean {
    return this.text() === other.text();
  }

  private text(): string {
    const seats = [...this.seats].sort(([a], [b]) => a - b);
    const areas = [...this.areas]
      .sort(([a], [b]) => a - b)
      .map(([area, quantities]) => [area, [...quantities].sort()]);
    return JSON.stringify([seats, areas]);
  }

  toNewHold(layout: Layout): NewHold {
    return {
      seats: wishes([...this.seats], layout),
      areas: [...this.areas.keys()].flatMap((area) => this.quantities(area, layout)),
    };
  }

  /** What has to be asked for to get from what is held to this. */
  changeFrom(held: Selection, layout: Layout): HoldChange {
    const retyped = [...this.seats].filter(
      ([seat, type]) => held.seats.has(seat) && held.seats.get(seat) !== type,
    );
    const areas = new Set([...this.areas.keys(), ...held.areas.keys()]);
    return {
      add: {
        seats: wishes(
          [...this.seats].filter(([seat]) => !held.seats.has(seat)),
          layout,
        ),
      },
      remove: {
        seats: [...held.seats.keys()]
          .filter((seat) => !this.seats.has(seat))
          .map((seat) => ({ id: layout.seatIds[seat]! })),
      },
      set: {
        seats: retyped.map(([seat, ticketType]) => ({ id: layout.seatIds[seat]!, ticketType })),
        areas: [...areas].flatMap((area) =>
          JSON.stringify(this.quantities(area, layout)) ===
          JSON.stringify(held.quantities(area, layout))
            ? []
            : this.quantities(area, layout, true),
        ),
      },
    };
  }

  private quantities(area: number, layout: Layout, orNone = false): AreaQuantity[] {
    const { id } = layout.areas[area]!;
    const wanted = [...(this.areas.get(area) ?? [])].sort();
    if (wanted.length === 0 && orNone) {
      return [{ id, quantity: 0 }];
    }
    return wanted.map(([ticketType, quantity]) =>
      ticketType === ANY ? { id, quantity } : { id, quantity, ticketType },
    );
  }
}

function wishes(seats: readonly [number, string][], layout: Layout): SeatWish[] {
  return seats.map(([seat, ticketType]) => {
    const id = layout.seatIds[seat]!;
    return ticketType === ANY ? { id } : { id, ticketType };
  });
}
