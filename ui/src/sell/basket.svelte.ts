/**
 * The basket on the screen: the ticket, what the core says it costs, and whether that answer is still about this ticket.
 *
 * Every edit is shown at once, written to this machine's journal, and sent to the core, in that order.
 */
import { Failure, unreachable } from '../api/failure';
import type { Basket as StoredBasket, Id, Percent, Money, Product, Quote, QuoteItem } from '../api/types';
import { add, isMore, isPositive } from '../lib/quantity';
import { recovered, type Entry, type Journal, type WaitingScan } from './journal';
import { SaveQueue } from './save-queue';
import * as t from './ticket';
import { m } from '../paraglide/messages.js';

export interface BasketCore {
  save(ticket: t.Ticket): Promise<StoredBasket>;
  list(): Promise<readonly StoredBasket[]>;
}

export interface BasketEvents {
  /** This ticket was sold already: a lost answer, or another screen. */
  sold(orderId: Id): void;
  /** The core refused a price or a discount, which was taken back. */
  refused(failure: Failure): void;
  /** On another screen of this till; or, as the refusal says, the core has it parked or at another till by now. */
  changedElsewhere(refusal: Failure | null): void;
  signedOut(): void;
}

export interface LineView {
  line: t.Line;
  priced: QuoteItem | null;
  /** Whether `priced` is about the line as it stands now. */
  isCurrent: boolean;
  /** Stock left when the basket asks for more than there is. */
  shortOf: string | null;
}

interface Priced {
  id: Id;
  revision: number;
  quote: Quote;
  items: ReadonlyMap<string, { line: t.Line; item: QuoteItem }>;
}

interface Waiter {
  resolve(quote: Quote): void;
  reject(failure: Failure): void;
}

export class Basket {
  ticket = $state.raw<t.Ticket>(t.newTicket());
  selectedKey = $state<string | null>(null);
  waitingScans = $state.raw<readonly WaitingScan[]>([]);
  /** A refusal that nothing could be taken back for. The ticket can't be paid until it changes. */
  problem = $state.raw<Failure | null>(null);
  /** False when this machine can't keep its own copy. */
  isJournaled = $state(true);

  #priced = $state.raw<Priced | null>(null);
  #accepted: t.Ticket | null = null;
  #waiters: Waiter[] = [];
  readonly #queue: SaveQueue;

  readonly isEmpty = $derived(this.ticket.lines.length === 0);
  readonly selected = $derived(this.ticket.lines.find((line) => line.key === this.selectedKey) ?? null);
  readonly isCurrent = $derived(
    this.#priced !== null && this.#priced.id === this.ticket.id && this.#priced.revision === this.ticket.revision,
  );
  /** The last answer, which is about the ticket as it stands only when `isCurrent`. */
  readonly quote = $derived(this.#priced?.id === this.ticket.id ? this.#priced.quote : null);
  readonly lines: LineView[] = $derived(this.#view());

  constructor(
    private readonly core: BasketCore,
    private readonly journal: Journal,
    private readonly events: BasketEvents,
  ) {
    this.#queue = new SaveQueue((ticket) => core.save(ticket), {
      saved: (ticket, basket) => this.#saved(ticket, basket),
      refused: (ticket, failure) => void this.#refused(ticket, failure),
      delayed: () => this.#rejectWaiters(unreachable()),
    });
    this.#take(journal.read());
  }

  /** Before anything can be edited: the copy on the disk, should it be newer than the one at hand. */
  async restore(): Promise<void> {
    this.#take(await this.journal.readNewer());
  }

  #take(entry: Entry | null): void {
    if (!entry) return;
    this.ticket = entry.ticket;
    this.waitingScans = entry.scans;
    this.selectedKey = entry.ticket.lines.at(-1)?.key ?? null;
  }

  /** After sign-in: goes on with the newest copy there is, here or in the core. */
  async recover(): Promise<void> {
    const stored = await this.core.list();
    const ticket = recovered(this.ticket, stored);
    if (ticket !== this.ticket) this.#replace(ticket);
    if (!this.isEmpty || this.ticket.revision > 0) this.#queue.push(this.ticket);
  }

  // Edits

  add(product: Product, quantity: string, label: t.Label | null = null): void {
    const { ticket, key } = t.addProduct(this.ticket, product, quantity, label);
    this.selectedKey = key;
    this.#edit(ticket);
  }

  setQuantity(key: string, quantity: string): void {
    if (isPositive(quantity)) this.#edit(t.changeLine(this.ticket, key, { quantity }));
  }

  /** One more or one less. The last one stays: removing a line is its own, undoable step. */
  step(key: string, by: '1' | '-1'): void {
    const line = this.ticket.lines.find((candidate) => candidate.key === key);
    if (line) this.setQuantity(key, add(line.quantity, by));
  }

  setTerms(key: string, terms: Partial<t.Terms>): void {
    this.#edit(t.changeLine(this.ticket, key, terms));
  }

  setNote(key: string, note: string | null): void {
    this.#edit(t.changeLine(this.ticket, key, { note }));
  }

  annotate(change: Parameters<typeof t.annotate>[1]): void {
    this.#edit(t.annotate(this.ticket, change));
  }

  discountOrder(percent: Percent | null, amount: Money | null): void {
    this.#edit(t.discountOrder(this.ticket, percent, amount));
  }

  /** Removes a line; the answer brings it back. */
  remove(key: string): (() => void) | null {
    const index = this.ticket.lines.findIndex((line) => line.key === key);
    const line = this.ticket.lines[index];
    if (!line) return null;
    const { id } = this.ticket;
    this.#edit(t.removeLine(this.ticket, key));
    this.selectedKey = (this.ticket.lines[index] ?? this.ticket.lines.at(-1))?.key ?? null;
    return () => {
      if (this.ticket.id !== id) return;
      this.selectedKey = line.key;
      this.#edit(t.restoreLine(this.ticket, line, index));
    };
  }

  /** Empties the ticket; the answer brings everything back. */
  clear(): () => void {
    const cleared = this.ticket;
    this.selectedKey = null;
    this.#edit(t.clear(this.ticket));
    return () => {
      if (this.ticket.id !== cleared.id) return;
      this.#edit(t.restoreCleared(this.ticket, cleared));
      this.selectedKey = cleared.lines.at(-1)?.key ?? null;
    };
  }

  select(key: string): void {
    this.selectedKey = key;
  }

  selectNext(by: 1 | -1): void {
    const { lines } = this.ticket;
    const index = lines.findIndex((line) => line.key === this.selectedKey);
    const next = lines[Math.max(0, Math.min(lines.length - 1, index + by))];
    this.selectedKey = next?.key ?? null;
  }

  setWaitingScans(scans: readonly WaitingScan[]): void {
    this.waitingScans = scans;
    this.#store();
  }

  /** The ticket became an order: the next one begins. */
  startNext(): void {
    this.#replace(t.newTicket());
  }

  /** Goes on with a ticket that was parked. */
  takeUp(stored: StoredBasket): void {
    this.#replace(t.fromBasket(stored));
    if (stored.quote) this.#saved(this.ticket, stored);
    else this.#queue.push(this.ticket);
  }

  /** Goes on with the ticket as it stands here, over the copy that the core had parked. */
  insist(stored: StoredBasket): void {
    if (stored.id === this.ticket.id) this.#edit(t.newerThan(this.ticket, stored.revision));
  }

  // Prices

  /** The core's answer about the ticket as it stands, now or as soon as it is there. */
  settled(): Promise<Quote> {
    if (this.isCurrent && this.#priced) return Promise.resolve(this.#priced.quote);
    if (this.problem) return Promise.reject(this.problem);
    const answer = new Promise<Quote>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    this.#queue.push(this.ticket);
    if (this.#queue.isDelayed) this.#queue.retryNow();
    return answer;
  }

  /** Asks again for the price of an unchanged ticket, because something in the shop has changed. */
  reprice(): void {
    this.#edit({ ...this.ticket, revision: this.ticket.revision + 1 });
  }

  retryNow(): void {
    if (this.#queue.isDelayed) this.#queue.retryNow();
  }

  #edit(ticket: t.Ticket): void {
    this.problem = null;
    this.ticket = ticket;
    this.#store();
    this.#queue.push(ticket);
  }

  #replace(ticket: t.Ticket): void {
    this.#queue.drop();
    this.#rejectWaiters(new Failure('conflict', m.notice_changed_elsewhere()));
    this.problem = null;
    this.ticket = ticket;
    this.#priced = null;
    this.#accepted = null;
    this.selectedKey = ticket.lines.at(-1)?.key ?? null;
    this.#store();
  }

  #store(): void {
    this.isJournaled = this.journal.write({ ticket: this.ticket, scans: [...this.waitingScans] });
  }

  #saved(ticket: t.Ticket, basket: StoredBasket): void {
    if (ticket.id !== this.ticket.id) return;
    const { quote } = basket;
    if (!quote) return this.#stop(new Failure('conflict', m.failure_gone()));
    const items = ticket.lines.flatMap((line, index) => {
      const item = quote.items[index];
      return item ? [[line.key, { line, item }] as const] : [];
    });
    this.problem = null;
    this.#accepted = ticket;
    this.#priced = { id: ticket.id, revision: ticket.revision, quote, items: new Map(items) };
    if (this.isCurrent) this.#resolveWaiters(quote);
  }

  async #refused(ticket: t.Ticket, failure: Failure): Promise<void> {
    if (ticket.id !== this.ticket.id) return;
    const orderId = failure.detail('order_id');
    if (failure.code === 'unauthenticated') {
      this.#rejectWaiters(failure);
      this.events.signedOut();
    } else if (orderId !== null) {
      this.#rejectWaiters(failure);
      this.events.sold(orderId);
    } else if (failure.details['is_parked'] !== undefined) {
      this.#rejectWaiters(failure);
      this.events.changedElsewhere(failure);
    } else if (failure.field === 'coupon_code') {
      this.#takeCouponBack(ticket, failure);
    } else if (failure.code === 'conflict') {
      await this.#reconcile(ticket, failure);
    } else {
      this.#takeBack(ticket, failure);
    }
  }

  /** The core holds a newer copy: another screen of this till went on with the same ticket. */
  async #reconcile(refused: t.Ticket, failure: Failure): Promise<void> {
    const { id } = this.ticket;
    const stored = await this.core.list().catch(() => []);
    if (this.ticket.id !== id) return;
    const theirs = stored.find((basket) => basket.id === id);
    if (theirs && theirs.revision > this.ticket.revision) {
      this.#replace(t.fromBasket(theirs));
      this.#queue.push(this.ticket);
      this.events.changedElsewhere(null);
    } else if (theirs && theirs.revision >= refused.revision) {
      this.#edit(t.newerThan(this.ticket, theirs.revision));
    } else if (this.ticket.coupon_code !== null) {
      this.#takeCouponBack(refused, failure);
    } else {
      this.#stop(failure);
    }
  }

  #takeCouponBack(refused: t.Ticket, failure: Failure): void {
    // Another one was tried since, and is on its way.
    if (this.ticket.coupon_code !== refused.coupon_code) return;
    this.#rejectWaiters(failure);
    this.events.refused(failure);
    this.#edit(t.annotate(this.ticket, { coupon_code: null }));
  }

  /** A price or discount was refused: it goes back to what was accepted, and what was scanned since stays. */
  #takeBack(refused: t.Ticket, failure: Failure): void {
    const reverted = t.revertTerms(this.ticket, this.#accepted);
    if (t.hasSameTerms(reverted, refused)) return this.#stop(failure);
    this.#rejectWaiters(failure);
    this.events.refused(failure);
    this.#edit(reverted);
  }

  #stop(failure: Failure): void {
    this.problem = failure;
    this.#rejectWaiters(failure);
  }

  #resolveWaiters(quote: Quote): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(quote);
  }

  #rejectWaiters(failure: Failure): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(failure);
  }

  #view(): LineView[] {
    const asked = new Map<Id, string>();
    for (const line of this.ticket.lines) {
      asked.set(line.product_id, add(asked.get(line.product_id) ?? '0', line.quantity));
    }
    return this.ticket.lines.map((line) => {
      const known = this.#priced?.items.get(line.key) ?? null;
      const available = known?.item.available ?? null;
      const isShort = available !== null && isMore(asked.get(line.product_id)!, available);
      return {
        line,
        priced: known?.item ?? null,
        isCurrent: known?.line === line,
        shortOf: isShort ? available : null,
      };
    });
  }
}
