import { html, nothing, type TemplateResult } from 'lit';
import { clock, priceOf, seconds } from './format.js';
import * as icons from './icons.js';
import { ANY } from './selection.js';
import { type Session, WARNING } from './session.js';
import type { Ui } from './ui.js';

/** Up to so many areas are always there to choose from, beside the room. */
const FEW_AREAS = 4;

/** What is chosen, what it costs, and what can be done with it. */
export function renderPanel(session: Session, ui: Ui): TemplateResult {
  const { messages } = session;
  return html`<section
    class="panel ${ui.sheetOpen ? 'open' : ''}"
    part="panel"
    aria-label=${messages.yourSeats}
  >
    <button
      class="grip"
      type="button"
      aria-expanded=${ui.sheetOpen}
      aria-controls="details"
      @click=${() => ui.toggleSheet()}
    >
      <i aria-hidden="true"></i>
      <span>
        ${ui.sheetOpen ? messages.hideDetails : messages.showDetails}
        ${session.chosen.size > 0 ? html`· ${session.names.count(session.chosen)}` : nothing}
      </span>
      ${
        // What was just chosen is seen without opening the sheet.
        ui.sheetOpen || session.chosen.size === 0
          ? nothing
          : html`<span class="latest">${session.names.latest(session.chosen)}</span>`
      }
    </button>
    <div class="body" id="details">
      ${session.isDone() ? nothing : renderAreas(session, ui)} ${renderChosen(session, ui)}
      <slot name="details"></slot>
    </div>
    <div class="foot">${renderFoot(session, ui)}</div>
  </section>`;
}

/** Steppers for areas: all if there are few, else those that are chosen or at hand. */
function renderAreas(session: Session, ui: Ui): TemplateResult | typeof nothing {
  const { layout } = session;
  const all = layout.areas.map((_, area) => area);
  const few = all.length <= FEW_AREAS;
  const shown = all.filter((area) =>
    layout.areas[area]!.capacity > 1
      ? few || area === ui.areaAt || session.chosen.places(area) > 0
      : (few && layout.hasGeometry) || area === ui.areaAt,
  );
  return shown.length === 0 ? nothing : html`${shown.map((area) => renderArea(session, ui, area))}`;
}

function renderArea(session: Session, ui: Ui, area: number): TemplateResult {
  const { messages, names, layout, seats, sale } = session;
  const { name, category } = layout.areas[area]!;
  const { available } = seats.areas[area]!;
  const types =
    sale.ticketTypes.length > 0 ? sale.ticketTypes : [{ id: ANY, name: messages.place }];
  const free = session.placesFree(area);
  return html`<div class="area" data-area=${area} role="group" aria-label=${name}>
    <div class="area-head">
      <h3><i class="dot" .style=${`background:${ui.colors[category] ?? ''}`}></i>${name}</h3>
      <span class="hint">${available > 0 ? messages.placesLeft(available) : messages.soldOut}</span>
    </div>
    ${types.map(({ id, name: type }) => {
      const quantity = session.chosen.places(area, id);
      const what = `${name}, ${type}`;
      return html`<div class="stepper">
        <span>${type}</span>
        <span class="price"
          >${names.price(priceOf(sale, layout.categories[category]!.id, id))}</span
        >
        <button
          class="icon"
          type="button"
          aria-label=${messages.fewer(what)}
          ?disabled=${quantity === 0}
          @click=${() => session.setPlaces(area, id, quantity - 1)}
        >
          ${icons.minus}
        </button>
        <span class="quantity">${quantity}</span>
        <button
          class="icon"
          type="button"
          aria-label=${messages.oneMore(what)}
          ?disabled=${free <= 0}
          @click=${() => session.setPlaces(area, id, quantity + 1)}
        >
          ${icons.plus}
        </button>
      </div>`;
    })}
  </div>`;
}

function renderChosen(session: Session, ui: Ui): TemplateResult {
  const { messages, layout } = session;
  // The place for "best seats for me", as soon as the service proposes them.
  if (session.chosen.size === 0) {
    const sales = salesOf(session);
    const empty = (title: string, hint: string) =>
      html`<div class="empty">
        <p>${title}</p>
        <p class="hint">${hint}</p>
      </div>`;
    if (sales !== undefined) {
      return empty(sales, '');
    }
    return session.seats.isSoldOut()
      ? empty(messages.soldOutTitle, messages.soldOutHint)
      : empty(
          messages.nothingChosen,
          layout.hasGeometry ? messages.nothingChosenHint : messages.nothingChosenListHint,
        );
  }
  return html`<ul class="chosen" part="selection">
    ${[...session.chosen.seats].map(([seat, type]) => renderSeat(session, ui, seat, type))}
    ${[...session.chosen.areas].flatMap(([area, quantities]) =>
      [...quantities].map(([type, quantity]) => renderPlaces(session, ui, area, type, quantity)),
    )}
  </ul>`;
}

function renderSeat(session: Session, ui: Ui, seat: number, type: string): TemplateResult {
  const { messages, names, layout, sale } = session;
  const name = names.seat(seat);
  const category = layout.seatCategory[seat]!;
  const quoted = session.own?.hold.seats.find(({ id }) => id === layout.seatIds[seat]);
  const price =
    quoted !== undefined && (quoted.ticketType ?? ANY) === type
      ? quoted.price
      : priceOf(sale, layout.categories[category]!.id, type);
  const types = sale.ticketTypes;
  const about =
    types.length > 1 && !session.isDone()
      ? html`<select
          aria-label=${messages.ticketType(name)}
          @change=${(event: Event) =>
            session.choose(
              session.chosen.withSeat(seat, (event.target as HTMLSelectElement).value),
            )}
        >
          ${types.map(
            ({ id, name: label }) =>
              html`<option value=${id} ?selected=${id === type} .selected=${id === type}>
                ${label}
              </option>`,
          )}
        </select>`
      : html`<span class="hint"
          >${names.ticketType(type) || layout.categories[category]!.name}</span
        >`;
  return renderLine(session, ui, category, html`${name} ${about}`, price, name, () =>
    session.toggle(seat),
  );
}

function renderPlaces(
  session: Session,
  ui: Ui,
  area: number,
  type: string,
  quantity: number,
): TemplateResult {
  const { messages, names, layout, sale } = session;
  const { id, name, category } = layout.areas[area]!;
  const price = quantity * priceOf(sale, layout.categories[category]!.id, type);
  const ticket = names.ticketType(type);
  const places = (session.own?.reservation ?? session.own?.hold)?.areas.find(
    (one) => one.id === id && (one.ticketType ?? ANY) === type,
  );
  const numbers =
    places?.quantity === quantity ? messages.numbers(places.numbers.join(', ')) : '';
  const about = [ticket, numbers].filter((part) => part !== '').join(' · ');
  const what = [name, ticket].filter((part) => part !== '').join(', ');
  return renderLine(
    session,
    ui,
    category,
    html`${quantity} × ${name}<span class="hint">${about}</span>`,
    price,
    what,
    () => session.setPlaces(area, type, 0),
  );
}

/** A line of what is chosen, which a button takes out again while nothing is final. */
function renderLine(
  session: Session,
  ui: Ui,
  category: number,
  what: TemplateResult,
  price: number,
  name: string,
  remove: () => void,
): TemplateResult {
  return html`<li>
    <i class="dot" .style=${`background:${ui.colors[category] ?? ''}`}></i>
    <span class="what">${what}</span>
    <span class="price">${session.names.price(price)}</span>
    ${
      session.isDone()
        ? nothing
        : html`<button
            class="icon"
            type="button"
            aria-label=${session.messages.remove(name)}
            @click=${remove}
          >
            ${icons.cross}
          </button>`
    }
  </li>`;
}

function renderFoot(session: Session, ui: Ui): TemplateResult {
  if (session.isDone()) {
    return renderConfirmed(session);
  }
  return session.isHeld() ? renderHeld(session, ui) : renderChoosing(session, ui);
}

function renderTotal(session: Session): TemplateResult {
  const { messages, names, chosen } = session;
  return html`<p class="total">
    <span>${messages.total} <span class="hint">${names.count(chosen)}</span></span>
    <b>${names.price(session.total())}</b>
  </p>`;
}

function renderChoosing(session: Session, ui: Ui): TemplateResult {
  const { messages, chosen, sale, busy } = session;
  const limit = session.format.duration(seconds(sale.holdPolicy.duration));
  const atOnce = ui.holdOn === 'select';
  const sales = salesOf(session);
  return html`
    <h2 class="quiet" tabindex="-1">${messages.yourSeats}</h2>
    ${chosen.size > 0 ? renderTotal(session) : nothing}
    ${
      atOnce
        ? nothing
        : html`<button
            class="primary"
            part="primary-button"
            type="button"
            ?disabled=${chosen.size === 0 || busy !== undefined}
            @click=${async () => {
              if (await session.hold()) {
                ui.focusFoot();
              }
            }}
          >
            ${busy === 'holding' ? messages.holding : messages.hold(limit)}
          </button>`
    }
    ${chosen.size > 0 && sales !== undefined ? html`<p>${sales}</p>` : nothing}
    <p class="hint limit">${atOnce ? messages.selectLimit(limit) : messages.holdLimit(limit)}</p>
  `;
}

/**
 * That nothing is on sale now, if so. By the visitor's clock, so it is only said: whether it is so is
 * up to the service.
 */
function salesOf(session: Session): string | undefined {
  const { salesOpenAt, salesCloseAt } = session.sale;
  if (salesOpenAt !== undefined && Date.now() < Date.parse(salesOpenAt)) {
    return session.messages.opensAt(session.format.dateTime(salesOpenAt));
  }
  return salesCloseAt !== undefined && Date.now() >= Date.parse(salesCloseAt)
    ? session.messages.salesOver
    : undefined;
}

function renderHeld(session: Session, ui: Ui): TemplateResult {
  const { messages, chosen, held, busy, own, sale } = session;
  const left = session.left;
  const all = Math.max(own!.hold.expiresIn, seconds(sale.holdPolicy.duration));
  const changed = !chosen.equals(held) && ui.holdOn === 'submit';
  const soon = left <= WARNING;
  const byBrowser = ui.confirming === 'auto' && sale.browserConfirm !== false;
  const countdown = html`<div class="clock ${soon ? 'soon' : ''}" part="countdown">
      <h2 tabindex="-1">${left > 0 ? messages.heldTitle : messages.expiredTitle}</h2>
      <span
        class="time"
        role="timer"
        aria-label="${messages.timeLeft}: ${clock(left)}"
        aria-live="off"
        >${clock(left)}</span
      >
      <progress max=${all} .value=${left} aria-hidden="true"></progress>
    </div>`;
  if (left === 0) {
    return html`${countdown} ${renderTotal(session)}
      <p class="hint">${messages.asking}</p>`;
  }
  return html`
    ${countdown}
    ${
      soon
        ? html`<div class="keep">
            <p>
              ${session.isExtendable() ? messages.keepHint(clock(left)) : messages.lastMinutes(clock(left))}
            </p>
            ${
              session.isExtendable()
                ? html`<button
                    class="secondary"
                    type="button"
                    ?disabled=${busy !== undefined}
                    @click=${() => void session.extend()}
                  >
                    ${messages.keep}
                  </button>`
                : nothing
            }
          </div>`
        : nothing
    }
    ${renderTotal(session)}
    ${!chosen.equals(held) && !changed ? html`<p class="hint">${messages.holding}</p>` : nothing}
    ${
      changed
        ? html`<p class="hint">${messages.changed}</p>
            <div class="buttons">
              <button
                class="primary"
                part="primary-button"
                type="button"
                ?disabled=${busy !== undefined}
                @click=${() => void session.hold()}
              >
                ${busy === 'changing' ? messages.holding : messages.update}
              </button>
              <button
                class="ghost"
                type="button"
                ?disabled=${busy !== undefined}
                @click=${() => session.choose(session.held)}
              >
                ${messages.discard}
              </button>
            </div>`
        : html`<div class="buttons">
            ${
              byBrowser
                ? html`<button
                    class="primary"
                    part="primary-button"
                    type="button"
                    ?disabled=${busy !== undefined}
                    @click=${() => void session.confirm()}
                  >
                    ${busy === 'confirming' ? messages.confirming : messages.confirm}
                  </button>`
                : html`<slot name="checkout"
                    ><button
                      class="primary"
                      part="primary-button"
                      type="button"
                      ?disabled=${busy !== undefined}
                      @click=${() => session.checkout()}
                    >
                      ${messages.checkout}
                    </button></slot
                  >`
            }
            <button
              class="ghost"
              type="button"
              ?disabled=${busy !== undefined}
              @click=${() => void session.release()}
            >
              ${messages.release}
            </button>
          </div>`
    }
  `;
}

function renderConfirmed(session: Session): TemplateResult {
  const { messages, own, names } = session;
  const reservation = own!.reservation;
  return html`<div class="done">
    <h2 tabindex="-1">${icons.tick}${messages.confirmedTitle}</h2>
    ${
      reservation === undefined
        ? html`<p>${messages.confirmedByShop}</p>`
        : html`<p>${messages.confirmedHint}</p>
            <p class="code" aria-label="${messages.code}: ${[...reservation.code].join(' ')}">
              ${reservation.code}
            </p>`
    }
    <p class="total">
      <span>${messages.total}</span>
      <b>${names.price(session.total())}</b>
    </p>
    <button class="secondary" type="button" @click=${() => session.startOver()}>
      ${messages.again}
    </button>
  </div>`;
}
