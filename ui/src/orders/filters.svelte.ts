/** What the list of orders is narrowed to. It stays while one looks at an order and comes back. */
import type { OrderFilter, OrderStatus } from './shapes';

export interface ChosenCustomer {
  id: string;
  name: string;
}

export class OrderFilters {
  q = $state('');
  status = $state('');
  from = $state('');
  to = $state('');
  cashier_id = $state('');
  till_id = $state('');
  customer = $state.raw<ChosenCustomer | null>(null);

  readonly asked: OrderFilter = $derived({
    ...(this.q.trim() === '' ? {} : { q: this.q.trim() }),
    ...(this.status === '' ? {} : { status: this.status as OrderStatus }),
    ...(this.from === '' ? {} : { from: this.from }),
    ...(this.to === '' ? {} : { to: this.to }),
    ...(this.cashier_id === '' ? {} : { cashier_id: this.cashier_id }),
    ...(this.till_id === '' ? {} : { till_id: this.till_id }),
    ...(this.customer === null ? {} : { customer_id: this.customer.id }),
  });
  readonly isAny: boolean = $derived(Object.keys(this.asked).length > 0);

  showDays(from: string, to: string): void {
    this.clear();
    this.from = from;
    this.to = to;
  }

  clear(): void {
    this.q = this.status = this.from = this.to = this.cashier_id = this.till_id = '';
    this.customer = null;
  }
}

export const filters = new OrderFilters();
