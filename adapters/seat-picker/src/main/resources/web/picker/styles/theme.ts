import { css } from 'lit';

/**
 * The custom properties that a page themes the picker by, `--holdfast-…`, and what all parts share;
 * those that begin with `--_` are the picker's own. Spaces are multiples of 4 px, type is 14, 16, 20
 * or 28 px.
 */
export const theme = css`
  :host {
    --_accent: var(--holdfast-accent, light-dark(#2447d6, #93a8ff));
    --_on-accent: var(--holdfast-on-accent, light-dark(#ffffff, #0d1330));
    --_surface: var(--holdfast-surface, light-dark(#ffffff, #1a1d24));
    --_room: var(--holdfast-room, light-dark(#f4f5f8, #12141a));
    --_floor: var(--holdfast-floor, light-dark(#ffffff, #1c2029));
    --_text: var(--holdfast-text, light-dark(#171a21, #eceef3));
    --_muted: var(--holdfast-muted, light-dark(#596070, #a3abbb));
    --_taken: var(--holdfast-taken, light-dark(#8a91a0, #747c8c));
    --_line: var(--holdfast-line, light-dark(#d9dde5, #343a46));
    --_edge: light-dark(#7f8798, #7c8494);
    --_disabled: var(--_line);
    --_warning: var(--holdfast-warning, light-dark(#9a4b00, #ffc069));
    --_warning-surface: light-dark(#fff4e5, #352812);
    --_success: var(--holdfast-success, light-dark(#12703c, #6fd69b));
    --_focus: var(--holdfast-focus, light-dark(#171a21, #ffffff));
    --_radius: var(--holdfast-radius, 12px);
    --_font: var(--holdfast-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);

    color-scheme: light dark;
    container: holdfast / inline-size;
    display: block;
    position: relative;
    box-sizing: border-box;
    min-block-size: 30rem;
    block-size: 100%;
    background: var(--_room);
    color: var(--_text);
    font: 400 1rem/1.5 var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  h2 {
    font-size: 1rem;
    font-weight: 600;
  }
  h3 {
    font-size: 1rem;
    font-weight: 600;
    line-height: 1.25;
  }
  .hint {
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .price {
    white-space: nowrap;
  }
  .said {
    position: absolute;
    inset: 0 auto auto 0;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  /* Controls */

  button,
  select {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  button {
    cursor: pointer;
    border: 1px solid transparent;
    border-radius: 8px;
    background: none;
    padding: 0;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  h2:focus-visible {
    outline-offset: 4px;
    border-radius: 4px;
  }
  svg {
    display: block;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .primary,
  .secondary {
    padding: 8px 20px;
    font-weight: 600;
    transition: background-color 0.15s;
  }
  .primary {
    min-block-size: 48px;
    background: var(--_accent);
    color: var(--_on-accent);
    border-radius: calc(var(--_radius) - 2px);
  }
  .primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent), var(--_text) 14%);
  }
  .primary:disabled {
    background: var(--_line);
    color: var(--_muted);
  }
  .secondary {
    min-block-size: 40px;
    background: var(--_surface);
    border-color: var(--_edge);
  }
  .secondary:hover:not(:disabled),
  .ghost:hover:not(:disabled),
  .icon:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }
  .ghost {
    min-block-size: 40px;
    padding: 4px 12px;
    font-weight: 500;
    color: var(--_muted);
  }
  .icon {
    display: inline-grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    flex: none;
    color: var(--_muted);
  }
  .icon svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .icon:disabled {
    color: var(--_disabled);
  }
  .dot {
    inline-size: 14px;
    block-size: 14px;
    border-radius: 50%;
    flex: none;
    stroke: none;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    :host {
      --_accent: Highlight;
      --_on-accent: HighlightText;
      --_surface: Canvas;
      --_room: Canvas;
      --_floor: Canvas;
      --_text: CanvasText;
      --_muted: CanvasText;
      --_taken: GrayText;
      --_line: CanvasText;
      --_disabled: GrayText;
      --_focus: Highlight;
    }
    .dot {
      forced-color-adjust: none;
    }
    .primary,
    .primary:hover:not(:disabled) {
      background: ButtonFace;
      color: ButtonText;
      border-color: ButtonBorder;
    }
    button:disabled,
    .primary:disabled {
      color: GrayText;
      border-color: GrayText;
    }
  }
`;
