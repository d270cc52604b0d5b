import { Api } from '../picker/api.js';
import { Format } from '../picker/format.js';
import { element } from './dom.js';
import { words } from './words.js';

/** Shows an event: what it is and when, and the seat picker in all the rest. */
export async function showEvent(id: string): Promise<void> {
  const { locale, text } = words();
  const title = element('h1');
  const when = element('p', { class: 'when' });
  const back = element('a', { class: 'back', href: '/' }, text.all);
  document.body.classList.add('whole');
  document.body.append(
    element('header', { class: 'top' }, back, element('div', {}, title, when)),
    element('main', {}, element('holdfast-seat-picker', { event: id })),
  );
  try {
    // The picker asks for the same; the browser or the service answers that at little cost.
    const event = await new Api(location.origin).event(id);
    const format = new Format(locale, event.currency, event.timeZone);
    document.title = event.name;
    title.textContent = event.name;
    when.append(element('time', { datetime: event.startsAt }, format.dateTime(event.startsAt)));
    if (event.doorsAt !== undefined) {
      when.append(element('span', {}, text.doors(format.time(event.doorsAt))));
    }
  } catch {
    // The picker says what is wrong.
    title.textContent = text.events;
  }
}
