/**
 * Taking the money: what the customer gives, in one part or several, and the one call that turns the basket into an
 * order. Parts stay here until they cover what is due; the core hears of them all at once.
 *
 * A lost answer is asked for again with the same id, so a sale is never counted twice.
 */
import { Failure, isFailure } from '../api/failure';
import type { Input } from '../api/operations';
import type { Checkout, Method, Money, NewPayment, Quote } from '../api/types';
import { DecimalEntry } from '../lib/decimal-entry';
import type { Basket } from '../sell/basket.svelte';
import type { Scans } from '../sell/scans.svelte';
import { asOrder } from '../sell/ticket';
import { StoredTenders, type KeptTenders } from './kept-tenders';
import { covers, isMoreThan, stillDue, type CashRules } from './still-due';

/** The checkout of a basket, which always has its id: that is what makes it safe to send again. */
export type CheckoutOrder = Input<'checkout'> & { id: string };

/** What to take: exactly what is due, or what the customer handed over, which may be a part of it. */
export type Take = { method: Method; given: 'exact' | Money };

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
  method = $state<Method>('cash');
  entry = $state.raw(new DecimalEntry());
  reference = $state('');
  /** Parts that were taken and wait for the rest. */
  tenders = $state.raw<readonly NewPayment[]>([]);
  stage = $state.raw<Stage>({ kind: 'ready' });
  failure = $state.raw<Failure | null>(null);
  /** A gift card is nothing without its number. */
  isNumberMissing = $state(false);
  /** The total changed since the cashier saw it. */
  hasNewTotal = $state(false);

  /** The entry was put there for the cashier: the first key begins another one. */
  #isProposed = false;

  readonly isBusy = $derived(this.stage.kind === 'preparing' || this.stage.kind === 'sending');
  /** What is still to be paid if the rest is paid by the chosen method; null while nothing is priced. */
  readonly due = $derived.by(() => (this.basket.quote ? this.#due(this.basket.quote, this.method) : null));
  /** What was typed as money; null when nothing was, which means all that is due. */
  readonly given = $derived.by(() => this.entry.fixed(this.rules().digits));
  readonly isPart = $derived(this.given !== null && this.due !== null && !this.#covers(this.given, this.due));
  /** Only cash may be more than is due: there is change for nothing else. */
  readonly isTooMuch = $derived.by(
    () =>
      this.due !== null &&
      (this.due.startsWith('-') ||
        (this.method !== 'cash' && this.given !== null && isMoreThan(this.given, this.due, this.rules().digits))),
  );
  /** The parts cover all of it; nothing more is taken. */
  readonly isCovered = $derived(this.tenders.length > 0 && this.due !== null && /^0(\.0+)?$/.test(this.due));

  constructor(
    private readonly send: (order: CheckoutOrder) => Promise<Checkout>,
    private readonly basket: Basket,
    private readonly scans: Scans,
    private readonly rules: () => CashRules,
    private readonly events: PaymentEvents,
    private readonly kept: KeptTenders = new StoredTenders(),
  ) {}

  start(): void {
    this.method = 'cash';
    this.tenders = this.kept.read(this.basket.ticket.id);
    this.#clear();
    this.stage = { kind: 'ready' };
  }

  /** `proposed` is what the method can pay at most, such as a customer's credit. */
  choose(method: Method, proposed: Money | null = null): void {
    this.method = method;
    this.#clear();
    if (proposed !== null) this.propose(proposed);
  }

  propose(amount: Money): void {
    this.entry = new DecimalEntry(amount, this.rules().digits);
    this.#isProposed = true;
  }

  press(key: Parameters<DecimalEntry['press']>[0]): void {
    if (this.stage.kind !== 'ready') return;
    const starts = this.entry.text === '' || (this.#isProposed && key !== 'back');
    this.#isProposed = false;
    this.entry = (starts ? new DecimalEntry('', this.rules().digits) : this.entry).press(key);
    this.failure = null;
  }

  /** Whatever the one green button says. */
  async takeChosen(): Promise<void> {
    if (this.stage.kind === 'unknown') return this.askAgain();
    if (this.isTooMuch) return;
    this.isNumberMissing = this.method === 'gift_card' && !this.isCovered && this.reference.trim() === '';
    if (this.isNumberMissing) return;
    await this.take({ method: this.method, given: this.given ?? 'exact' });
  }

  /** Takes a part back, as when its card was refused after all. */
  giveBack(index: number): void {
    if (this.stage.kind !== 'ready') return;
    this.#keep(this.tenders.toSpliced(index, 1));
    this.failure = null;
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
      const tender = this.#tender(quote, take);
      if (String(tender.amount).startsWith('-')) return this.#ready();
      if (take.given !== 'exact' && !this.#covers(take.given, this.#due(quote, take.method))) {
        return this.#takePart(tender);
      }
      this.scans.hold();
      await this.#checkOut(this.#order(quote, tender));
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

  /** Where nothing was taken yet it is the core's own figure; only what parts leave is reckoned here. */
  #due(quote: Quote, method: Method): Money {
    if (this.tenders.length > 0) return stillDue(quote.total, this.tenders, method, this.rules());
    return method === 'cash' ? quote.cash_payable : quote.total;
  }

  #covers(given: Money, due: Money): boolean {
    return covers(given, due, this.rules().digits);
  }

  #tender(quote: Quote, take: Take): NewPayment {
    const amount = take.given === 'exact' ? this.#due(quote, take.method) : take.given;
    const reference = take.method === 'cash' ? '' : this.reference.trim();
    return { method: take.method, amount, ...(reference === '' ? {} : { reference }) };
  }

  #takePart(tender: NewPayment): void {
    // "Exact" of nothing is no part.
    if (/[1-9]/.test(String(tender.amount))) this.#keep([...this.tenders, tender]);
    this.#clear();
    this.#ready();
    this.events.needsAttention();
  }

  #keep(tenders: readonly NewPayment[]): void {
    this.tenders = tenders;
    this.kept.keep(this.basket.ticket.id, tenders);
  }

  #order(quote: Quote, last: NewPayment): CheckoutOrder {
    const isNeeded = this.tenders.length === 0 || /[1-9]/.test(String(last.amount));
    return {
      id: this.basket.ticket.id,
      ...asOrder(this.basket.ticket),
      payments: isNeeded ? [...this.tenders, last] : [...this.tenders],
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
        this.#keep([]);
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
    this.entry = new DecimalEntry('', this.rules().digits);
    this.#isProposed = false;
    this.reference = '';
    this.isNumberMissing = false;
    this.failure = null;
    this.hasNewTotal = false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
