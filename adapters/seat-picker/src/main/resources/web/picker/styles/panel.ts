import { css } from 'lit';

/** What is chosen, and what can be done with it. */
export const panel = css`
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
    border-color: var(--_disabled);
    color: var(--_disabled);
  }
  .quantity {
    text-align: center;
    font-weight: 600;
    font-size: 1rem;
  }
  ul.chosen li {
    display: grid;
    grid-template-columns: 14px minmax(0, 1fr) auto auto;
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

  /* Narrow: a sheet below the room */

  @container holdfast (max-width: 52rem) {
    .panel {
      border-inline-start: 0;
      border-block-start: 1px solid var(--_line);
      border-start-start-radius: 16px;
      border-start-end-radius: 16px;
      box-shadow: 0 -4px 16px rgb(0 0 0 / 0.08);
      overflow-y: auto;
      z-index: 5;
    }
    .panel:not(.open) :is(.body, .limit) {
      display: none;
    }
    .grip {
      display: grid;
      justify-items: center;
      flex: none;
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
    .latest {
      max-inline-size: 100%;
      overflow: hidden;
      white-space: nowrap;
      text-overflow: ellipsis;
      color: var(--_text);
    }
    .body {
      min-block-size: 5rem;
      max-block-size: 45vh;
      padding-block: 8px;
    }
    .foot {
      flex: none;
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
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
    }
    .buttons > :not(.ghost) {
      flex: 1 0 auto;
    }
    .time {
      font-size: 1.25rem;
    }
  }
  @media (forced-colors: active) {
    progress::-webkit-progress-value {
      background: Highlight;
    }
  }
`;
