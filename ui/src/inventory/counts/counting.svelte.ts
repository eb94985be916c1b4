/**
 * A count as it goes on: scans and typed figures on their way to the core, and the lines as the core has them.
 *
 * The core keeps the count, so that it goes on at any machine. Every entry has an id of its own: one whose answer was
 * lost is sent again and counted once.
 */
import type { Core } from '../../api/core.svelte';
import { isFailure, type Failure } from '../../api/failure';
import type { CountLine, Id, StockCount } from '../../api/types';
import { isNonZero } from '../../lib/format.svelte';
import { uuidv7 } from '../../lib/uuid';

const PAGE = 200;
const ASK_AGAIN_MS = 2_000;

export interface CountingEvents {
  unknown(code: string, failure: Failure): void;
  refused(failure: Failure): void;
}

type Figure = { add: string } | { counted: string };

export class Counting {
  count = $state.raw<StockCount | null>(null);
  failure = $state.raw<unknown>(null);
  /** Scans that the core has not answered yet. */
  waiting = $state(0);
  #lines: ReadonlyMap<Id, CountLine> = $state.raw(new Map());
  #tail: Promise<void> = Promise.resolve();
  #isLeft = false;

  /** Counted last on top. */
  readonly lines = $derived(
    [...this.#lines.values()].sort((left, right) => right.counted_at.localeCompare(left.counted_at)),
  );
  readonly differences = $derived(this.lines.filter(({ variance }) => isNonZero(variance)));

  constructor(
    private readonly core: Pick<Core, 'call'>,
    private readonly countId: Id,
    private readonly events: CountingEvents,
  ) {}

  leave(): void {
    this.#isLeft = true;
  }

  /** Reads the count and all of its lines. */
  async load(): Promise<void> {
    this.failure = null;
    try {
      let cursor: string | null | undefined = null;
      const lines = new Map<Id, CountLine>();
      do {
        const page: Awaited<ReturnType<typeof this.page>> = await this.page(cursor ?? null);
        for (const line of page.lines) lines.set(line.product_id, line);
        this.count = page;
        cursor = page.next_cursor;
      } while (cursor && !this.#isLeft);
      this.#lines = lines;
    } catch (error) {
      this.failure = error;
    }
  }

  private page(cursor: string | null) {
    return this.core.call('get_stock_count', {
      count_id: this.countId,
      limit: PAGE,
      ...(cursor === null ? {} : { cursor }),
    });
  }

  /** One more of what was scanned; "3*" before the code is three more. */
  scan(typed: string): void {
    const [, factor, code = typed] = /^(\d{1,3})\*(.+)$/.exec(typed) ?? [];
    const entry_id = uuidv7();
    this.waiting += 1;
    this.#tail = this.#tail.then(async () => {
      try {
        const found = await this.#insist(() => this.core.call('scan_product', { code }));
        await this.#insist(() => this.#send(found.product.id, { add: factor ?? found.quantity }, entry_id));
      } catch (error) {
        if (!isFailure(error)) throw error;
        if (error.code === 'not_found') this.events.unknown(code, error);
        else this.events.refused(error);
      } finally {
        this.waiting -= 1;
      }
    });
  }

  /** A figure that was typed takes the place of what was counted: also of the scans before it that are still on their way. */
  async enter(productId: Id, figure: Figure): Promise<void> {
    const entered = this.#tail.then(() => this.#send(productId, figure, uuidv7()));
    this.#tail = entered.catch(() => undefined);
    await entered;
  }

  async settled(): Promise<void> {
    await this.#tail;
  }

  async #send(product_id: Id, figure: Figure, entry_id: Id): Promise<void> {
    const line = await this.core.call('count_stock', { count_id: this.countId, product_id, entry_id, ...figure });
    this.#lines = new Map(this.#lines).set(product_id, line);
  }

  /** Asks again for as long as nobody answers: a scan is never dropped. */
  async #insist<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!isFailure(error) || !error.isPassing || this.#isLeft) throw error;
        await new Promise((wake) => setTimeout(wake, ASK_AGAIN_MS));
      }
    }
  }
}
