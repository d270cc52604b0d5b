import { css } from 'lit';

/** The list: beside the plan it shows itself only to those who step through it. */
export const list = css`
  .room.map .list {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: min(22rem, 50%);
    display: flex;
    flex-direction: column;
    background: var(--_surface);
    border: solid var(--_line);
    border-width: 1px 1px 1px 0;
  }
  .room.map .list:not(:focus-within) {
    clip-path: inset(50%);
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    pointer-events: none;
  }
  .room.map:has(.list:focus-within) :is(.plan, .overlay) {
    inset-inline-start: min(22rem, 50%);
    inline-size: auto;
  }
  .room.list {
    display: flex;
    flex-direction: column;
    background: var(--_surface);
    border-block-start: 1px solid var(--_line);
  }
  .room.list .list {
    display: flex;
    flex-direction: column;
    flex: 1;
    inline-size: 100%;
    max-inline-size: 44rem;
    margin-inline: auto;
    min-block-size: 0;
  }
  .room.list .overlay {
    position: static;
    inline-size: auto;
    padding: 8px 16px 16px;
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
    max-block-size: 80vh;
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

  @container holdfast (max-width: 52rem) {
    .room.map .list:focus-within {
      inset-block: auto 0;
      block-size: 60%;
      inline-size: 100%;
      border-width: 1px 0 0;
    }
    .room.map:has(.list:focus-within) .plan {
      inset: 0 0 60%;
      block-size: auto;
    }
    .room.map:has(.list:focus-within) .overlay {
      inset: auto 12px calc(60% + 12px);
    }
    .list-help {
      position: absolute;
      clip-path: inset(50%);
    }
    .room.list .overlay {
      padding: 8px 12px 12px;
    }
  }
  @media (forced-colors: active) {
    .item.chosen {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
