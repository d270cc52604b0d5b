import { nothing, svg, type TemplateResult } from 'lit';
import type { CategoryLook } from './room/room.js';

const icon = (path: TemplateResult): TemplateResult =>
  svg`<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">${path}</svg>`;

export const plus = icon(svg`<path d="M10 4v12M4 10h12"/>`);
export const minus = icon(svg`<path d="M4 10h12"/>`);
export const fit = icon(svg`<path d="M4 8V4h4M16 8V4h-4M4 12v4h4M16 12v4h-4"/>`);
export const up = icon(svg`<path d="M5 12l5-5 5 5"/>`);
export const down = icon(svg`<path d="M5 8l5 5 5-5"/>`);
export const left = icon(svg`<path d="M12 5l-5 5 5 5"/>`);
export const right = icon(svg`<path d="M8 5l5 5-5 5"/>`);
export const cross = icon(svg`<path d="M5 5l10 10M15 5L5 15"/>`);
export const tick = icon(svg`<path d="M4 10.500l4 4 8-9"/>`);

/** What a category is known by, as its seats are drawn. */
export const dot = (look: CategoryLook | undefined): TemplateResult => {
  const { color = 'none', ink = 'none', mark = 0 } = look ?? {};
  return svg`<svg class="dot" viewBox="-10 -10 20 20" aria-hidden="true" focusable="false">
    <circle r="10" fill=${color}/>
    ${(mark & 1) === 0 ? nothing : svg`<path fill=${ink} d="M7 5a8.6 8.6 0 0 1-14 0z"/>`}
    ${(mark & 2) === 0 ? nothing : svg`<path fill=${ink} d="M7-5a8.6 8.6 0 0 0-14 0z"/>`}
    ${(mark & 4) === 0 ? nothing : svg`<circle r="7.8" stroke=${ink} stroke-width="1.6"/>`}
  </svg>`;
};

// Seats, as the room draws them.
export const own = icon(svg`<circle class="own" cx="10" cy="10" r="8.5"/><path class="own" d="M6.500 10.500l2.500 2.500 4.500-5.500"/>`);
export const held = icon(svg`<circle cx="10" cy="10" r="7.500"/>`);
export const reserved = icon(svg`<circle cx="10" cy="10" r="8"/><path d="M7 7l6 6M13 7l-6 6"/>`);
export const blocked = icon(svg`<circle cx="10" cy="10" r="8"/><path d="M6.500 10h7"/>`);
export const accessible = icon(svg`<rect class="wheelchair" x="2" y="2" width="16" height="16" rx="4"/>
  <path class="wheelchair" d="M9.500 8v3.500h3l1.500 3.500M9.500 9h3M11.500 13.500a3 3 0 1 1-3.500-3.700"/><circle class="wheelchair" cx="9.300" cy="5.500" r=".500"/>`);
