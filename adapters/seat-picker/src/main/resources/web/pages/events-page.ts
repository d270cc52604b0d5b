import { Api } from '../picker/api.js';
import { errorDetail, loadErrorText } from '../picker/events.js';
import { Format, isForSale, priceRange } from '../picker/format.js';
import type { EventOnSale } from '../picker/model.js';
import { base } from './base.js';
import { element } from './dom.js';
import { words } from './words.js';

const PAGE = 24;
/** Events of which so much is over are not listed; some last longer than an evening. */
const OVER = 24 * 60 * 60 * 1_000;

/** Lists the events that are to come, a page at a time. */
export async function showEvents(): Promise<void> {
  const { locale, text, messages } = words();
  document.title = text.events;
  const list = element('ul', { class: 'events' });
  const below = element('div', { class: 'below', 'aria-live': 'polite' });
  document.body.append(
    element(
      'main',
      { class: 'page' },
      element('header', {}, element('h1', {}, text.events), element('p', {}, text.intro)),
      list,
      below,
    ),
  );
  const api = new Api(base);
  const from = new Date(Date.now() - OVER).toISOString();

  const load = async (cursor: string | undefined): Promise<void> => {
    below.replaceChildren(element('p', { class: 'soft' }, text.loading));
    try {
      const { items, nextCursor } = await api.events(cursor, PAGE, from);
      const cards = items.map((event) => cardOrName(event, locale));
      list.append(...cards);
      below.replaceChildren();
      if (cursor !== undefined) {
        cards[0]?.querySelector('a')?.focus();
      }
      if (list.childElementCount === 0) {
        below.append(
          element(
            'div',
            { class: 'blank' },
            element('h2', {}, text.none),
            element('p', {}, text.noneHint),
          ),
        );
      } else if (nextCursor !== undefined) {
        const more = element('button', { type: 'button' }, text.more);
        more.addEventListener('click', () => void load(nextCursor));
        below.append(more);
      }
    } catch (error) {
      const again = element('button', { type: 'button' }, messages.tryAgain);
      again.addEventListener('click', () => void load(cursor));
      below.replaceChildren(
        element(
          'div',
          { class: 'blank', role: 'alert' },
          element('h2', {}, text.failed),
          element('p', {}, loadErrorText(errorDetail(error, messages).kind, messages)),
          again,
        ),
      );
    }
  };
  await load(undefined);
}

/** An event that can't be written, because of what it says or of the browser, hides no other. */
function cardOrName(event: EventOnSale, locale: string): HTMLLIElement {
  try {
    return card(event, locale);
  } catch {
    const name = element('h2', {}, event.name);
    return element('li', {}, element('a', { href: `${base}events/${event.id}` }, name));
  }
}

function card(event: EventOnSale, locale: string): HTMLLIElement {
  const { text, messages } = words();
  const format = new Format(locale, event);
  const { startsAt, startsAtLocal, salesOpenAt, salesOpenAtLocal, salesCloseAt } = event;
  const starts = { at: startsAt, local: startsAtLocal };
  const ranges = Object.keys(event.prices)
    .filter((category) => isForSale(event, category))
    .map((category) => priceRange(event, category));
  const lowest = Math.min(...ranges.map(([low]) => low));
  const highest = Math.max(...ranges.map(([, high]) => high));
  const price =
    highest === 0
      ? messages.free
      : lowest === highest
        ? format.price(lowest)
        : text.from(format.price(lowest));
  const over = Date.parse(salesCloseAt) <= Date.now();
  const sales = over
    ? text.over
    : salesOpenAt !== undefined && Date.parse(salesOpenAt) > Date.now()
      ? text.opens(format.dateTime({ at: salesOpenAt, local: salesOpenAtLocal }))
      : event.paused === true
        ? text.paused
        : Number.isFinite(lowest)
          ? price
          : '';
  return element(
    'li',
    {},
    element(
      'a',
      { href: `${base}events/${event.id}` },
      leaf(format.day(starts)),
      element(
        'div',
        { class: 'about' },
        element('h2', {}, event.name),
        element(
          'p',
          {},
          element('time', { datetime: startsAt }, format.dateTime(starts)),
        ),
      ),
      element('p', { class: 'price' }, sales),
    ),
  );
}

/** The day as on a tear-off calendar, in the event's zone; the whole date is written beside it. */
function leaf({ month, day }: ReturnType<Format['day']>): HTMLElement {
  return element(
    'div',
    { class: 'leaf', 'aria-hidden': 'true' },
    element('span', {}, month),
    element('b', {}, day),
  );
}
