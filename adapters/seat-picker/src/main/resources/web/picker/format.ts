import type { Fees } from '../public/picker/1/holdfast-seat-picker.js';
import type { CategoryPrice, EventOnSale } from './model.js';

/** Writes amounts and times the way that the visitor's language does. */
export class Format {
  private readonly options: Intl.NumberFormatOptions;
  private readonly money: Intl.NumberFormat;
  private short: Intl.NumberFormat | undefined;
  private readonly unit: number;
  private readonly timeZone: string;

  constructor(
    private readonly locale: string,
    event: Pick<EventOnSale, 'currency' | 'currencyDigits' | 'timeZone'>,
  ) {
    const { currency, currencyDigits: digits } = event;
    // Browsers have a table of their own, by which forint have no decimals.
    this.options = {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    };
    this.money = new Intl.NumberFormat(locale, this.options);
    this.unit = 10 ** digits;
    this.timeZone = event.timeZone;
  }

  /** @param minor in minor units */
  price(minor: number): string {
    return this.money.format(minor / this.unit);
  }

  /** From one amount to another, in few characters: whole amounts without their zeros. */
  prices(from: number, to: number): string {
    this.short ??= new Intl.NumberFormat(this.locale, {
      ...this.options,
      trailingZeroDisplay: 'stripIfInteger',
    });
    return from === to
      ? this.short.format(from / this.unit)
      : this.short.formatRange(from / this.unit, to / this.unit);
  }

  /** The date and time in the event's zone, which is said where the visitor is in another. */
  dateTime(time: Time): string {
    const elsewhere = Intl.DateTimeFormat().resolvedOptions().timeZone !== this.timeZone;
    const { format, at, offset } = this.inZone(time, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      ...(elsewhere ? { timeZoneName: 'short' } : {}),
    });
    return format.format(at) + offset;
  }

  time(time: Time): string {
    const { format, at } = this.inZone(time, { hour: 'numeric', minute: '2-digit' });
    return format.format(at);
  }

  /** The month and the day of the month, as on a tear-off calendar. */
  day(time: Time): { readonly month: string; readonly day: string } {
    const { format, at } = this.inZone(time, { month: 'short', day: 'numeric' });
    const parts = format.formatToParts(at);
    const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? '';
    return { month: part('month'), day: part('day') };
  }

  /** What writes a time in the event's zone, or as the service says it to browsers without that. */
  private inZone(
    { at, local = at }: Time,
    options: Intl.DateTimeFormatOptions,
  ): { format: Intl.DateTimeFormat; at: Date; offset: string } {
    try {
      const format = new Intl.DateTimeFormat(this.locale, { timeZone: this.timeZone, ...options });
      return { format, at: new Date(at), offset: '' };
    } catch {
      const [, clock = '', offset = ''] = /^(.*?)(Z|[+-][\d:]+)$/.exec(local) ?? [];
      const { timeZoneName: _, ...others } = options;
      return {
        format: new Intl.DateTimeFormat(this.locale, { timeZone: 'UTC', ...others }),
        at: new Date(`${clock}Z`),
        offset: ` UTC${offset.replace('Z', '')}`,
      };
    }
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
}

/** A time of an event as the service says it. */
export interface Time {
  readonly at: string;
  /** The same as the event's clocks show it, with its offset; if it is not known, UTC is. */
  readonly local?: string;
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

/** Whether an event sells a category at all. */
export function isForSale(event: EventOnSale, category: string): boolean {
  return (event.prices[category] ?? undefined) !== undefined;
}

/** What a seat of a category costs for a ticket type, in minor units. */
export function priceOf(event: EventOnSale, category: string, ticketType: string): number {
  const price: CategoryPrice = event.prices[category] ?? 0;
  return typeof price === 'number' ? price : (price[ticketType] ?? 0);
}

/** What has to be paid for a ticket besides its price, in minor units. */
export function feeOf(fees: Fees, category: string, ticketType: string): number {
  const fee = fees[category] ?? 0;
  return typeof fee === 'number' ? fee : (fee[ticketType] ?? 0);
}

/** The event with the prices that visitors pay in the end. */
export function withFees(event: EventOnSale, fees: Fees): EventOnSale {
  const prices = Object.entries(event.prices).map(([category, price]) => {
    if (price === null || fees[category] === undefined) {
      return [category, price];
    }
    const whole = (type: string) => priceOf(event, category, type) + feeOf(fees, category, type);
    const types = event.ticketTypes.map(({ id }) => [id, whole(id)]);
    return [category, types.length === 0 ? whole('') : Object.fromEntries(types)];
  });
  return { ...event, prices: Object.fromEntries(prices) };
}

/** The lowest and the highest price of a category, in minor units. */
export function priceRange(event: EventOnSale, category: string): [from: number, to: number] {
  const price: CategoryPrice = event.prices[category] ?? 0;
  const amounts = typeof price === 'number' ? [price] : Object.values(price);
  return [Math.min(...amounts), Math.max(...amounts)];
}
