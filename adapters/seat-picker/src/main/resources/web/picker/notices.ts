import { html, nothing, type TemplateResult } from 'lit';
import { problemText } from './events.js';
import * as icons from './icons.js';
import type { Session } from './session.js';
import type { Telling } from './telling.js';

interface Action {
  readonly label: string;
  act(): void;
}

/** Says that what is shown may be old. */
export function renderOffline({ connected, messages }: Telling): TemplateResult | typeof nothing {
  return connected
    ? nothing
    : html`<div class="notice offline" part="notice"><p>${messages.offline}</p></div>`;
}

/** Says what has just happened, until it is closed or something else happens. */
export function renderNotice({ choice, telling }: Session): TemplateResult | typeof nothing {
  const { notice, messages, format, names } = telling;
  if (notice === undefined) {
    return nothing;
  }
  const card = (tone: string, title: string, texts: readonly string[], action?: Action) =>
    html`<div class="notice ${tone}" part="notice">
      <div class="notice-text">
        ${title === '' ? nothing : html`<h3>${title}</h3>`}
        ${texts.map((text) => html`<p>${text}</p>`)}
      </div>
      <button
        class="icon"
        type="button"
        aria-label=${messages.dismiss}
        @click=${() => telling.show(undefined)}
      >
        ${icons.cross}
      </button>
      ${
        action === undefined
          ? nothing
          : html`<div class="notice-actions">
              <button class="secondary" type="button" @click=${action.act}>${action.label}</button>
            </div>`
      }
    </div>`;
  switch (notice.kind) {
    case 'conflict': {
      const { taken, shortages, instead } = notice;
      const gone = messages.conflict(names.unavailable(taken, shortages));
      const texts = [choice.chosen.size > 0 ? `${gone} ${messages.conflictKept}` : gone];
      if (instead.seats.length > 0) {
        const { suggestion, suggestionTogether } = messages;
        const suggest = instead.givenUp.length > 0 ? suggestionTogether : suggestion;
        texts.push(suggest(names.seats(instead.seats)));
        return card('warning', messages.conflictTitle, texts, {
          label: messages.takeSuggestion,
          act: () => choice.takeInstead(instead),
        });
      }
      if (taken.length > 0) {
        texts.push(messages.noSuggestion);
      }
      return card('warning', messages.conflictTitle, texts);
    }
    case 'expired':
      return card(
        'warning',
        messages.expiredTitle,
        [messages.expired(names.selection(notice.what))],
        { label: messages.chooseAgain, act: () => choice.chooseAgain(notice.what) },
      );
    case 'gone-elsewhere':
      return card('', '', [messages.goneElsewhere]);
    case 'gone':
      return card('warning', '', [messages.gone(names.selection(notice.what))]);
    case 'cancelled':
      return card('warning', '', [messages.cancelled(notice.code)]);
    case 'no-answer':
    case 'refused': {
      const { problem } = notice;
      const title = problem === 'no-answer' ? messages.noAnswerTitle : messages.refusedTitle;
      return card('warning', title, [problemText(problem, messages)]);
    }
    case 'closed':
      return card('warning', '', [
        notice.reason === 'over'
          ? messages.salesOver
          : notice.reason === 'paused'
            ? messages.salesPaused
            : notice.opensAt !== undefined
              ? messages.opensAt(format.dateTime(notice.opensAt))
              : messages.problems['sales-closed'],
      ]);
    case 'said':
      return card('', '', [notice.text]);
  }
}
