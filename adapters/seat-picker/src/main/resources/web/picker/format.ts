import type { CategoryPrice, EventOnSale } from './model.js';

/** Writes amounts and times the way that the visitor's language does. */
export class Format {
  private readonly money: Intl.NumberFormat;
  private short: Intl.NumberFormat | undefined;
  private readonly unit: number;

  constructor(
    private readonly locale: string,
    private readonly currency: string,
    private readonly timeZone: string,
  ) {
    this.money = new Intl.NumberFormat(locale, { style: 'currency', currency });
    // Yen have no minor unit, dinars have thousandths.
    this.unit = 10 ** (this.money.resolvedOptions().maximumFractionDigits ?? 2);
  }

  /** @param minor in minor units */
  price(minor: number): string {
    return this.money.format(minor / this.unit);
  }

  /** From one amount to another, in few characters: whole amounts without their zeros. */
  prices(from: number, to: number): string {
    this.short ??= new Intl.NumberFormat(this.locale, {
      style: 'currency',
      currency: this.currency,
      trailingZeroDisplay: 'stripIfInteger',
    });
    return from === to
      ? this.short.format(from / this.unit)
      : this.short.formatRange(from / this.unit, to / this.unit);
  }

  /** The date and time in the event's zone, which is said where the visitor is in another. */
  dateTime(instant: string): string {
    const date = new Date(instant);
    const elsewhere = Intl.DateTimeFormat().resolvedOptions().timeZone !== this.timeZone;
    return new Intl.DateTimeFormat(this.locale, {
      timeZone: this.timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      ...(elsewhere ? { timeZoneName: 'short' } : {}),
    }).format(date);
  }

  /** How long something takes: in minutes, or in seconds if those are few or don't come out even. */
  duration(seconds: number): string {
    const whole = Math.round(seconds);
    const [amount, unit] =
      whole >= 60 && (whole % 60 === 0 || whole > 600)
        ? [Math.floor(whole / 60), 'minute']
        : [whole, 'second'];
    return new Intl.NumberFormat(this.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
      amount,
    );
  }

  time(instant: string): string {
    return new Intl.DateTimeFormat(this.locale, {
      timeZone: this.timeZone,
      hour: 'numeric',
      minute: '2-digit',
    }).format(new Date(instant));
  }
}

/** One after the other, without what is empty. */
export function listed(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** Minutes and seconds as on a clock: 14:05. */
export function clock(left: number): string {
  const whole = Math.max(0, left);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** The seconds of an ISO-8601 duration of hours, minutes and seconds, such as `PT15M`. */
export function seconds(duration: string): number {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(duration) ?? [];
  const [hours = 0, mins = 0, secs = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return (hours * 60 + mins) * 60 + secs;
}

/** What a seat of a category costs for a ticket type, in minor units. */
export function priceOf(event: EventOnSale, category: string, ticketType: string): number {
  const price: CategoryPrice = event.prices[category] ?? 0;
  return typeof price === 'number' ? price : (price[ticketType] ?? 0);
}

/** The lowest and the highest price of a category, in minor units. */
export function priceRange(event: EventOnSale, category: string): [from: number, to: number] {
  const price: CategoryPrice = event.prices[category] ?? 0;
  const amounts = typeof price === 'number' ? [price] : Object.values(price);
  return [Math.min(...amounts), Math.max(...amounts)];
}
