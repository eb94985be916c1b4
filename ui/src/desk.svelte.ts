/**
 * The desk as a whole: its parts, and what one part's news means for the others.
 *
 * Markup is in the components, which take the desk from the context; keys are in `keys/`.
 */
import { getContext, setContext } from 'svelte';
import { Core } from './api/core.svelte';
import { Failure } from './api/failure';
import type { Transport } from './api/transport';
import type { Checkout, Customer, Id, Product, Quote } from './api/types';
import { Approvals } from './approval/approvals.svelte';
import { commands } from './commands';
import { DeskKeys } from './keys/desk-keys';
import { Keyboard } from './keys/keyboard';
import type { CommandId, Place } from './keys/shortcuts';
import { Appearance } from './lib/appearance.svelte';
import { format } from './lib/format.svelte';
import { Notices } from './lib/notices.svelte';
import { Questions } from './lib/question.svelte';
import { alarm } from './lib/sound';
import { explain } from './lib/words';
import { m } from './paraglide/messages.js';
import { Payment, type CheckoutOrder } from './pay/payment.svelte';
import { Router } from './router.svelte';
import { Basket } from './sell/basket.svelte';
import { Buyers } from './sell/buyers.svelte';
import { Catalogue } from './sell/catalogue.svelte';
import { Consents } from './sell/consents';
import { DurableCopy } from './sell/durable-copy';
import { Journal } from './sell/journal';
import { Numpad } from './sell/numpad.svelte';
import { Parking } from './sell/parking.svelte';
import { Pictures } from './sell/pictures';
import { ringUp } from './sell/ring-up';
import { Scans } from './sell/scans.svelte';
import { takenBack } from './sell/taken-back';
import { termsInWords } from './sell/terms-in-words';
import { asOrder, type Ticket } from './sell/ticket';
import { IdleLock } from './session/idle-lock';
import { machine } from './session/machine';
import { Session } from './session/session.svelte';

type SaleStep = Exclude<Place, 'office'>;

export type Dialog =
  | { kind: 'help' | 'park' | 'recall' | 'customer' | 'coupon' | 'order_note' | 'palette' | 'till' }
  | { kind: 'line_note'; line: string }
  | { kind: 'add_product'; barcode: string };

export class Desk {
  #step = $state<SaleStep>('sell');
  sale = $state.raw<Checkout | null>(null);
  dialog = $state.raw<Dialog | null>(null);
  searchField = $state.raw<HTMLInputElement | null>(null);

  /** Takes a scan on a page that has a use for it; answers whether it did. */
  officeScan: ((code: string) => boolean) | null = null;

  /** Takes what is typed at a locked till while no field has the focus. */
  lockEntry: ((text: string) => void) | null = null;

  readonly core: Core;
  readonly session: Session;
  readonly basket: Basket;
  readonly catalogue: Catalogue;
  readonly scans: Scans;
  readonly numpad: Numpad;
  readonly payment: Payment;
  readonly parking: Parking;
  readonly buyers: Buyers;
  readonly pictures: Pictures;
  readonly approvals: Approvals;
  readonly router = new Router();
  readonly questions = new Questions();
  readonly notices = new Notices();
  readonly appearance = new Appearance();
  readonly keys = new DeskKeys(this);
  readonly keyboard = new Keyboard(this.keys);
  readonly idleLock = new IdleLock(
    () => machine.lockAfter_min,
    () => this.lock(),
  );
  readonly #consents: Consents;
  #lastUserId: Id | null = null;

  constructor(transport: Transport) {
    const core = new Core(transport);
    const digits = (): number => format.digits;
    const cashRules = () => ({ digits: format.digits, step: this.session.shop?.cash_rounding ?? null });
    this.core = core;
    this.approvals = new Approvals(core);
    this.session = new Session(core, () => this.#opened());
    this.catalogue = new Catalogue(core);
    this.buyers = new Buyers(core);
    this.pictures = new Pictures(core);
    this.#consents = new Consents(core, this.approvals, {
      about: () => termsInWords(this.basket.ticket) || null,
      isInHand: (basketId) => this.basket.ticket.id === basketId,
    });
    this.basket = new Basket(
      {
        save: (ticket) => {
          const edit = { basket_id: ticket.id, revision: ticket.revision, ...asOrder(ticket) };
          return this.#consents.call('save_basket', ticket.id, edit);
        },
        list: async () => (await core.call('list_baskets', {})).data,
      },
      new Journal(localStorage, new DurableCopy()),
      {
        sold: (orderId) => void this.#showSold(orderId),
        refused: (failure) => this.notices.warn(takenBack(failure)),
        changedElsewhere: (refusal) => void this.#changedElsewhere(refusal),
        signedOut: () => {},
      },
    );
    this.scans = new Scans(
      { scan: (code) => core.call('scan_product', { code }), seen: (code) => this.catalogue.seen(code) },
      this.basket,
      {
        found: (scan, factor) => ringUp(this.basket, this.numpad, scan, factor),
        unknown: (code, failure) => this.#unknownScan(code, failure),
      },
    );
    this.numpad = new Numpad(this.basket, digits);
    this.parking = new Parking(core, this.basket, this.scans);
    const sell = (order: CheckoutOrder) => this.#consents.call('checkout', order.id, order);
    this.payment = new Payment(sell, this.basket, this.scans, cashRules, {
      paid: (checkout) => this.#paid(checkout),
      needsAttention: () => {
        if (this.#step === 'sell') this.place = 'pay';
      },
      backToTicket: (failure) => this.#backToTicket(failure),
    });
    core.onReturn(() => {
      this.basket.retryNow();
      this.scans.resume();
      if (this.session.stage === 'open' && !this.catalogue.isLoaded) void this.#opened();
    });
  }

  /** How far the sale is. It stays there while one looks something up on another page. */
  get step(): SaleStep {
    return this.#step;
  }

  get place(): Place {
    return this.router.page === 'sell' ? this.#step : 'office';
  }

  /** Where the sale goes on; from another page it brings the sale back to the front. */
  set place(step: SaleStep) {
    // What was pressed last lies behind one now, and Enter means the new screen.
    if (this.#step !== step && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    this.#step = step;
    this.router.go('sell');
  }

  async start(): Promise<void> {
    this.core.startHeartbeat();
    this.idleLock.attach(window);
    await this.basket.restore();
    await this.session.start();
  }

  // What the screens ask for

  choose(product: Product): void {
    this.place = 'sell';
    if (product.sold_by_weight) this.numpad.weigh(product, '1');
    else this.basket.add(product, this.keys.takeFactor() ?? '1');
  }

  openPay(): void {
    if (this.basket.isEmpty) return;
    this.numpad.close();
    this.notices.clearPassing();
    this.payment.start();
    this.place = 'pay';
  }

  backToSell(): void {
    if (!this.payment.leave()) return;
    this.place = 'sell';
  }

  newSale(): void {
    this.sale = null;
    this.notices.clear();
    this.place = 'sell';
    void this.catalogue.refresh();
    void this.parking.refresh();
  }

  /** Hides everything until somebody shows who they are. A sale that is on its way comes first. */
  lock(): void {
    if (this.session.stage !== 'open' || this.session.isLocked || this.payment.isBusy) return;
    this.dialog = null;
    this.approvals.decline();
    this.questions.answer(false);
    void this.session.lock();
  }

  /** What is not there on the ticket cannot be put aside. */
  openParking(): void {
    if (this.basket.isEmpty && this.basket.waitingScans.length === 0) return;
    this.numpad.close();
    this.dialog = { kind: 'park' };
  }

  attach(customer: Customer): void {
    this.buyers.keep(customer);
    this.buyers.remember(customer.id);
    this.basket.annotate({ customer_id: customer.id });
    this.place = 'sell';
  }

  /** What the ticket would come to with this changed. */
  async quote(change: Partial<Ticket>): Promise<Quote> {
    const { ticket } = this.basket;
    return this.#consents.call('quote_order', ticket.id, { id: ticket.id, ...asOrder({ ...ticket, ...change }) });
  }

  detach(): void {
    const { customer_id } = this.basket.ticket;
    const basketId = this.basket.ticket.id;
    if (customer_id === null) return;
    this.basket.annotate({ customer_id: null });
    const run = (): void => {
      if (this.basket.ticket.id === basketId) this.basket.annotate({ customer_id });
    };
    this.notices.show(m.sell_customer_detached(), { label: m.undo(), run });
  }

  /** This machine goes on as another till, which has tickets of its own. */
  async moveToTill(tillId: Id): Promise<void> {
    await this.session.moveTo(tillId);
    this.basket.startNext();
    await this.basket.recover();
  }

  exactCash(): void {
    if (this.basket.isEmpty && this.basket.waitingScans.length === 0) return;
    if (this.numpad.weighing) return;
    if (this.place === 'sell') this.payment.start();
    void this.payment.take({ method: 'cash', given: 'exact' });
  }

  removeSelected(): void {
    const line = this.basket.selected;
    const undo = line ? this.basket.remove(line.key) : null;
    if (line && undo) this.notices.show(m.notice_removed({ name: line.name }), { label: m.undo(), run: undo });
  }

  clearBasket(): void {
    if (this.basket.isEmpty) return;
    const undo = this.basket.clear();
    this.notices.show(m.notice_cleared(), { label: m.undo(), run: undo });
  }

  /** What is typed in the search field, taken as a code or as the first product that matches. */
  async submitSearch(): Promise<void> {
    const text = this.catalogue.query.trim();
    if (text === '') return;
    const factor = /^(\d{1,3})\*(\S+)$/.exec(text);
    if (factor) return this.#submitCode(factor[2]!, factor[1]!);
    if (/^\d{6,}$/.test(text)) return this.#submitCode(text, '1');
    const [first] = await this.catalogue.searchNow();
    if (!first || this.catalogue.query.trim() !== text) return;
    this.endSearch();
    this.choose(first);
  }

  endSearch(): void {
    this.catalogue.clearSearch();
    this.searchField?.blur();
  }

  may(permission: string): boolean {
    return this.session.may(permission);
  }

  /** Something lies over the page that wants an answer first. */
  get isCovered(): boolean {
    const { dialog, approvals, questions, session } = this;
    if (dialog !== null || approvals.request !== null || questions.open !== null || session.isLocked) return true;
    // A page's own dialog, also while nothing in it has the focus, as when its button waits for an answer.
    return document.querySelector('[role=dialog]') !== null;
  }

  run(id: CommandId): void {
    commands[id](this);
  }

  #submitCode(code: string, factor: string): void {
    this.endSearch();
    this.scans.add(code, factor);
  }

  // News

  async #opened(): Promise<void> {
    const { user } = this.session;
    if (this.#lastUserId !== null && this.#lastUserId !== user?.id) this.#changeHands();
    this.#lastUserId = user?.id ?? null;
    if (!this.may('sell')) return this.#goHome();
    void this.parking.refresh();
    // Should they fail, the dot is red by now, what this machine knows is on the screen, and both are tried again.
    await Promise.all([this.catalogue.load(), this.basket.recover()]).catch(() => null);
    this.scans.resume();
  }

  /** Somebody else stands here: the ticket stays, what the one before was looking at does not. */
  #changeHands(): void {
    this.#consents.forget();
    if (!this.may('sell')) return;
    // The sale of the one before is done with, and their page is not where the next one's work begins.
    if (this.#step === 'change') this.newSale();
    this.router.go('sell');
  }

  async #changedElsewhere(refusal: Failure | null): Promise<void> {
    if (refusal === null) {
      this.notices.warn(m.notice_changed_elsewhere());
    } else if (refusal.details['is_parked'] === true) {
      // Its answer was lost, and the ticket went on being worked at here.
      await this.parking.unpark().catch(() => this.notices.alert(explain(refusal)));
    } else {
      this.basket.startNext();
      this.notices.alert(m.sell_at_other_till({ till: refusal.detail('till_name') ?? '' }));
    }
  }

  /** Whoever does not sell begins where their work is. */
  #goHome(): void {
    if (this.router.page === 'sell') this.router.replace(this.may('manage_stock') ? 'inventory' : 'account');
  }

  #unknownScan(code: string, failure: Failure): void {
    alarm();
    const text = failure.code === 'not_found' ? m.notice_unknown_code({ code }) : explain(failure);
    const mayAdd = failure.code === 'not_found' && this.may('manage_catalog');
    const add = { label: m.add_product(), run: () => (this.dialog = { kind: 'add_product', barcode: code }) };
    this.notices.alert(text, mayAdd ? add : null);
  }

  #paid(checkout: Checkout): void {
    this.basket.startNext();
    this.#consents.withdraw();
    this.notices.clearPassing();
    this.sale = checkout;
    this.place = 'change';
  }

  async #showSold(orderId: Id): Promise<void> {
    this.basket.startNext();
    try {
      const order = await this.core.call('get_order', { order_id: orderId });
      this.#paid({ order, payments: order.payments, change: order.change });
      this.notices.show(m.notice_was_sold({ number: order.order_number }));
    } catch {
      this.place = 'sell';
      this.notices.warn(m.notice_was_sold_unseen());
    }
  }

  #backToTicket(failure: Failure): void {
    const orderId = failure.detail('order_id');
    if (orderId !== null) return void this.#showSold(orderId);
    this.place = 'sell';
    this.basket.reprice();
    this.notices.warn(explain(failure));
  }
}

const DESK = Symbol('desk');

export function provideDesk(desk: Desk): void {
  setContext(DESK, desk);
}

export function useDesk(): Desk {
  return getContext<Desk>(DESK);
}
