import { Format } from '../picker/format.js';
import type { EventOnSale } from '../public/picker/1/holdfast-seat-picker.js';
import { base } from './base.js';
import { element } from './dom.js';
import { words } from './words.js';

/** Shows an event: what it is and when, and the seat picker in all the rest. */
export function showEvent(id: string): void {
  const { locale, text } = words();
  const title = element('h1');
  const when = element('p', { class: 'when' });
  const back = element('a', { class: 'back', href: base }, text.all);
  const picker = element(
    'holdfast-seat-picker',
    { event: id },
    // Nobody is paid on this page.
    element('p', { slot: 'checkout' }, text.toPay),
  );

  const tell = (event: EventOnSale) => {
    const format = new Format(locale, event);
    const { startsAt, startsAtLocal, doorsAt, doorsAtLocal } = event;
    document.title = event.name;
    title.textContent = event.name;
    when.replaceChildren(
      element(
        'time',
        { datetime: startsAt },
        format.dateTime({ at: startsAt, local: startsAtLocal }),
      ),
    );
    if (doorsAt !== undefined) {
      const doors = format.time({ at: doorsAt, local: doorsAtLocal });
      when.append(element('span', {}, text.doors(doors)));
    }
  };
  picker.addEventListener('holdfast-event', ({ detail }) => tell(detail.event));
  // Without its event the page is still one to go back from; the picker says what is wrong.
  picker.addEventListener('holdfast-error', () => {
    title.textContent ||= text.events;
  });

  document.body.classList.add('whole');
  document.body.append(
    element('header', { class: 'top' }, back, element('div', {}, title, when)),
    element('main', {}, picker),
  );
}
