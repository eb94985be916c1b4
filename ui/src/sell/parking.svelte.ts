/** Tickets that were put aside: in the database, so that any till of the shop can go on with them. */
import type { Core } from '../api/core.svelte';
import type { Failure } from '../api/failure';
import type { Id, ParkedBasket } from '../api/types';
import type { Basket } from './basket.svelte';
import type { Scans } from './scans.svelte';

/** More than a shop keeps on its counters. */
const MOST = 100;

export class Parking {
  parked = $state.raw<readonly ParkedBasket[]>([]);
  count = $state(0);

  constructor(
    private readonly core: Core,
    private readonly basket: Basket,
    private readonly scans: Scans,
  ) {}

  /** Throws when it cannot be known. */
  async load(): Promise<void> {
    const page = await this.core.call('list_parked_baskets', { limit: MOST });
    this.parked = page.data;
    this.count = page.count ?? page.data.length;
  }

  /** For the badge: what it said before stands until there is an answer. */
  async refresh(): Promise<void> {
    await this.load().catch(() => null);
  }

  /**
   * Puts the ticket aside once all of it is stored, and begins the next. Fails, with the ticket in hand as it was, when
   * the core cannot be reached; the same call again is the same parking.
   */
  async park(note: string | null): Promise<void> {
    await this.scans.drained();
    await this.basket.settled();
    this.scans.hold();
    try {
      const { id, revision } = this.basket.ticket;
      await this.core.call('park_basket', { basket_id: id, revision, note });
      this.basket.startNext();
    } finally {
      this.scans.release();
    }
    void this.refresh();
  }

  /** Goes on with a parked ticket; the one in hand is parked first. Answers whether there was one. */
  async recall(basketId: Id): Promise<boolean> {
    const hasOther = !this.basket.isEmpty;
    if (hasOther) await this.park(null);
    try {
      this.basket.takeUp(await this.core.call('recall_basket', { basket_id: basketId }));
    } finally {
      void this.refresh();
    }
    return hasOther;
  }

  /** The ticket in hand was parked after all, its answer lost: this till goes on with it. */
  async unpark(): Promise<void> {
    const stored = await this.core.call('recall_basket', { basket_id: this.basket.ticket.id });
    this.basket.insist(stored);
    void this.refresh();
  }

  async discard(basketId: Id): Promise<void> {
    await this.core.call('discard_basket', { basket_id: basketId });
    await this.refresh();
  }
}

/** Whether somebody else has taken it meanwhile. */
export function isGone({ code }: Failure): boolean {
  return code === 'not_found' || code === 'conflict';
}
