import type { Api } from './api.js';
import type { EventOnSale } from './model.js';

/** How soon it is tried again, in milliseconds. */
const PAUSE = 1_000;

/**
 * The event, read again when there is a later version of it. The answer may come from a service that
 * has not heard of that version yet, so it is asked until one has.
 */
export class EventReader {
  private known: number;
  private latest: number;
  private asking = false;
  private closed = false;

  constructor(
    private readonly api: Api,
    private sale: EventOnSale,
    private readonly changed: (sale: EventOnSale) => void,
  ) {
    this.known = this.latest = sale.version ?? 0;
  }

  close(): void {
    this.closed = true;
  }

  /** Hears that there is this version. */
  heard(version: number): void {
    this.latest = Math.max(this.latest, version);
    void this.ask();
  }

  /** Hears that this is the version, whatever was known of versions before. */
  restarted(version: number): void {
    this.known = -1;
    this.latest = version;
    void this.ask();
  }

  /** Hears that the sale is paused, or is not, from this version on: all that is new in it. */
  heardPaused(paused: boolean, version: number): void {
    if (version === this.known + 1) {
      this.take({ ...this.sale, paused, version });
    } else {
      this.heard(version);
    }
  }

  private async ask(): Promise<void> {
    if (this.asking) {
      return;
    }
    this.asking = true;
    while (this.known < this.latest && !this.closed) {
      const { known } = this;
      try {
        const sale = await this.api.event(this.sale.id);
        const version = sale.version ?? 0;
        // Meanwhile versions may count anew, or a later one may be known.
        if (known === this.known && version >= this.latest && !this.closed) {
          this.take(sale);
        }
      } catch {
        // It is tried again.
      }
      if (this.known < this.latest) {
        // Not all who have heard of it at once ask at once.
        await new Promise((resolve) => setTimeout(resolve, PAUSE * (0.5 + Math.random())));
      }
    }
    this.asking = false;
  }

  private take(sale: EventOnSale): void {
    this.sale = sale;
    this.known = sale.version ?? 0;
    this.latest = Math.max(this.latest, this.known);
    this.changed(sale);
  }
}
