import { Unreachable } from './api.js';
import type { OwnHold } from './holdings.js';
import { GRACE } from './seats.js';

/** How soon the service is asked again when it did not answer, at first and at last. */
const AGAIN = 5_000;
const LATEST = 60_000;

interface LookupListener {
  /** Whether something is under way whose answer will say more. */
  isBusy(): boolean;
  /** Whether there can't be such a hold, by what the stream tells. */
  isDoubtful(): boolean;
  /** What the service is asked with. */
  token(): string;
  look(): Promise<OwnHold | undefined>;
  found(hold: OwnHold | undefined): void;
  failed(error: unknown): void;
}

/**
 * Looks up what has become of the hold: after a reload, a sleep, at zero, for other tabs, and until
 * there is an answer. An answer that was overtaken is not listened to.
 */
export class Lookup {
  private asked = 0;
  private unheard = 0;
  private waiting = false;
  /** The last token that was refused, if there was no answer since. */
  private refused: string | undefined;
  private doubtedAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private doubtTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly listener: LookupListener) {}

  close(): void {
    this.overtake();
    clearTimeout(this.timer);
    clearTimeout(this.doubtTimer);
  }

  async ask(): Promise<void> {
    if (this.listener.isBusy()) {
      this.waiting = true;
      return;
    }
    this.waiting = false;
    clearTimeout(this.timer);
    const asked = ++this.asked;
    try {
      const found = await this.listener.look();
      if (asked === this.asked) {
        this.unheard = 0;
        this.refused = undefined;
        this.listener.found(found);
      }
    } catch (error) {
      if (asked === this.asked) {
        // Only the page can give another token. It is told once of each.
        let isTold = true;
        if (error instanceof Unreachable) {
          isTold = isRefusal(error) && this.refused !== this.listener.token();
          this.askAgain(error);
        }
        if (isTold) {
          this.listener.failed(error);
        }
      }
    }
  }

  /** Asks what there was no time for. */
  askIfWaiting(): void {
    if (this.waiting) {
      void this.ask();
    }
  }

  askIn(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), milliseconds);
  }

  /** Asks again after no answer. The page is told of it if the token was refused. */
  askAgain(error: Unreachable): void {
    if (isRefusal(error)) {
      this.refused = this.listener.token();
    }
    this.askIn(Math.min(LATEST, AGAIN * 2 ** this.unheard++));
  }

  /** Asks if there can't be such a hold, and soon again as long as that stays so. */
  doubt(): void {
    if (this.doubtTimer === undefined && this.listener.isDoubtful()) {
      const recently = performance.now() - this.doubtedAt < AGAIN;
      this.doubtTimer = setTimeout(
        () => {
          this.doubtTimer = undefined;
          // The stream may just have been behind the answer by which it is one's own.
          if (this.listener.isDoubtful()) {
            this.doubtedAt = performance.now();
            void this.ask();
          }
        },
        recently ? AGAIN : GRACE,
      );
    }
  }

  /** What was asked before is out of date. */
  overtake(): void {
    this.asked++;
  }
}

/** Whether the service took the token for none that allows this. */
function isRefusal({ status }: Unreachable): boolean {
  return status === 401 || status === 403;
}
