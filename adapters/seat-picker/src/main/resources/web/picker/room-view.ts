import { html, nothing, type TemplateResult } from 'lit';
import * as icons from './icons.js';
import { SeatState } from './room/room.js';
import type { Session } from './session.js';
import type { Ui } from './ui.js';

const ZOOM = 1.6;
const PAN = 120;

/** What is above the room: the categories with their prices, and the choice of plan or list. */
export function renderBar(session: Session, ui: Ui): TemplateResult {
  const { messages, names } = session;
  const choice = (view: 'map' | 'list', label: string) =>
    html`<button
      type="button"
      aria-pressed=${ui.view === view}
      @click=${() => {
        ui.show(view);
      }}
    >
      ${label}
    </button>`;
  return html`<div class="bar">
    <div
      class="chips"
      part="legend"
      role="group"
      aria-label=${messages.legend}
      tabindex=${ui.view === 'list' ? 0 : nothing}
    >
      ${session.layout.categories.map((category, number) => {
        const prices = names.prices(category.id).map(({ price }) => price);
        const range = prices.length > 1 ? `${prices.at(-1)!} – ${prices[0]!}` : prices[0]!;
        const content = html`<i
            class="dot"
            .style=${`background:${ui.colors[number] ?? category.color}`}
          ></i>
          <span>${category.name}</span> <b>${range}</b>`;
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
      session.layout.hasGeometry
        ? html`<div class="switch" role="group" aria-label=${messages.view}>
            ${choice('map', messages.map)}${choice('list', messages.list)}
          </div>`
        : nothing
    }
  </div>`;
}

/** Buttons for all that dragging and pinching do. */
export function renderControls(session: Session, ui: Ui): TemplateResult {
  const { messages } = session;
  const { zoom } = ui;
  const button = (
    name: string,
    label: string,
    icon: TemplateResult,
    act: () => void,
    off = false,
  ) =>
    html`<button
      class=${name}
      type="button"
      aria-label=${label}
      title=${label}
      ?disabled=${off}
      @click=${act}
    >
      ${icon}
    </button>`;
  return html`<div class="controls" part="controls">
    <div class="pad">
      ${button('up', messages.panUp, icons.up, () => ui.room()?.panBy(0, PAN))}
      ${button('left', messages.panLeft, icons.left, () => ui.room()?.panBy(PAN, 0))}
      ${button('fit', messages.fit, icons.fit, () => ui.room()?.fit())}
      ${button('right', messages.panRight, icons.right, () => ui.room()?.panBy(-PAN, 0))}
      ${button('down', messages.panDown, icons.down, () => ui.room()?.panBy(0, -PAN))}
    </div>
    <div class="zoom">
      ${button('in', messages.zoomIn, icons.plus, () => ui.room()?.zoomBy(ZOOM), zoom.atMaximum)}
      ${button('out', messages.zoomOut, icons.minus, () => ui.room()?.zoomBy(1 / ZOOM), zoom.atMinimum)}
    </div>
  </div>`;
}

/** What the mouse is at. The list says the same to those who do not see this. */
export function renderTip(session: Session, ui: Ui): TemplateResult | typeof nothing {
  const { messages, names, layout, seats } = session;
  const { tip } = ui;
  if (tip === null || ui.view !== 'map') {
    return nothing;
  }
  const { target } = tip;
  const at = `left:${tip.x}px;top:${tip.y}px`;
  const priced = (category: number) =>
    names
      .prices(layout.categories[category]!.id)
      .map(
        ({ type, price }) => html`<div class="tip-price"><span>${type}</span><b>${price}</b></div>`,
      );
  if ('area' in target) {
    const { name, category } = layout.areas[target.area]!;
    return html`<div class="tip" part="tooltip" aria-hidden="true" .style=${at}>
      <b>${name}</b>
      <div>${messages.placesLeft(seats.areas[target.area]!.available)}</div>
      ${priced(category)}
    </div>`;
  }
  const { seat } = target;
  const state = seats.states[seat]! as SeatState;
  const chosen = session.chosen.seats.has(seat);
  const category = layout.seatCategory[seat]!;
  return html`<div class="tip" part="tooltip" aria-hidden="true" .style=${at}>
    <b>${names.seat(seat)}</b>
    <div class="tip-category">
      <i class="dot" .style=${`background:${ui.colors[category] ?? ''}`}></i>
      ${layout.categories[category]!.name}
    </div>
    ${layout.seatAccessible[seat] === 1 ? html`<div>${messages.wheelchair}</div>` : nothing}
    ${
      chosen
        ? html`<div>${messages.chosen}</div>`
        : state === SeatState.Available
          ? priced(category)
          : html`<div>${names.state(state)}</div>`
    }
  </div>`;
}
