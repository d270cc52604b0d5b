/** Where a countdown stands is told at these many seconds left. */
const TOLD_AT = [300, 120, 60, 30];
/** So far may two clocks drift apart before the device must have slept. */
const SLEPT = 2_000;

interface CountdownListener {
  /** Each second. */
  tick(seconds: number): void;
  /** One of the moments that are announced has come. */
  mark(seconds: number): void;
  /** The time may be up, or the device has slept: only the service knows. */
  ask(): void;
}

/**
 * Counts down from the seconds that the service said, by a clock that nobody can set. It is right
 * under a wrong wall clock; after a sleep, in which that clock may have stood still, it asks.
 */
export class Countdown {
  private deadline = 0;
  private interval: ReturnType<typeof setInterval> | undefined;
  private seconds = 0;
  private offset = 0;
  private asked = false;

  constructor(private readonly listener: CountdownListener) {
    addEventListener('pageshow', this.wake);
    addEventListener('online', this.wake);
    document.addEventListener('visibilitychange', this.wake);
  }

  /** Whole seconds left, 0 when the time is up. */
  get left(): number {
    return Math.max(0, Math.ceil((this.deadline - performance.now()) / 1_000));
  }

  /**
   * @param seconds what the service said
   * @param since when it was asked, by `performance.now()`: so the countdown is never too late
   */
  start(seconds: number, since: number): void {
    this.deadline = since + seconds * 1_000;
    this.seconds = this.left;
    this.offset = Date.now() - performance.now();
    this.asked = false;
    this.interval ??= setInterval(() => this.step(), 250);
    this.listener.tick(this.seconds);
  }

  stop(): void {
    clearInterval(this.interval);
    this.interval = undefined;
  }

  destroy(): void {
    this.stop();
    removeEventListener('pageshow', this.wake);
    removeEventListener('online', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
  }

  private step(): void {
    const offset = Date.now() - performance.now();
    const jump = offset - this.offset;
    if (Math.abs(jump) > SLEPT) {
      // Either the device slept, or somebody set its clock; asking is right for both. The answer
      // may take long, and until then rather too little time is shown than too much.
      this.offset = offset;
      this.deadline -= Math.max(0, jump);
      this.listener.ask();
    }
    const left = this.left;
    if (left !== this.seconds) {
      const mark = TOLD_AT.find((at) => left <= at && at < this.seconds);
      this.seconds = left;
      this.listener.tick(left);
      if (mark !== undefined && left > 0) {
        this.listener.mark(mark);
      }
    }
    if (left === 0 && !this.asked) {
      this.asked = true;
      this.listener.ask();
    }
  }

  private readonly wake = () => {
    if (this.interval !== undefined && document.visibilityState === 'visible') {
      this.step();
      this.listener.ask();
    }
  };
}
