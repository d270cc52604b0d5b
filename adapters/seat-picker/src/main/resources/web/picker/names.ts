import type { Fees } from '../public/picker/1/holdfast-seat-picker.js';
import { type Format, isForSale, listed, priceOf, priceRange, withFees } from './format.js';
import type { Messages } from './messages/index.js';
import type { AreaAvailability, AreaConflict, EventOnSale } from './model.js';
import type { Layout, Row } from './room/layout.js';
import { SeatState } from './room/room.js';
import { ANY, type Selection } from './selection.js';

/** What seats, places and prices are called, in the visitor's language. */
export class Names {
  private readonly event: EventOnSale;

  /** @param fees are in every price */
  constructor(
    event: EventOnSale,
    private readonly layout: Layout,
    private readonly messages: Messages,
    private readonly format: Format,
    private readonly fees: Fees,
  ) {
    this.event = withFees(event, fees);
  }

  get hasFees(): boolean {
    return Object.keys(this.fees).length > 0;
  }

  /** Where a seat is: section, row and seat. */
  seat(seat: number): string {
    return listed(this.row(seat), this.seatInRow(seat));
  }

  /** A seat among the others of its row. */
  seatInRow(seat: number): string {
    const { seatLabels, seatNames } = this.layout;
    return seatLabels.get(seat) ?? this.messages.seat(seatNames[seat]!);
  }

  /** The section and row that a seat is in. */
  row(seat: number): string {
    const row = this.layout.rows[this.layout.seatRow[seat]!]!;
    const section = this.layout.sections[row.section]!;
    return listed(section.name, row.label ?? (row.name === '' ? '' : this.messages.row(row.name)));
  }

  /** A section among the others: with its rows, if another has the same name. */
  sectionOf(section: number): string {
    const { rows, sections } = this.layout;
    const { name, firstRow, rowCount } = sections[section]!;
    const title = this.messages.section(name);
    const isAlone = sections.every((other, i) => other.name !== name || i === section);
    const [first, last] = [rows[firstRow], rows[firstRow + rowCount - 1]];
    return isAlone || !first?.name || !last?.name
      ? title
      : listed(title, this.messages.rows(first.name, last.name));
  }

  /** A row among the others of its section: with its seats, if another has the same name. */
  rowOf(row: number): string {
    const { rows, seatNames, sections } = this.layout;
    const { section, firstSeat, seatCount } = rows[row]!;
    const { firstRow, rowCount } = sections[section]!;
    const titleOf = ({ label, name }: Row) => label ?? this.messages.row(name);
    const title = titleOf(rows[row]!);
    const isAlone = rows
      .slice(firstRow, firstRow + rowCount)
      .every((other, i) => titleOf(other) !== title || firstRow + i === row);
    const [first, last] = [seatNames[firstSeat], seatNames[firstSeat + seatCount - 1]];
    return isAlone || !first || !last
      ? title
      : listed(title, this.messages.seatRange(first, last));
  }

  seats(seats: Iterable<number>): string {
    return [...seats].map((seat) => this.seat(seat)).join('; ');
  }

  area(area: number): string {
    return this.layout.areas[area]!.name;
  }

  isForSale(category: number): boolean {
    return isForSale(this.event, this.layout.categories[category]!.id);
  }

  /** How many places of an area are left, or why there are none. */
  placesLeft(area: number, count: AreaAvailability): string {
    return count.available > 0
      ? this.messages.placesLeft(count.available)
      : this.noPlaces(area, count);
  }

  /** Why an area has no places left: others have them, or nobody can. */
  noPlaces(area: number, { blocked, capacity }: AreaAvailability): string {
    const { category } = this.layout.areas[area]!;
    return blocked < capacity && this.isForSale(category)
      ? this.messages.soldOut
      : this.messages.blocked;
  }

  /** Seats that are not to be had, and areas with what they have left. */
  unavailable(seats: readonly number[], shortages: readonly AreaConflict[]): string {
    const areas = shortages.map(({ id, available }) => {
      const name = this.layout.areas.find((area) => area.id === id)?.name ?? id;
      return this.messages.areaConflict(name, available);
    });
    return [...seats.map((seat) => this.seat(seat)), ...areas].join('; ');
  }

  /** All that was chosen, seats and places. */
  selection(selection: Selection): string {
    return this.parts(selection).join('; ');
  }

  private parts(selection: Selection): string[] {
    const areas = [...selection.areas.keys()].map(
      (area) => `${selection.places(area)} × ${this.area(area)}`,
    );
    return [...areas, ...[...selection.seats.keys()].map((seat) => this.seat(seat))];
  }

  /** What was chosen, the latest first. */
  latest(selection: Selection): string {
    return this.parts(selection).reverse().join('; ');
  }

  /** What a seat of a category costs for a ticket type, with fees. */
  priceOf(category: number, ticketType: string): string {
    return this.price(priceOf(this.event, this.layout.categories[category]!.id, ticketType));
  }

  price(minor: number): string {
    return minor === 0 ? this.messages.free : this.format.price(minor);
  }

  ticketType(id: string): string {
    return this.event.ticketTypes.find((type) => type.id === id)?.name ?? '';
  }

  /** How many seats and places. */
  count(selection: Selection): string {
    const seats = selection.seats.size;
    const places = selection.size - seats;
    return listed(
      seats > 0 || places === 0 ? this.messages.seats(seats) : '',
      places > 0 ? this.messages.places(places) : '',
    );
  }

  /** The price of a category, or the lowest of those that it has; empty if it is not for sale. */
  priceFrom(category: string): string {
    if (!isForSale(this.event, category)) {
      return '';
    }
    const [low, high] = priceRange(this.event, category);
    return low === high ? this.price(low) : this.messages.from(this.price(low));
  }

  /** From the lowest price of a category to the highest, or that it is not for sale. */
  priceRange(category: string): string {
    if (!isForSale(this.event, category)) {
      return this.messages.blocked;
    }
    const [low, high] = priceRange(this.event, category);
    return high === 0 ? this.messages.free : this.format.prices(low, high);
  }

  /** The prices of a category for each ticket type, or the one that all have; none if not for sale. */
  prices(category: string): { readonly type: string; readonly price: string }[] {
    if (!isForSale(this.event, category)) {
      return [];
    }
    const types =
      this.event.ticketTypes.length > 0 ? this.event.ticketTypes : [{ id: ANY, name: '' }];
    const prices = types.map(({ id, name }) => ({
      type: name,
      price: this.price(priceOf(this.event, category, id)),
    }));
    const same = prices.every(({ price }) => price === prices[0]!.price);
    return same ? [{ type: '', price: prices[0]!.price }] : prices;
  }

  state(state: SeatState): string {
    switch (state) {
      case SeatState.Available:
        return this.messages.available;
      case SeatState.Held:
        return this.messages.held;
      case SeatState.Reserved:
        return this.messages.reserved;
      case SeatState.Blocked:
        return this.messages.blocked;
    }
  }
}
