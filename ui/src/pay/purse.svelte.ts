/** What the ticket's customer has in this shop to pay with: points and credit. */
import type { Core } from '../api/core.svelte';
import type { Output } from '../api/operations';
import type { Id, Money, Shop } from '../api/types';
import { worthOf } from './still-due';

type Customer = Output<'get_customer'>;

export class Purse {
  customer = $state.raw<Customer | null>(null);

  constructor(
    private readonly core: Core,
    private readonly shop: () => Shop | null,
  ) {}

  /** What all their points would pay; null where points pay nothing. */
  readonly pointsWorth: Money | null = $derived.by(() => {
    const shop = this.shop();
    if (!this.customer || !shop || !/[1-9]/.test(shop.loyalty_point_value)) return null;
    return worthOf(this.customer.loyalty_points, shop.loyalty_point_value, shop.currency_digits);
  });

  async open(customerId: Id | null): Promise<void> {
    this.customer = null;
    if (customerId === null) return;
    // Without an answer nothing of theirs is offered, and the sale goes on by other ways.
    const customer = await this.core.call('get_customer', { customer_id: customerId }).catch(() => null);
    this.customer = customer;
  }

  /** What a method can pay at most out of this purse; null for methods that do not come from it. */
  holds(method: string): Money | null {
    if (method === 'loyalty_points') return this.pointsWorth;
    return method === 'store_credit' ? (this.customer?.store_credit ?? null) : null;
  }
}
