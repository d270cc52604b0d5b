import { HoldfastSeatPicker } from './picker.js';

export type { HeldDetail, HoldfastEvents } from './events.js';
export { HoldfastSeatPicker };

const NAME = 'holdfast-seat-picker';

declare global {
  interface HTMLElementTagNameMap {
    [NAME]: HoldfastSeatPicker;
  }
}

// A page may load the script twice, such as from two of its parts.
if (customElements.get(NAME) === undefined) {
  customElements.define(NAME, HoldfastSeatPicker);
}
