/**
 * Taking the money: what the customer gives, and the one call that turns the basket into an order.
 *
 * A lost answer is asked for again with the same id, so a sale is never counted twice.
 */
import { Failure, isFailure } from '../api/failure';
import type { Input } from '../api/operations';
import type { Checkout, NewPayment, Quote } from '../api/types';
import { DecimalEntry } from '../lib/decimal-entry';
import type { Basket } from '../sell/basket.svelte';
import type { Scans } from '../sell/scans.svelte';
import { asOrder } from '../sell/ticket';

/** The checkout of a basket, which always has its id: that is what makes it safe to send again. */
export type CheckoutOrder = Input<'checkout'> & { id: string };

export type PayMethod = 'cash' | 'card';

/** What to take: exactly what is due, or what the customer handed over. */
export type Take = { method: PayMethod; given: 'exact' | string };

export type Stage =
  | { kind: 'ready' }
  /** The last scans and the last price are still on their way. */
  | { kind: 'preparing' }
  | { kind: 'sending'; attempt: number }
  /** Nobody ever answered: only asking again can tell whether it was stored. */
  | { kind: 'unknown'; order: CheckoutOrder };

export const MOST_ATTEMPTS = 6;
const WAITS_MS = [500, 1_000, 2_000, 4_000, 5_000];

export interface PaymentEvents {
  paid(checkout: Checkout): void;
  /** Something has to be read or decided before the sale can go on. */
  needsAttention(): void;
  /** The core refused for a reason that the ticket has to answer, such as stock. */
  backToTicket(failure: Failure): void;
}

export class Payment {
  method = $state<PayMethod>('cash');
  entry = $state.raw(new DecimalEntry());
  reference = $state('');
  stage = $state.raw<Stage>({ kind: 'ready' });
  failure = $state.raw<Failure | null>(null);
  /** The total changed since the cashier saw it. */
  hasNewTotal = $state(false);

  readonly isBusy = $derived(this.stage.kind === 'preparing' || this.stage.kind === 'sending');

  constructor(
    private readonly send: (order: CheckoutOrder) => Promise<Checkout>,
    private readonly basket: Basket,
    private readonly scans: Scans,
    private readonly digits: () => number,
    private readonly events: PaymentEvents,
  ) {}

  start(): void {
    this.method = 'cash';
    this.reference = '';
    this.#clear();
    this.stage = { kind: 'ready' };
  }

  choose(method: PayMethod): void {
    this.method = method;
    this.#clear();
  }

  press(key: Parameters<DecimalEntry['press']>[0]): void {
    if (this.method !== 'cash' || this.stage.kind !== 'ready') return;
    const entry = this.entry.text === '' ? new DecimalEntry('', this.digits()) : this.entry;
    this.entry = entry.press(key);
    this.failure = null;
  }

  /** Whatever the one green button says. */
  async takeChosen(): Promise<void> {
    if (this.stage.kind === 'unknown') return this.askAgain();
    const given = this.method === 'cash' ? this.entry.fixed(this.digits()) : null;
    await this.take({ method: this.method, given: given ?? 'exact' });
  }

  async take(take: Take): Promise<void> {
    if (this.stage.kind !== 'ready') return;
    this.stage = { kind: 'preparing' };
    this.failure = null;
    this.hasNewTotal = false;
    try {
      const isComplete = await this.scans.drained();
      if (!isComplete || this.basket.isEmpty) return this.#ready();
      const quote = await this.basket.settled();
      this.scans.hold();
      await this.#checkOut(this.#order(quote, take));
    } catch (error) {
      this.#ready();
      this.#refused(isFailure(error) ? error : new Failure('internal', String(error)));
    }
  }

  async askAgain(): Promise<void> {
    if (this.stage.kind !== 'unknown') return;
    await this.#checkOut(this.stage.order);
  }

  /** Back to the ticket. Should the sale have been stored after all, the next edit finds out. */
  leave(): boolean {
    if (this.isBusy) return false;
    this.#ready();
    return true;
  }

  #order(quote: Quote, take: Take): CheckoutOrder {
    const due = take.method === 'cash' ? quote.cash_payable : quote.total;
    const tender: NewPayment = { method: take.method, amount: take.given === 'exact' ? due : take.given };
    if (take.method === 'card' && this.reference.trim() !== '') tender.reference = this.reference.trim();
    return {
      id: this.basket.ticket.id,
      ...asOrder(this.basket.ticket),
      payments: [tender],
      expected_total: quote.total,
    };
  }

  async #checkOut(order: CheckoutOrder): Promise<void> {
    this.failure = null;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      this.stage = { kind: 'sending', attempt };
      if (attempt > 1) this.events.needsAttention();
      try {
        const checkout = await this.send(order);
        this.#ready();
        return this.events.paid(checkout);
      } catch (error) {
        const failure = isFailure(error) ? error : new Failure('internal', String(error));
        if (!failure.isPassing) {
          this.#ready();
          return this.#refused(failure);
        }
        await pause(WAITS_MS[attempt - 1] ?? 0);
      }
    }
    this.stage = { kind: 'unknown', order };
  }

  #refused(failure: Failure): void {
    if (failure.code === 'conflict' && failure.detail('total') !== null) {
      this.hasNewTotal = true;
      this.basket.reprice();
      this.events.needsAttention();
    } else if (failure.code === 'out_of_stock' || failure.detail('order_id') !== null) {
      this.events.backToTicket(failure);
    } else if (failure.code !== 'unauthenticated') {
      this.failure = failure;
      this.events.needsAttention();
    }
  }

  #ready(): void {
    this.stage = { kind: 'ready' };
    this.scans.release();
  }

  #clear(): void {
    this.entry = new DecimalEntry('', this.digits());
    this.failure = null;
    this.hasNewTotal = false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
