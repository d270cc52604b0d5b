import { languageOf, type Messages } from '../picker/messages/index.js';

const en = {
  events: 'Events',
  intro: 'Choose an event to see its seats.',
  none: 'No events are on sale at the moment.',
  noneHint: 'Come back later.',
  failed: 'The events could not be loaded.',
  more: 'Show more events',
  loading: 'Loading the events…',
  from: (price: string) => `from ${price}`,
  all: 'All events',
  toPay:
    'Your seats are held. In a shop, you would pay now, and its server would confirm them.',
  doors: (time: string) => `Doors open at ${time}`,
  over: 'Sales are over',
  paused: 'Sales are paused',
  opens: (when: string) => `On sale from ${when}`,
};

const de: typeof en = {
  events: 'Veranstaltungen',
  intro: 'Wählen Sie eine Veranstaltung, um ihre Plätze zu sehen.',
  none: 'Zurzeit ist nichts im Verkauf.',
  noneHint: 'Schauen Sie später wieder vorbei.',
  failed: 'Die Veranstaltungen konnten nicht geladen werden.',
  more: 'Weitere Veranstaltungen zeigen',
  loading: 'Die Veranstaltungen werden geladen…',
  from: (price) => `ab ${price}`,
  all: 'Alle Veranstaltungen',
  toPay:
    'Ihre Plätze sind für Sie reserviert. In einem Shop würden Sie jetzt bezahlen, und sein Server würde bestätigen.',
  doors: (time) => `Einlass ab ${time}`,
  over: 'Verkauf beendet',
  paused: 'Verkauf pausiert',
  opens: (when) => `Im Verkauf ab ${when}`,
};

/** What the pages say, beside what the picker says, in the visitor's language. */
export function words(): { locale: string; text: typeof en; messages: Messages } {
  const { locale, messages } = languageOf(navigator.languages);
  return { locale, text: locale.toLowerCase().startsWith('de') ? de : en, messages };
}
