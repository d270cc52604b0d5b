import { Format, type Time } from './format.js';
import type { Language, Messages } from './messages/index.js';
import type { AreaConflict, EventOnSale } from './model.js';
import { Names } from './names.js';
import type { Layout } from './room/layout.js';
import type { Selection } from './selection.js';
import type { StandIns } from './suggest.js';
import type { View } from './ui.js';

/** What the picker tells the visitor about what has just happened. */
type Notice =
  | {
      readonly kind: 'conflict';
      readonly taken: readonly number[];
      readonly shortages: readonly AreaConflict[];
      readonly instead: StandIns;
    }
  | { readonly kind: 'expired' | 'gone'; readonly what: Selection }
  | { readonly kind: 'cancelled'; readonly code: string }
  | { readonly kind: 'gone-elsewhere' }
  | { readonly kind: 'no-answer' | 'refused'; readonly problem: string }
  | {
      readonly kind: 'closed';
      readonly opensAt: Time | undefined;
      readonly reason: string | undefined;
    }
  | { readonly kind: 'said'; readonly text: string };

/** What the visitor is told, in their language: by a notice, and by a word to screen readers. */
export class Telling {
  messages!: Messages;
  format!: Format;
  names!: Names;
  notice: Notice | undefined;
  connected = true;

  constructor(
    private sale: EventOnSale,
    private readonly layout: Layout,
    private readonly view: View,
    private language: Language,
  ) {
    this.speak(language);
  }

  /** Tells of the event as it is by now. */
  changed(sale: EventOnSale): void {
    this.sale = sale;
    this.speak(this.language);
  }

  /** Uses another language from now on. */
  speak(language: Language): void {
    const { locale, messages } = language;
    this.language = language;
    this.messages = messages;
    this.format = new Format(locale, this.sale);
    this.names = new Names(this.sale, this.layout, messages, this.format, this.view.fees());
  }

  /** Shows a notice in place of the last one, or none. */
  show(notice: Notice | undefined): void {
    this.notice = notice;
    this.view.point(this.pointedAt);
    this.view.requestUpdate();
  }

  /** The seats that are proposed in place of others. */
  get pointedAt(): readonly number[] {
    return this.notice?.kind === 'conflict' ? this.notice.instead.seats : [];
  }

  /** Takes back what was told, if it is of this kind. */
  takeBack(kind: Notice['kind']): void {
    if (this.notice?.kind === kind) {
      this.show(undefined);
    }
  }

  /** Shows a notice, and has screen readers say it in these words. */
  tell(notice: Notice, ...words: readonly string[]): void {
    this.show(notice);
    this.view.say(words.join('. '));
  }

  /** Tells in the same words who sees and who hears. */
  remark(text: string): void {
    this.tell({ kind: 'said', text }, text);
  }

  /** Tells whether what is shown can be relied on to be the latest. */
  tellConnected(connected: boolean): void {
    if (connected !== this.connected) {
      this.connected = connected;
      this.view.say(connected ? this.messages.saysBack : this.messages.offline);
      this.view.requestUpdate();
    }
  }
}
