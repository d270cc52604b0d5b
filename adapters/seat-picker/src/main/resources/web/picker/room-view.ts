import { html, nothing, type TemplateResult } from 'lit';
import { listed } from './format.js';
import * as icons from './icons.js';
import { type Room, SeatState } from './room/room.js';
import type { Session } from './session.js';
import type { Tip, Ui } from './ui.js';

const ZOOM = 1.6;
const PAN = 120;

/** A tooltip lists no more prices than this. */
const MOST_PRICES = 3;
/** How far a tooltip is from what it is about and from the rim of the plan, in CSS px. */
const TIP_GAP = 10;
const TIP_MARGIN = 4;

/** What is above the room: the categories with their prices, and the choice of plan or list. */
export function renderBar(session: Session, ui: Ui): TemplateResult {
  const { layout, telling } = session;
  const { messages, names } = telling;
  const choice = (view: 'map' | 'list', label: string) =>
    html`<button
      type="button"
      aria-pressed=${ui.view === view}
      @click=${() => ui.show(view)}
    >
      ${label}
    </button>`;
  return html`<div class="bar">
    <div
      class="chips"
      part="legend"
      role="group"
      aria-label=${listed(messages.legend, feesIncluded(session))}
      tabindex=${ui.view === 'list' ? 0 : nothing}
    >
      ${layout.categories.map((category, number) => {
        const sign = names.isForSale(number) ? icons.dot(ui.looks[number]) : icons.blocked;
        const content = html`${sign} <span>${category.name}</span>
          <b>${names.priceRange(category.id)}</b>`;
        // Only the plan has seats to fade.
        if (ui.view === 'list') {
          return html`<span class="chip">${content}</span>`;
        }
        return html`<button
          class="chip"
          type="button"
          aria-pressed=${!ui.dimmed.has(number)}
          title=${messages.legendHint}
          @click=${() => ui.dim(number)}
        >
          ${content}
        </button>`;
      })}
    </div>
    ${
      layout.hasGeometry
        ? html`<div class="switch" role="group" aria-label=${messages.view}>
            ${choice('map', messages.map)}${choice('list', messages.list)}
          </div>`
        : nothing
    }
  </div>`;
}

/** Says that fees are in the prices, if there are any. */
function feesIncluded({ telling }: Session): string {
  return telling.names.hasFees ? telling.messages.feesIncluded : '';
}

/** What is below the plan: what its shapes mean, and buttons for all that dragging and pinching do. */
export function renderStrip(session: Session, ui: Ui): TemplateResult {
  return html`<div class="strip ${ui.zoom.atMinimum ? '' : 'near'}">
    ${renderKey(session)} ${renderControls(session, ui)}
  </div>`;
}

/** Of what this plan can show. Who does not see the plan hears it of each seat. */
function renderKey(session: Session): TemplateResult {
  const { layout, seats, telling } = session;
  const { messages } = telling;
  const entry = (icon: TemplateResult, text: string) =>
    html`<span>${icon}<i>${text}</i></span>`;
  return html`<div class="key" part="key" aria-hidden="true">
    ${entry(icons.own, messages.chosen)} ${entry(icons.held, messages.heldShort)}
    ${entry(icons.reserved, messages.reserved)}
    ${seats.states.includes(SeatState.Blocked) ? entry(icons.blocked, messages.blocked) : nothing}
    ${layout.seatAccessible.includes(1) ? entry(icons.accessible, messages.wheelchair) : nothing}
  </div>`;
}

function renderControls(session: Session, ui: Ui): TemplateResult {
  const { messages } = session.telling;
  const { zoom } = ui;
  const button = (label: string, icon: TemplateResult, act: () => void, off = false) =>
    html`<button
      type="button"
      aria-label=${label}
      title=${label}
      ?disabled=${off}
      @click=${act}
    >
      ${icon}
    </button>`;
  return html`<div class="controls" part="controls">
    <div class="pan">
      ${button(messages.panLeft, icons.left, () => ui.room()?.panBy(PAN, 0))}
      ${button(messages.panUp, icons.up, () => ui.room()?.panBy(0, PAN))}
      ${button(messages.panDown, icons.down, () => ui.room()?.panBy(0, -PAN))}
      ${button(messages.panRight, icons.right, () => ui.room()?.panBy(-PAN, 0))}
    </div>
    <div class="zoom">
      ${button(messages.zoomOut, icons.minus, () => ui.room()?.zoomBy(1 / ZOOM), zoom.atMinimum)}
      ${button(messages.fit, icons.fit, () => ui.room()?.fit())}
      ${button(messages.zoomIn, icons.plus, () => ui.room()?.zoomBy(ZOOM), zoom.atMaximum)}
    </div>
  </div>`;
}

/** What the mouse is at. The list says the same to those who do not see this. */
export function renderTip(session: Session, ui: Ui): TemplateResult | typeof nothing {
  const { choice, layout, seats, telling } = session;
  const { messages, names } = telling;
  const { tip } = ui;
  if (tip === null || ui.view !== 'map') {
    return nothing;
  }
  const { target } = tip;
  const box = (content: TemplateResult) =>
    html`<div class="tip" part="tooltip" aria-hidden="true">${content}</div>`;
  const priced = (category: number) => {
    const { id } = layout.categories[category]!;
    const prices = names.prices(id);
    const fees = feesIncluded(session);
    return html`${
      prices.length > MOST_PRICES
        ? html`<b>${names.priceRange(id)}</b>`
        : prices.map(
            ({ type, price }) =>
              html`<div class="tip-price"><span>${type}</span><b>${price}</b></div>`,
          )
    }${fees === '' || prices.length === 0 ? nothing : html`<div class="tip-fees">${fees}</div>`}`;
  };
  if ('area' in target) {
    const { name, category } = layout.areas[target.area]!;
    return box(
      html`<b>${name}</b>
        <div>${names.placesLeft(target.area, seats.areas[target.area]!)}</div>
        ${priced(category)}`,
    );
  }
  const { seat } = target;
  const category = layout.seatCategory[seat]!;
  const free = seats.states[seat] === SeatState.Available && !choice.chosen.seats.has(seat);
  return box(
    html`<b>${names.seat(seat)}</b>
      <div class="tip-category">
        ${icons.dot(ui.looks[category])}
        ${layout.categories[category]!.name}
      </div>
      ${layout.seatAccessible[seat] === 1 ? html`<div>${messages.wheelchair}</div>` : nothing}
      ${free ? priced(category) : html`<div>${choice.stateOf(seat)}</div>`}`,
  );
}

/** Puts the tooltip where it hides none of one's own seats, or as few as possible: above, if it can. */
export function placeTip(root: ParentNode, room: Room | undefined, { box }: Tip): void {
  const tip = root.querySelector<HTMLElement>('.tip');
  if (tip === null || room === undefined) {
    return;
  }
  const { offsetWidth: width, offsetHeight: height } = tip;
  const { clientWidth, clientHeight } = tip.offsetParent!;
  const within = (at: number, size: number, most: number) =>
    Math.max(TIP_MARGIN, Math.min(at, most - size - TIP_MARGIN));
  const across = within((box.left + box.right - width) / 2, width, clientWidth);
  const down = within((box.top + box.bottom - height) / 2, height, clientHeight);
  const places = [
    { left: across, top: box.top - TIP_GAP - height },
    { left: across, top: box.bottom + TIP_GAP },
    { left: box.right + TIP_GAP, top: down },
    { left: box.left - TIP_GAP - width, top: down },
  ];
  const hidden = ({ left, top }: { left: number; top: number }) => {
    const right = left + width;
    const bottom = top + height;
    const isOut = left < 0 || top < 0 || right > clientWidth || bottom > clientHeight;
    return isOut ? Infinity : room.ownWithin({ left, top, right, bottom });
  };
  const best = places.reduce((a, b) => (hidden(b) < hidden(a) ? b : a));
  tip.style.left = `${best.left}px`;
  tip.style.top = `${best.top}px`;
}
