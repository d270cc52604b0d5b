import './pages.css';
import { base } from './base.js';
import { showEvent } from './event-page.js';
import { showEvents } from './events-page.js';
import { words } from './words.js';

const { locale } = words();
document.documentElement.lang = locale;

const event = /^events\/([^/]+)\/?$/.exec(location.pathname.slice(base.length))?.[1];
if (event === undefined) {
  void showEvents();
} else {
  showEvent(event);
}
