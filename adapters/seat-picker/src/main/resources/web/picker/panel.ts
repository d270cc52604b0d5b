import { html, nothing, type TemplateResult } from 'lit';
import { clock, listed, seconds } from './format.js';
import * as icons from './icons.js';
import { ANY } from './selection.js';
import { type Session, WARNING } from './session.js';
import type { Telling } from './telling.js';
import type { Ui } from './ui.js';

/** Up to so many areas are always there to choose from, beside the room. */
const FEW_AREAS = 4;

/** In minor units: without the fees, and the fees. */
type Price = readonly [price: number, fees: number];

/** What is chosen, what it costs, and what can be done with it. */
export function renderPanel(session: Session, ui: Ui): TemplateResult {
  const { choice, telling } = session;
  const { messages, names } = telling;
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
        ${choice.chosen.size > 0 ? html`· ${names.count(choice.chosen)}` : nothing}
      </span>
      ${
        // What was just chosen is seen without opening the sheet.
        ui.sheetOpen || choice.chosen.size === 0
          ? nothing
          : html`<span class="latest">${names.latest(choice.chosen)}</span>`
      }
    </button>
    <div class="body" id="details">
      ${choice.isDone() ? nothing : renderAreas(session, ui)} ${renderChosen(session, ui)}
      <slot name="details"></slot>
    </div>
    <div class="foot">${renderFoot(session, ui)}</div>
  </section>`;
}

/** Steppers for areas: all if there are few, else those that are chosen or at hand. */
function renderAreas(session: Session, ui: Ui): TemplateResult | typeof nothing {
  const { choice, layout, telling } = session;
  const all = layout.areas
    .map((_, area) => area)
    .filter((area) => telling.names.isForSale(layout.areas[area]!.category));
  const few = all.length <= FEW_AREAS;
  const shown = all.filter((area) =>
    layout.areas[area]!.capacity > 1
      ? few || area === ui.areaAt || choice.chosen.places(area) > 0
      : (few && layout.hasGeometry) || area === ui.areaAt,
  );
  return shown.length === 0 ? nothing : html`${shown.map((area) => renderArea(session, ui, area))}`;
}

function renderArea(session: Session, ui: Ui, area: number): TemplateResult {
  const { choice, layout, sale, seats, telling } = session;
  const { messages, names } = telling;
  const { name, category } = layout.areas[area]!;
  const types =
    sale.ticketTypes.length > 0 ? sale.ticketTypes : [{ id: ANY, name: messages.place }];
  const free = choice.placesFree(area);
  return html`<div class="area" data-area=${area} role="group" aria-label=${name}>
    <div class="area-head">
      <h3>${icons.dot(ui.looks[category])}${name}</h3>
      <span class="hint">${names.placesLeft(area, seats.areas[area]!)}</span>
    </div>
    ${types.map(({ id, name: type }) => {
      const quantity = choice.chosen.places(area, id);
      const what = `${name}, ${type}`;
      return html`<div class="stepper">
        <span>${type}</span>
        <span class="price">${names.priceOf(category, id)}</span>
        <button
          class="icon"
          type="button"
          aria-label=${messages.fewer(what)}
          ?disabled=${quantity === 0}
          @click=${() => choice.setPlaces(area, id, quantity - 1)}
        >
          ${icons.minus}
        </button>
        <span class="quantity">${quantity}</span>
        <button
          class="icon"
          type="button"
          aria-label=${messages.oneMore(what)}
          ?disabled=${free <= 0}
          @click=${() => choice.setPlaces(area, id, quantity + 1)}
        >
          ${icons.plus}
        </button>
      </div>`;
    })}
  </div>`;
}

function renderChosen(session: Session, ui: Ui): TemplateResult {
  const { chosen } = session.choice;
  if (chosen.size === 0) {
    return renderNothingChosen(session);
  }
  return html`<ul class="chosen" part="selection">
    ${[...chosen.seats].map(([seat, type]) => renderSeat(session, ui, seat, type))}
    ${[...chosen.areas].flatMap(([area, quantities]) =>
      [...quantities].map(([type, quantity]) => renderPlaces(session, ui, area, type, quantity)),
    )}
  </ul>`;
}

/** The place for "best seats for me", as soon as the service proposes them. */
function renderNothingChosen(session: Session): TemplateResult {
  const { layout, seats, telling } = session;
  const { messages } = telling;
  const empty = (title: string, hint: string) =>
    html`<div class="empty">
      <p>${title}</p>
      <p class="hint">${hint}</p>
    </div>`;
  const sales = salesOf(session);
  if (sales !== undefined) {
    return empty(sales, '');
  }
  if (seats.hasNone()) {
    return empty(
      seats.isBlocked() ? messages.blockedTitle : messages.soldOutTitle,
      messages.soldOutHint,
    );
  }
  return empty(
    messages.nothingChosen,
    layout.hasGeometry ? messages.nothingChosenHint : messages.nothingChosenListHint,
  );
}

function renderSeat(session: Session, ui: Ui, seat: number, type: string): TemplateResult {
  const { choice, layout, sale, telling } = session;
  const { messages, names } = telling;
  const name = names.seat(seat);
  const category = layout.seatCategory[seat]!;
  const price: Price = [choice.priceOfSeat(seat, type), choice.feeOfSeat(seat, type)];
  const about =
    sale.ticketTypes.length > 1 && !choice.isDone() && names.isForSale(category)
      ? html`<select
          aria-label=${messages.ticketType(name)}
          @change=${(event: Event) =>
            choice.choose(choice.chosen.withSeat(seat, (event.target as HTMLSelectElement).value))}
        >
          ${sale.ticketTypes.map(
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
    choice.toggle(seat),
  );
}

function renderPlaces(
  session: Session,
  ui: Ui,
  area: number,
  type: string,
  quantity: number,
): TemplateResult {
  const { choice, layout, telling } = session;
  const { messages, names } = telling;
  const { id, name, category } = layout.areas[area]!;
  const price: Price = [choice.priceOfPlaces(area, type), choice.feeOfPlaces(area, type)];
  const ticket = names.ticketType(type);
  const places = (choice.own?.reservation ?? choice.own?.hold)?.areas.find(
    (one) => one.id === id && (one.ticketType ?? ANY) === type,
  );
  const numbers =
    places?.quantity === quantity ? messages.numbers(places.numbers.join(', ')) : '';
  const about = [ticket, numbers].filter((part) => part !== '').join(' · ');
  return renderLine(
    session,
    ui,
    category,
    html`${quantity} × ${name}<span class="hint">${about}</span>`,
    price,
    listed(name, ticket),
    () => choice.setPlaces(area, type, 0),
  );
}

/** Says what of a price is a fee, if any is. */
function renderFees({ messages, names }: Telling, fees: number): TemplateResult | typeof nothing {
  return fees === 0
    ? nothing
    : html`<span class="hint">${messages.includingFees(names.price(fees))}</span>`;
}

/** A line of what is chosen, which a button takes out again while nothing is final. */
function renderLine(
  { choice, telling }: Session,
  ui: Ui,
  category: number,
  what: TemplateResult,
  price: Price,
  name: string,
  remove: () => void,
): TemplateResult {
  return html`<li>
    ${icons.dot(ui.looks[category])}
    <span class="what">${what} ${renderFees(telling, price[1])}</span>
    <span class="price">${telling.names.price(price[0] + price[1])}</span>
    ${
      choice.isDone()
        ? nothing
        : html`<button
            class="icon"
            type="button"
            aria-label=${telling.messages.remove(name)}
            @click=${remove}
          >
            ${icons.cross}
          </button>`
    }
  </li>`;
}

function renderFoot(session: Session, ui: Ui): TemplateResult {
  if (session.choice.isDone()) {
    return renderConfirmed(session);
  }
  return session.choice.isHeld() ? renderHeld(session, ui) : renderChoosing(session, ui);
}

/** @param about what there is to say of the total */
function renderTotal({ choice, telling }: Session, about: string): TemplateResult {
  const { messages, names } = telling;
  const fees = choice.fees();
  const hint = listed(about, fees === 0 ? '' : messages.includingFees(names.price(fees)));
  return html`<p class="total">
    <span>${messages.total} ${hint === '' ? nothing : html`<span class="hint">${hint}</span>`}</span>
    <b>${names.price(choice.total() + choice.fees())}</b>
  </p>`;
}

function renderButton(
  look: 'primary' | 'secondary' | 'ghost',
  label: string,
  act: () => void,
  isOff = false,
): TemplateResult {
  return html`<button
    class=${look}
    part=${look === 'primary' ? 'primary-button' : nothing}
    type="button"
    ?disabled=${isOff}
    @click=${act}
  >
    ${label}
  </button>`;
}

function renderChoosing(session: Session, ui: Ui): TemplateResult {
  const { busy, choice, sale, telling } = session;
  const { format, messages } = telling;
  const limit = format.duration(seconds(sale.holdPolicy.duration));
  const isEmpty = choice.chosen.size === 0;
  const sales = salesOf(session);
  const hold = async () => {
    if (await session.hold()) {
      ui.focusFoot();
    }
  };
  return html`
    <h2 class="quiet" tabindex="-1">${messages.yourSeats}</h2>
    ${isEmpty ? nothing : renderTotal(session, telling.names.count(choice.chosen))}
    ${
      ui.atOnce
        ? nothing
        : renderButton(
            'primary',
            busy === 'holding' ? messages.holding : messages.hold(limit),
            hold,
            isEmpty || busy !== undefined,
          )
    }
    ${isEmpty || sales === undefined ? nothing : html`<p>${sales}</p>`}
    <p class="hint limit">${ui.atOnce ? messages.selectLimit(limit) : messages.holdLimit(limit)}</p>
  `;
}

/**
 * That nothing is on sale now, if so. By the visitor's clock, so it is only said: whether it is so is
 * up to the service.
 */
function salesOf({ sale, telling }: Session): string | undefined {
  const { salesOpenAt, salesOpenAtLocal, salesCloseAt } = sale;
  const { format, messages } = telling;
  if (salesOpenAt !== undefined && Date.now() < Date.parse(salesOpenAt)) {
    return messages.opensAt(format.dateTime({ at: salesOpenAt, local: salesOpenAtLocal }));
  }
  if (Date.now() >= Date.parse(salesCloseAt)) {
    return messages.salesOver;
  }
  return sale.paused === true ? messages.salesPaused : undefined;
}

function renderHeld(session: Session, ui: Ui): TemplateResult {
  const { choice, left, sale, telling } = session;
  const { messages } = telling;
  const isOver = left === 0;
  const isSoon = left <= WARNING;
  const all = Math.max(choice.own!.hold.expiresIn, seconds(sale.holdPolicy.duration));
  return html`
    <div class="clock ${isSoon ? 'soon' : ''}" part="countdown">
      <h2 tabindex="-1">${isOver ? messages.expiredTitle : messages.heldTitle}</h2>
      <span
        class="time"
        role="timer"
        aria-label="${messages.timeLeft}: ${clock(left)}"
        aria-live="off"
        >${clock(left)}</span
      >
      <progress max=${all} .value=${left} aria-hidden="true"></progress>
    </div>
    ${isSoon && !isOver ? renderKeep(session) : nothing}
    ${renderTotal(session, telling.names.count(choice.chosen))}
    ${isOver ? html`<p class="hint">${messages.asking}</p>` : renderNext(session, ui)}
  `;
}

function renderKeep(session: Session): TemplateResult {
  const { messages } = session.telling;
  const left = clock(session.left);
  return html`<div class="keep">
    ${
      session.isExtendable()
        ? html`<p>${messages.keepHint(left)}</p>
            ${renderButton(
              'secondary',
              messages.keep,
              () => void session.extend(),
              session.busy !== undefined,
            )}`
        : html`<p>${messages.lastMinutes(left)}</p>`
    }
  </div>`;
}

/** What can be done with what is held: to change it, or else to buy it or to give it back. */
function renderNext(session: Session, ui: Ui): TemplateResult {
  const { busy, choice, sale, telling } = session;
  const { messages } = telling;
  const button = (look: 'primary' | 'ghost', label: string, act: () => void) =>
    renderButton(look, label, act, busy !== undefined);
  const isChanged = !choice.chosen.equals(choice.held);
  if (isChanged && !ui.atOnce) {
    return html`<p class="hint">${messages.changed}</p>
      <div class="buttons">
        ${button(
          'primary',
          busy === 'changing' ? messages.holding : messages.update,
          () => void session.hold(),
        )}
        ${button('ghost', messages.discard, () => choice.choose(choice.held))}
      </div>`;
  }
  const byBrowser = !ui.byShop && sale.browserConfirm === true;
  return html`${isChanged ? html`<p class="hint">${messages.holding}</p>` : nothing}
    <div class="buttons">
      ${
        byBrowser
          ? button(
              'primary',
              busy === 'confirming' ? messages.confirming : messages.confirm,
              () => void session.confirm(),
            )
          : html`<slot name="checkout"
              >${button('primary', messages.checkout, () => session.checkout())}</slot
            >`
      }
      ${button('ghost', messages.release, () => void session.release())}
    </div>`;
}

function renderConfirmed(session: Session): TemplateResult {
  const { choice, telling } = session;
  const { messages } = telling;
  const { reservation } = choice.own!;
  return html`<div class="done">
    <h2 tabindex="-1">${icons.tick}${messages.confirmedTitle}</h2>
    ${
      reservation === undefined
        ? html`<p>${messages.confirmedByShop}</p>`
        : html`${
            reservation.status === 'partly-cancelled'
              ? html`<p>${messages.partlyCancelled}</p>`
              : nothing
          }
            <p>${messages.confirmedHint}</p>
            <p class="code" aria-label="${messages.code}: ${[...reservation.code].join(' ')}">
              ${reservation.code}
            </p>`
    }
    ${renderTotal(session, '')}
    ${renderButton('secondary', messages.again, () => session.startOver())}
  </div>`;
}
