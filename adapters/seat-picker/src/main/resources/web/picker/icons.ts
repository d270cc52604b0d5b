import { svg, type TemplateResult } from 'lit';

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
export const hourglass = icon(svg`<path d="M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l2.500 2"/>`);
