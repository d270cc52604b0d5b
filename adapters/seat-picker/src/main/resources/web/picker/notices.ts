import { html, nothing, type TemplateResult } from 'lit';
import * as icons from './icons.js';
import type { Session } from './session.js';

/** Says that what is shown may be old. */
export function renderOffline(session: Session): TemplateResult | typeof nothing {
  return session.connected
    ? nothing
    : html`<div class="notice offline" part="notice"><p>${session.messages.offline}</p></div>`;
}

/** Says what has just happened, until it is closed or something else happens. */
export function renderNotice(session: Session): TemplateResult | typeof nothing {
  const { notice, messages, names } = session;
  if (notice === undefined) {
    return nothing;
  }
  const card = (tone: string, title: string, body: unknown, actions: unknown = nothing) =>
    html`<div class="notice ${tone}" part="notice">
      <div class="notice-text">${title === '' ? nothing : html`<h3>${title}</h3>`} ${body}</div>
      <button
        class="icon"
        type="button"
        aria-label=${messages.dismiss}
        @click=${() => session.show(undefined)}
      >
        ${icons.cross}
      </button>
      ${actions === nothing ? nothing : html`<div class="notice-actions">${actions}</div>`}
    </div>`;
  switch (notice.kind) {
    case 'conflict': {
      const instead = notice.instead.seats;
      const gone = [names.seats(notice.taken), ...session.shortages(notice.conflicts)]
        .filter((text) => text !== '')
        .join('; ');
      return card(
        'warning',
        messages.conflictTitle,
        html`<p>
            ${messages.conflict(gone)} ${session.chosen.size > 0 ? messages.conflictKept : ''}
          </p>
          ${
            instead.length > 0
              ? html`<p>
                  ${
                    notice.instead.givenUp.length > 0
                      ? messages.suggestionTogether(names.seats(instead))
                      : messages.suggestion(names.seats(instead))
                  }
                </p>`
              : notice.taken.length > 0
                ? html`<p>${messages.noSuggestion}</p>`
                : nothing
          }`,
        instead.length > 0
          ? html`<button
              class="secondary"
              type="button"
              @click=${() => session.takeInstead(notice.instead)}
            >
              ${messages.takeSuggestion}
            </button>`
          : nothing,
      );
    }
    case 'expired':
      return card(
        'warning',
        messages.expiredTitle,
        html`<p>${messages.expired(names.selection(notice.what))}</p>`,
        html`<button
          class="secondary"
          type="button"
          @click=${() => session.chooseAgain(notice.what)}
        >
          ${messages.chooseAgain}
        </button>`,
      );
    case 'gone-elsewhere':
      return card('', '', html`<p>${messages.goneElsewhere}</p>`);
    case 'gone':
      return card('warning', '', html`<p>${messages.gone(names.selection(notice.what))}</p>`);
    case 'cancelled':
      return card('warning', '', html`<p>${messages.cancelled(notice.code)}</p>`);
    case 'no-answer':
      return card('warning', messages.noAnswerTitle, html`<p>${messages.noAnswer}</p>`);
    case 'closed':
      return card(
        'warning',
        '',
        html`<p>
          ${
            notice.opensAt !== undefined && !notice.over
              ? messages.opensAt(session.format.dateTime(notice.opensAt))
              : notice.over
                ? messages.salesOver
                : messages.salesClosed
          }
        </p>`,
      );
    case 'said':
      return card('', '', html`<p>${notice.text}</p>`);
    case 'refused':
      return card('warning', messages.refusedTitle, html`<p>${notice.text}</p>`);
  }
}
