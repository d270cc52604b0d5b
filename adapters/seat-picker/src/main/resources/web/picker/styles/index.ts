import { list } from './list.js';
import { panel } from './panel.js';
import { stage } from './stage.js';
import { theme } from './theme.js';

/** How the picker looks. */
export const styles = [theme, stage, list, panel];
