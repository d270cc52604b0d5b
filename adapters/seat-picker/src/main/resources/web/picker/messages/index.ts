import { de } from './de.js';
import { en, type Messages } from './en.js';

export type { Messages };

const LANGUAGES: Readonly<Record<string, Messages>> = { en, de };

/** The first of the wanted languages that there is, with its region kept for dates and prices. */
export function languageOf(wanted: readonly string[]): { locale: string; messages: Messages } {
  for (const locale of wanted) {
    const messages = LANGUAGES[locale.toLowerCase().split('-')[0]!];
    if (messages !== undefined && isLocale(locale)) {
      return { locale, messages };
    }
  }
  return { locale: 'en', messages: en };
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
