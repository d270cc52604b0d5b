import type { Fees, HoldKey, Selection } from '../public/picker/1/holdfast-seat-picker.js';

/** What a page gives. Its programmer hears of a mistake at once, by a `TypeError`. */

/** @throws TypeError if these are no fees: a price that is too low must not be shown */
export function checkFees(fees: Fees): Fees {
  for (const [category, fee] of Object.entries(fees)) {
    const amounts =
      typeof fee === 'object' && fee !== null
        ? Object.entries(fee).map(([type, amount]) => [`${category}.${type}`, amount] as const)
        : [[category, fee] as const];
    for (const [name, amount] of amounts) {
      if (!isCount(amount)) {
        throw mistake(`fees.${name}`, amount, 'an integer from 0 on');
      }
    }
  }
  return fees;
}

/** @throws TypeError if it is no hold with its secret */
export function checkHold(hold: HoldKey): HoldKey {
  if (!isToken(hold?.id) || !isToken(hold.secret)) {
    // Its value would tell the secret to whoever reads the console.
    throw new TypeError('hold: a value without id and secret (expected: {id, secret})');
  }
  return hold;
}

/** Whether it can be sent in a header. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value);
}

/** @throws TypeError if it is no selection */
export function checkSelection(selection: Selection | undefined): Selection | undefined {
  for (const [i, seat] of (selection?.seats ?? []).entries()) {
    if (!isText(seat?.id)) {
      throw mistake(`selection.seats[${i}]`, seat, '{id, ticketType?}');
    }
  }
  for (const [i, area] of (selection?.areas ?? []).entries()) {
    if (!isText(area?.id) || !isCount(area.quantity)) {
      throw mistake(`selection.areas[${i}]`, area, '{id, quantity, ticketType?}');
    }
  }
  return selection;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function mistake(name: string, value: unknown, expected: string): TypeError {
  return new TypeError(`${name}: ${JSON.stringify(value)} (expected: ${expected})`);
}
