import { css } from 'lit';

/** The room with what is above, below and over it. */
export const stage = css`
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
    container: stage / size;
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
  .chip svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .chip svg:not(.dot) {
    stroke: var(--_taken);
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
    padding: 1px;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface);
  }
  .switch button {
    min-block-size: 32px;
    padding: 0 16px;
    font-size: 0.875rem;
    font-weight: 500;
    color: var(--_muted);
  }
  .switch [aria-pressed='true'] {
    background: var(--_text);
    color: var(--_surface);
  }

  /* The room */

  .room {
    position: relative;
    flex: 1;
    min-block-size: 8rem;
  }
  .plan,
  canvas {
    position: absolute;
    inset: 0;
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .plan {
    overflow: hidden;
  }
  .tip {
    position: absolute;
    z-index: 3;
    inset: 0 auto auto 0;
    inline-size: max-content;
    max-inline-size: min(16rem, 100% - 8px);
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
  .tip-fees::first-letter {
    text-transform: uppercase;
  }
  .tip-price {
    display: flex;
    justify-content: space-between;
    gap: 16px;
  }

  /* Below the room: what the shapes mean, and buttons for all that dragging and pinching do */

  .strip {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 16px;
    padding: 8px 16px;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .key span {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    white-space: nowrap;
  }
  .key i {
    display: inline-block;
    font-style: normal;
  }
  .key i::first-letter {
    text-transform: uppercase;
  }
  .key svg {
    inline-size: 18px;
    block-size: 18px;
    stroke: var(--_taken);
    stroke-width: 1.5;
  }
  .key .own {
    fill: var(--_accent);
    stroke: var(--_on-accent);
  }
  .key .wheelchair {
    fill: var(--_taken);
    stroke: var(--_room);
  }
  .controls {
    display: flex;
    gap: 8px;
  }
  .pan,
  .zoom {
    display: flex;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface);
  }
  .controls button {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
  }
  .controls svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .controls button:disabled {
    color: var(--_disabled);
  }
  .controls button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }

  /* What has happened */

  .overlay {
    position: absolute;
    z-index: 6;
    inset-block-end: 16px;
    inset-inline-start: 16px;
    display: grid;
    gap: 8px;
    inline-size: min(26rem, 100% - 32px);
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

  @container holdfast (max-width: 52rem) {
    .shell {
      grid-template: minmax(12rem, 1fr) minmax(0, auto) / minmax(0, 1fr);
    }
    .bar {
      padding: 8px 0 8px 12px;
    }
    .chips {
      flex-wrap: nowrap;
      gap: 6px;
      overflow-x: auto;
      scrollbar-width: none;
      padding: 2px;
      margin: -2px;
      mask-image: linear-gradient(to left, transparent, black 24px);
      padding-inline-end: 24px;
    }
    .chip {
      padding-inline: 10px;
    }
    .switch {
      margin-inline-end: 12px;
    }
    .switch button {
      padding: 0 12px;
    }
    .strip {
      padding: 8px 12px;
    }
    .shell:is(:has(.panel.open), :has(.list:focus-within)) .strip {
      display: none;
    }
    .overlay {
      inset-block-end: 12px;
      inset-inline: 12px;
      inline-size: auto;
      font-size: 0.875rem;
    }
    .notice {
      max-block-size: 15rem;
      overflow-y: auto;
    }
  }
  @media (max-height: 34rem) {
    .chips {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
    }
  }
  @container stage (max-height: 22rem) {
    .key {
      display: none;
    }
    .controls {
      grid-column: 2;
    }
  }
  @container stage (max-height: 16rem) {
    .strip {
      display: none;
    }
  }
  @container holdfast (max-width: 30rem) {
    .key {
      gap: 0 12px;
    }
    /* There is room for one of them: from afar there is nothing to move. */
    .strip:not(.near) .pan,
    .strip.near .key {
      display: none;
    }
    .strip.near .controls {
      grid-column: 1 / -1;
      justify-content: space-between;
    }
  }
  @media (forced-colors: active) {
    .switch [aria-pressed='true'] {
      forced-color-adjust: none;
    }
  }
`;
