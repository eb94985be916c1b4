/**
 * Goods on their way back: which order, what of it, how the money goes back.
 *
 * What they are worth is the core's affair. A lost answer is asked for again with the same id, so nothing is given back
 * twice.
 */
import { Failure, isFailure } from '../api/failure';
import type { Input } from '../api/operations';
import type { Money, Order } from '../api/types';
import { add, isMore, isPositive } from '../lib/quantity';
import { uuidv7 } from '../lib/uuid';
import { less } from '../pay/still-due';
import type { NewReturn, OrderItem, Refund } from './shapes';

export type Way = 'as_paid' | 'cash' | 'store_credit';
export type ReturnCall = (input: Input<'return_items'>, about: string) => Promise<Refund>;

export type Stage =
  { kind: 'find' } | { kind: 'pick' } | { kind: 'confirm' } | { kind: 'done'; refund: Refund; order: Order };

interface Picked {
  quantity: string;
  isRestocked: boolean;
}

export class GoodsReturn {
  stage = $state.raw<Stage>({ kind: 'find' });
  order = $state.raw<Order | null>(null);
  way = $state<Way>('as_paid');
  isBusy = $state(false);
  failure = $state.raw<Failure | null>(null);
  #picked = $state.raw<ReadonlyMap<string, Picked>>(new Map());
  #attempt = { id: uuidv7(), said: '' };

  /** Items of which something is still with the customer. */
  readonly items: readonly OrderItem[] = $derived(this.order?.items.filter((item) => isPositive(leftOf(item))) ?? []);
  readonly hasPicked: boolean = $derived([...this.#picked.values()].some(({ quantity }) => isPositive(quantity)));
  /** Nothing picked means everything. */
  readonly isWhole: boolean = $derived(!this.hasPicked);

  /** What goes back, where it is known before the core has reckoned it: all of an order. */
  readonly amount: Money | null = $derived.by(() => {
    if (!this.order || !this.isWhole) return null;
    const isUntouched = this.order.refunds.length === 0;
    return isUntouched ? this.order.paid : less(this.order.total, this.order.refunded, digitsOf(this.order.total));
  });

  constructor(private readonly call: ReturnCall) {}

  /** Why nothing of this order can come back, if so. */
  get obstacle(): 'pending' | 'cancelled' | 'refunded' | null {
    const status = this.order?.status;
    if (status === 'pending' || status === 'cancelled' || status === 'refunded') return status;
    return this.order && this.items.length === 0 ? 'refunded' : null;
  }

  open(order: Order): void {
    this.order = order;
    this.#picked = new Map();
    this.way = 'as_paid';
    this.failure = null;
    this.stage = { kind: 'pick' };
  }

  startOver(): void {
    this.order = null;
    this.failure = null;
    this.stage = { kind: 'find' };
  }

  picked(item: OrderItem): Picked {
    return this.#picked.get(item.id) ?? { quantity: '0', isRestocked: true };
  }

  /** Never less than nothing, never more than is left. */
  pick(item: OrderItem, quantity: string): void {
    const left = leftOf(item);
    const most = isMore(quantity, left) ? left : quantity;
    this.#set(item, { ...this.picked(item), quantity: isPositive(most) ? most : '0' });
  }

  step(item: OrderItem, by: '1' | '-1'): void {
    this.pick(item, add(this.picked(item).quantity, by));
  }

  restock(item: OrderItem, isRestocked: boolean): void {
    this.#set(item, { ...this.picked(item), isRestocked });
  }

  confirm(): void {
    if (this.stage.kind === 'pick' && this.obstacle === null) this.stage = { kind: 'confirm' };
  }

  back(): void {
    if (this.isBusy) return;
    this.failure = null;
    if (this.stage.kind === 'confirm') this.stage = { kind: 'pick' };
  }

  async give(reason: string, about: string): Promise<void> {
    const { order } = this;
    if (!order || this.isBusy || this.stage.kind !== 'confirm') return;
    this.isBusy = true;
    this.failure = null;
    try {
      const refund = await this.call(this.#input(order, reason), about);
      this.stage = { kind: 'done', refund, order };
    } catch (error) {
      this.failure = isFailure(error) ? error : new Failure('internal', String(error));
    } finally {
      this.isBusy = false;
    }
  }

  #input(order: Order, reason: string): Input<'return_items'> {
    const said = {
      order_id: order.id,
      reason,
      ...(this.way === 'as_paid' ? {} : { method: this.way }),
      ...this.#goods(),
    };
    const text = JSON.stringify(said);
    if (this.#attempt.said !== text) this.#attempt = { id: uuidv7(), said: text };
    return { id: this.#attempt.id, ...said };
  }

  /** Without items the core takes back everything, on the shelf. */
  #goods(): { items?: NewReturn[] } {
    const isAllRestocked = this.items.every((item) => this.picked(item).isRestocked);
    if (this.isWhole && isAllRestocked) return {};
    return {
      items: this.items
        .map((item) => ({
          order_item_id: item.id,
          quantity: this.isWhole ? leftOf(item) : this.picked(item).quantity,
          restock: this.picked(item).isRestocked,
        }))
        .filter(({ quantity }) => isPositive(quantity)),
    };
  }

  #set(item: OrderItem, picked: Picked): void {
    this.#picked = new Map(this.#picked).set(item.id, picked);
  }
}

/** What of an item is still with the customer. */
export function leftOf(item: OrderItem): string {
  return add(item.quantity, `-${item.returned}`);
}

function digitsOf(amount: Money): number {
  return amount.split('.')[1]?.length ?? 0;
}
