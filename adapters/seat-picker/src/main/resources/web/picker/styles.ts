import { css } from 'lit';

/**
 * How the picker looks. A page themes it by the custom properties `--holdfast-…`; those that begin
 * with `--_` are the picker's own. Spaces are multiples of 4 px, type is 14, 16, 20 or 28 px.
 */
export const styles = css`
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
    min-block-size: 48px;
    padding: 8px 20px;
    font-weight: 600;
    transition: background-color 0.15s;
  }
  .primary {
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
    color: var(--_line);
  }
  .dot {
    display: inline-block;
    inline-size: 12px;
    block-size: 12px;
    border-radius: 50%;
    flex: none;
  }

  /* The whole */

  .shell {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr) 23rem;
    block-size: 100%;
    min-block-size: inherit;
  }
  .blank {
    grid-column: 1 / -1;
    place-self: center;
    max-inline-size: 28rem;
    padding: 32px 24px;
    text-align: center;
    color: var(--_muted);
  }
  .blank h2 {
    font-size: 1.25rem;
    color: var(--_text);
    margin-block-end: 4px;
  }
  .blank button {
    margin-block-start: 16px;
  }
  .dots {
    display: flex;
    justify-content: center;
    gap: 8px;
    margin-block-end: 16px;
  }
  .dots i {
    inline-size: 12px;
    block-size: 12px;
    border-radius: 50%;
    background: var(--_edge);
    animation: wait 1.2s infinite ease-in-out;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes wait {
    0%,
    70%,
    100% {
      opacity: 0.3;
    }
    35% {
      opacity: 1;
    }
  }
  .stage {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }

  /* Legend and switch */

  .bar {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 8px 16px;
    padding: 12px 16px;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    min-inline-size: 0;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-block-size: 36px;
    padding: 4px 12px;
    border-radius: 18px;
    border-color: var(--_line);
    background: var(--_surface);
    font-size: 0.875rem;
    white-space: nowrap;
  }
  .chip b {
    font-weight: 400;
    color: var(--_muted);
  }
  button.chip:hover {
    border-color: var(--_edge);
  }
  .chip[aria-pressed='false'] {
    background: none;
    color: var(--_muted);
  }
  .chip[aria-pressed='false'] span {
    text-decoration: line-through;
  }
  .chip[aria-pressed='false'] .dot {
    opacity: 0.35;
  }
  .switch {
    display: flex;
    flex: none;
    padding: 2px;
    border-radius: 10px;
    background: color-mix(in oklab, var(--_text) 8%, transparent);
  }
  .switch button {
    min-block-size: 32px;
    padding: 0 16px;
    font-size: 0.875rem;
    font-weight: 500;
    color: var(--_muted);
  }
  .switch [aria-pressed='true'] {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 1px 3px rgb(0 0 0 / 0.16);
  }

  /* The room */

  .room {
    position: relative;
    flex: 1;
    min-block-size: 18rem;
    overflow: hidden;
  }
  canvas {
    position: absolute;
    inset: 0;
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .controls {
    position: absolute;
    inset-block-end: 16px;
    inset-inline-end: 16px;
    display: flex;
    align-items: flex-end;
    gap: 8px;
    pointer-events: none;
  }
  .pad,
  .zoom {
    display: grid;
    background: var(--_surface);
    border: 1px solid var(--_line);
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.08);
    pointer-events: auto;
  }
  .pad {
    grid-template: repeat(3, 32px) / repeat(3, 32px);
    border-radius: 50%;
    padding: 2px;
  }
  .pad button,
  .zoom button {
    display: grid;
    place-items: center;
  }
  .pad svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .pad .up {
    grid-area: 1 / 2;
  }
  .pad .left {
    grid-area: 2 / 1;
  }
  .pad .fit {
    grid-area: 2 / 2;
  }
  .pad .right {
    grid-area: 2 / 3;
  }
  .pad .down {
    grid-area: 3 / 2;
  }
  .zoom {
    border-radius: 12px;
  }
  .zoom button {
    inline-size: 44px;
    block-size: 44px;
  }
  .zoom button:disabled {
    color: var(--_line);
  }
  .pad button:hover,
  .zoom button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }
  .tip {
    position: absolute;
    z-index: 3;
    inline-size: max-content;
    max-inline-size: 16rem;
    transform: translate(-50%, calc(-100% - 10px));
    padding: 8px 12px;
    border-radius: 8px;
    background: light-dark(#171a21, #eceef3);
    color: light-dark(#ffffff, #171a21);
    font-size: 0.875rem;
    line-height: 1.4;
    pointer-events: none;
    box-shadow: 0 4px 16px rgb(0 0 0 / 0.24);
  }
  .tip-category {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .tip .dot {
    box-shadow: 0 0 0 1.5px light-dark(#ffffff, #171a21);
  }
  .tip-price {
    display: flex;
    justify-content: space-between;
    gap: 16px;
  }

  /* What has happened */

  .overlay {
    position: absolute;
    z-index: 4;
    inset-block-end: 16px;
    inset-inline-start: 16px;
    display: grid;
    gap: 8px;
    inline-size: min(26rem, 100% - 208px);
    pointer-events: none;
  }
  .notice {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    padding: 12px 8px 12px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 8px 24px rgb(0 0 0 / 0.16);
    pointer-events: auto;
    animation: rise 0.2s ease-out;
  }
  .notice-text {
    display: grid;
    gap: 4px;
    align-content: center;
    overflow-wrap: anywhere;
  }
  .notice.warning {
    border-inline-start: 4px solid var(--_warning);
    padding-inline-start: 13px;
  }
  .notice.warning h3 {
    color: var(--_warning);
  }
  .notice-actions {
    grid-column: 1 / -1;
  }
  .notice.offline {
    background: var(--_warning-surface);
    color: var(--_warning);
    border-color: var(--_warning);
    font-size: 0.875rem;
    padding-block: 8px;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }

  /* The list: beside the plan it shows itself only to those who step through it */

  .room.map .list {
    position: absolute;
    z-index: 2;
    inset-block: 0 auto;
    inset-inline-start: 0;
    max-block-size: 100%;
    inline-size: min(22rem, 100%);
    display: flex;
    flex-direction: column;
    background: var(--_surface);
    border-end-end-radius: var(--_radius);
    box-shadow: 0 8px 24px rgb(0 0 0 / 0.2);
  }
  .room.map .list:not(:focus-within) {
    clip-path: inset(50%);
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    pointer-events: none;
  }
  .room.list {
    display: flex;
    background: var(--_surface);
    border-block-start: 1px solid var(--_line);
  }
  .room.list .list {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .room.list .overlay {
    inline-size: min(26rem, 100% - 32px);
  }
  .list-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    min-block-size: 56px;
    padding: 8px 16px;
    border-block-end: 1px solid var(--_line);
  }
  .list-head .ghost {
    margin-inline-start: -12px;
  }
  .list-title {
    flex: 1;
  }
  .tree {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    padding: 8px;
    scroll-padding: 8px;
  }
  .item {
    display: grid;
    grid-template: auto auto / minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 16px;
    min-block-size: 52px;
    padding: 4px 12px 4px 16px;
    border-radius: 8px;
    border-inline-start: 4px solid transparent;
    cursor: pointer;
    line-height: 1.35;
  }
  .item:hover {
    background: color-mix(in oklab, var(--_text) 5%, transparent);
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item .name {
    font-weight: 500;
  }
  .item .detail {
    grid-row: 2;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .item .price {
    grid-row: 1 / 3;
    grid-column: 2;
  }
  .item[aria-expanded] .price::after {
    content: '›';
    color: var(--_muted);
    font-size: 1.25rem;
  }
  .item.chosen {
    border-inline-start-color: var(--_accent);
    background: color-mix(in oklab, var(--_accent) 12%, transparent);
  }
  .item.chosen .name::before {
    content: '✓ ';
    content: '✓ ' / '';
    color: var(--_accent);
    font-weight: 700;
  }
  .item.unavailable {
    cursor: default;
    color: var(--_muted);
  }
  .item.unavailable .name {
    font-weight: 400;
    text-decoration: line-through;
  }
  .list-help {
    padding: 8px 16px;
    border-block-start: 1px solid var(--_line);
  }
  .tree:not(:has(:focus-visible)) + .list-help {
    position: absolute;
    clip-path: inset(50%);
  }

  /* The panel */

  .panel {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--_surface);
    border-inline-start: 1px solid var(--_line);
  }
  .grip {
    display: none;
  }
  .body {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 16px;
  }
  .empty {
    margin-block: auto;
    padding: 24px 16px;
    text-align: center;
  }
  .area {
    padding: 12px 12px 8px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .area-head {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
    margin-block-end: 4px;
  }
  .area-head h3 {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .stepper {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto 36px 24px 36px;
    align-items: center;
    gap: 4px;
    font-size: 0.875rem;
  }
  .stepper .price {
    margin-inline-end: 8px;
    color: var(--_muted);
  }
  .stepper .icon {
    border-color: var(--_edge);
    border-radius: 50%;
    inline-size: 32px;
    block-size: 32px;
    margin: 2px;
    color: var(--_text);
  }
  .stepper .icon:disabled {
    border-color: var(--_line);
    color: var(--_line);
  }
  .stepper output {
    text-align: center;
    font-weight: 600;
    font-size: 1rem;
  }
  .chosen {
    list-style: none;
  }
  ul.chosen li {
    display: grid;
    grid-template-columns: 12px minmax(0, 1fr) auto auto;
    align-items: center;
    gap: 4px 12px;
    padding-block: 8px;
    border-block-end: 1px solid var(--_line);
    line-height: 1.35;
  }
  ul.chosen li:last-child {
    border: 0;
  }
  ul.chosen .what {
    display: grid;
    gap: 4px;
    justify-items: start;
    overflow-wrap: anywhere;
  }
  ul.chosen .price {
    font-weight: 600;
  }
  ul.chosen .icon {
    margin-inline: -8px -6px;
  }
  select {
    min-block-size: 32px;
    max-inline-size: 100%;
    padding: 2px 8px;
    border: 1px solid var(--_edge);
    border-radius: 8px;
    background: var(--_surface);
    font-size: 0.875rem;
  }
  .foot {
    display: grid;
    gap: 12px;
    padding: 16px;
    border-block-start: 1px solid var(--_line);
  }
  .quiet:not(:focus-visible) {
    position: absolute;
    clip-path: inset(50%);
  }
  .total {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 16px;
  }
  .total > span {
    font-weight: 600;
  }
  .total .hint {
    font-weight: 400;
    margin-inline-start: 4px;
  }
  .total b {
    font-size: 1.25rem;
    font-weight: 600;
    line-height: 1.25;
  }
  .clock {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: baseline;
    gap: 4px 16px;
  }
  .time {
    font-size: 1.75rem;
    font-weight: 600;
    line-height: 1.1;
  }
  progress {
    grid-column: 1 / -1;
    appearance: none;
    inline-size: 100%;
    block-size: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--_line);
  }
  progress::-webkit-progress-bar {
    background: var(--_line);
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
  .soon .time {
    color: var(--_warning);
  }
  .soon progress::-webkit-progress-value {
    background: var(--_warning);
  }
  .soon progress::-moz-progress-bar {
    background: var(--_warning);
  }
  .keep {
    display: grid;
    gap: 8px;
    padding: 12px;
    border-radius: 8px;
    background: var(--_warning-surface);
    font-size: 0.875rem;
  }
  .buttons {
    display: grid;
    gap: 4px;
  }
  .buttons slot > .primary {
    inline-size: 100%;
  }
  .done {
    display: grid;
    gap: 8px;
    justify-items: start;
  }
  .done h2 {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 1.25rem;
    color: var(--_success);
  }
  .done .total {
    inline-size: 100%;
  }
  .code {
    inline-size: 100%;
    padding: 12px;
    border: 1px dashed var(--_edge);
    border-radius: var(--_radius);
    text-align: center;
    font:
      600 1.75rem/1.2 ui-monospace,
      'SF Mono',
      Menlo,
      Consolas,
      monospace;
    letter-spacing: 0.08em;
    user-select: all;
    overflow-wrap: anywhere;
  }

  /* Narrow: the room above, the panel a sheet below it */

  @container holdfast (max-width: 52rem) {
    .shell {
      grid-template: minmax(18rem, 1fr) auto / minmax(0, 1fr);
    }
    .bar {
      padding: 8px 0 8px 12px;
    }
    .chips {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
      padding: 2px;
      margin: -2px;
      mask-image: linear-gradient(to left, transparent, black 24px);
      padding-inline-end: 24px;
    }
    .panel:not(.open) .limit {
      display: none;
    }
    .switch {
      margin-inline-end: 12px;
    }
    .switch button {
      padding: 0 12px;
    }
    .room.map .list:focus-within {
      inset-block: auto 0;
      inline-size: 100%;
      max-block-size: 55%;
      border-radius: var(--_radius) var(--_radius) 0 0;
    }
    .pad {
      display: none;
    }
    .controls {
      inset-block-end: 12px;
      inset-inline-end: 12px;
    }
    .overlay {
      inset-block-end: 12px;
      inset-inline: 12px;
      inline-size: auto;
    }
    .room.list .overlay {
      inline-size: auto;
    }
    .panel {
      border-inline-start: 0;
      border-block-start: 1px solid var(--_line);
      border-start-start-radius: 16px;
      border-start-end-radius: 16px;
      box-shadow: 0 -4px 16px rgb(0 0 0 / 0.08);
      max-block-size: 75cqh;
      z-index: 5;
    }
    .grip {
      display: grid;
      justify-items: center;
      gap: 4px;
      padding: 8px 16px 4px;
      font-size: 0.875rem;
      color: var(--_muted);
      border-radius: 16px;
    }
    .grip i {
      inline-size: 36px;
      block-size: 4px;
      border-radius: 2px;
      background: var(--_edge);
    }
    .panel:not(.open) .body {
      display: none;
    }
    .body {
      max-block-size: 45vh;
      padding-block: 8px;
    }
    .foot {
      gap: 8px;
      padding: 8px 16px 16px;
      border-block-start: 0;
    }
    .panel.open .foot {
      border-block-start: 1px solid var(--_line);
      padding-block-start: 12px;
    }
    .empty {
      padding: 8px;
    }
    .buttons {
      grid-template-columns: 1fr auto;
      align-items: center;
    }
    .time {
      font-size: 1.25rem;
    }
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
      --_focus: Highlight;
    }
    .dot {
      forced-color-adjust: none;
    }
    .switch [aria-pressed='true'],
    .item.chosen {
      outline: 2px solid Highlight;
      outline-offset: -2px;
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
    progress::-webkit-progress-value {
      background: Highlight;
    }
  }
`;
