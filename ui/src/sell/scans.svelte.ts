/**
 * Scans on their way to the basket: looked up at once, added in the order in which they were made, never dropped.
 *
 * A scan stays in the journal until its product is in the basket or the cashier has been told that there is none.
 */
import { Failure, isFailure } from '../api/failure';
import type { Product, Scan } from '../api/types';
import type { Basket } from './basket.svelte';
import type { WaitingScan } from './journal';

export interface ScanSource {
  scan(code: string): Promise<Scan>;
  /** A product that is known without asking. */
  seen(code: string): Product | null;
}

export interface ScanEvents {
  found(scan: Scan, factor: string): void;
  unknown(code: string, failure: Failure): void;
}

const ASK_AGAIN_MS = 2_000;

export class Scans {
  #tail: Promise<void> = Promise.resolve();
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => {};
  #unknownCount = 0;
  #wake: (() => void) | undefined;
  readonly #stuckWaiters = new Set<(failure: Failure) => void>();

  constructor(
    private readonly source: ScanSource,
    private readonly basket: Basket,
    private readonly events: ScanEvents,
  ) {}

  add(code: string, factor = '1'): void {
    const scan: WaitingScan = { code, factor };
    this.basket.setWaitingScans([...this.basket.waitingScans, scan]);
    this.#enqueue(scan);
  }

  /** Goes on with what an earlier run of the desk had not finished. */
  resume(): void {
    if (this.#wake) this.#wake();
    else if (this.#isIdle) for (const scan of this.basket.waitingScans) this.#enqueue(scan);
  }

  /** From here on, scans wait for the next basket. */
  hold(): void {
    this.#gate = new Promise((open) => (this.#open = open));
  }

  release(): void {
    this.#open();
  }

  /**
   * Waits until every scan made so far is dealt with. Whether all of them are in the basket; false when one of them
   * has no product, which the cashier has been told. Fails when one of them can't be looked up.
   */
  async drained(): Promise<boolean> {
    const before = this.#unknownCount;
    let giveUp: (failure: Failure) => void = () => {};
    const stuck = new Promise<never>((_, reject) => {
      giveUp = reject;
      this.#stuckWaiters.add(reject);
    });
    try {
      if (this.#wake) this.#wake();
      await Promise.race([this.#tail, stuck]);
    } finally {
      this.#stuckWaiters.delete(giveUp);
    }
    return this.#unknownCount === before;
  }

  #pending = 0;

  get #isIdle(): boolean {
    return this.#pending === 0;
  }

  #enqueue(scan: WaitingScan): void {
    this.#pending += 1;
    const first = this.#lookUp(scan.code);
    this.#tail = this.#tail.then(async () => {
      await this.#gate;
      await this.#finish(scan, first);
      this.#pending -= 1;
    });
  }

  #lookUp(code: string): Promise<Scan | Failure> {
    return this.source
      .scan(code)
      .catch((error: unknown) => (isFailure(error) ? error : new Failure('internal', String(error))));
  }

  async #finish(scan: WaitingScan, first: Promise<Scan | Failure>): Promise<void> {
    let answer = await first;
    while (answer instanceof Failure && (answer.isPassing || answer.code === 'unauthenticated')) {
      const seen = answer.isPassing ? this.source.seen(scan.code) : null;
      if (seen) answer = { code: scan.code, product: seen, quantity: '1', unit_price: null };
      else {
        await this.#later(answer);
        answer = await this.#lookUp(scan.code);
      }
    }
    // Out of the journal first: the next write, by the edit itself, has the line in its place.
    this.basket.waitingScans = this.basket.waitingScans.filter((waiting) => waiting !== scan);
    if (answer instanceof Failure) {
      this.#unknownCount += 1;
      this.basket.setWaitingScans(this.basket.waitingScans);
      this.events.unknown(scan.code, answer);
    } else {
      this.events.found(answer, scan.factor);
    }
  }

  #later(failure: Failure): Promise<void> {
    for (const giveUp of this.#stuckWaiters) giveUp(failure);
    return new Promise((resolve) => {
      const timer = failure.isPassing ? setTimeout(() => this.#wake?.(), ASK_AGAIN_MS) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
