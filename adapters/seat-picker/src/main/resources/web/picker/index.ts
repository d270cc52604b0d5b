import { HoldfastSeatPicker } from './picker.js';

const NAME = 'holdfast-seat-picker';

// A page may load the script twice, such as from two of its parts.
if (customElements.get(NAME) === undefined) {
  customElements.define(NAME, HoldfastSeatPicker);
}
