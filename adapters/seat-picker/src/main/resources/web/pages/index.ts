import './pages.css';
import { showEvent } from './event-page.js';
import { showEvents } from './events-page.js';
import { words } from './words.js';

const { locale } = words();
document.documentElement.lang = locale;

const event = /^\/events\/([^/]+)\/?$/.exec(location.pathname)?.[1];
if (event === undefined) {
  void showEvents();
} else {
  showEvent(event);
}
