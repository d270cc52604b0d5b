import type { Messages, Translations } from '../../public/picker/1/holdfast-seat-picker.js';
import { de } from './de.js';
import { en } from './en.js';

export type { Messages, Translations };

/** What the picker says, and how dates and prices are written. */
export interface Language {
  readonly locale: string;
  readonly messages: Messages;
}

const LANGUAGES: Readonly<Record<string, Messages>> = { en, de };

/**
 * The first of the wanted languages that there is, with its region kept for dates and prices.
 *
 * @param own what the page says in other words, or in further languages
 */
export function languageOf(wanted: readonly string[], own: Translations = {}): Language {
  for (const locale of wanted) {
    const language = locale.toLowerCase().split('-')[0]!;
    if ((language in LANGUAGES || language in own) && isLocale(locale)) {
      return { locale, messages: messagesIn(language, own) };
    }
  }
  return { locale: 'en', messages: messagesIn('en', own) };
}

function messagesIn(language: string, own: Translations): Messages {
  const messages = LANGUAGES[language] ?? messagesIn('en', own);
  const instead = own[language];
  return instead === undefined
    ? messages
    : { ...messages, ...instead, problems: { ...messages.problems, ...instead.problems } };
}

/** The language that a page or browser asks for: the element's own, its page's, the visitor's. */
export function wantedLanguages(element: Element): readonly string[] {
  const marked = element.closest('[lang]')?.getAttribute('lang');
  return marked ? [marked, ...navigator.languages] : navigator.languages;
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}
