/** The numpad beside the ticket: what it is asking for, and what has been typed so far. */
import type { Product } from '../api/types';
import { DecimalEntry, type EntryKey } from '../lib/decimal-entry';
import { times } from '../lib/quantity';
import type { Basket } from './basket.svelte';

export type LineQuestion = 'quantity' | 'percent' | 'line_amount' | 'price';
export type OrderQuestion = 'order_percent' | 'order_amount';
export type Question = LineQuestion | OrderQuestion | 'weight';

const QUANTITY_DECIMALS = 3;
const PERCENT_DECIMALS = 2;

interface Weighing {
  product: Product;
  factor: string;
}

export class Numpad {
  question = $state<Question | null>(null);
  entry = $state.raw(new DecimalEntry());
  /** Products whose weight is still to be typed. More than one when the cashier scans on meanwhile. */
  #weighings = $state.raw<readonly Weighing[]>([]);

  readonly isOpen = $derived(this.question !== null);
  readonly weighing = $derived(this.question === 'weight' ? (this.#weighings[0]?.product ?? null) : null);

  constructor(
    private readonly basket: Basket,
    private readonly digits: () => number,
  ) {}

  ask(question: LineQuestion | OrderQuestion): void {
    if (this.#weighings.length > 0) return;
    if (!isAboutOrder(question) && !this.basket.selected) return;
    this.question = question;
    this.entry = new DecimalEntry('', this.#decimals(question));
  }

  /** The same key again puts the numpad away. */
  toggle(question: LineQuestion | OrderQuestion): void {
    if (this.question === question) this.close();
    else this.ask(question);
  }

  weigh(product: Product, factor: string): void {
    this.#weighings = [...this.#weighings, { product, factor }];
    if (this.question !== 'weight') this.#askWeight();
  }

  press(key: EntryKey): void {
    if (this.isOpen) this.entry = this.entry.press(key);
  }

  /** Uses what was typed. Nothing typed leaves things as they are. */
  accept(): void {
    const { question, entry } = this;
    if (question === null) return;
    if (question === 'weight') return this.#weighed(entry.value);
    this.close();
    if (entry.text !== '') this.#apply(question, entry);
  }

  /** Takes back the discount or price that is being asked for. */
  remove(): void {
    const { question, basket } = this;
    const key = basket.selectedKey;
    this.close();
    if (isAboutOrder(question)) basket.discountOrder(null, null);
    else if ((question === 'percent' || question === 'line_amount') && key)
      basket.setTerms(key, { discount_percent: null, discount_amount: null });
    else if (question === 'price' && key) {
      // A label's own price is the price that the piece came with.
      basket.setTerms(key, { unit_price: basket.selected?.label?.unit_price ?? null });
    }
  }

  close(): void {
    this.#weighings = this.question === 'weight' ? this.#weighings.slice(1) : this.#weighings;
    if (this.#weighings.length > 0) return this.#askWeight();
    this.question = null;
    this.entry = new DecimalEntry();
  }

  #askWeight(): void {
    this.question = 'weight';
    this.entry = new DecimalEntry('', QUANTITY_DECIMALS);
  }

  #weighed(weight: string | null): void {
    const next = this.#weighings[0];
    if (weight === null || !/[1-9]/.test(weight)) return;
    this.close();
    if (next) this.basket.add(next.product, times(weight, next.factor));
  }

  #apply(question: LineQuestion | OrderQuestion, entry: DecimalEntry): void {
    const { basket } = this;
    const key = basket.selectedKey;
    const percent = isZero(entry.value) ? null : entry.value;
    const amount = isZero(entry.value) ? null : entry.fixed(this.digits());
    switch (question) {
      case 'quantity':
        if (key && entry.value) basket.setQuantity(key, entry.value);
        return;
      case 'percent':
        if (key) basket.setTerms(key, { discount_percent: percent, discount_amount: null });
        return;
      case 'line_amount':
        if (key) basket.setTerms(key, { discount_percent: null, discount_amount: amount });
        return;
      case 'price':
        if (key) basket.setTerms(key, { unit_price: entry.fixed(this.digits()) });
        return;
      case 'order_percent':
        return basket.discountOrder(percent, null);
      case 'order_amount':
        return basket.discountOrder(null, amount);
    }
  }

  #decimals(question: LineQuestion | OrderQuestion): number {
    switch (question) {
      case 'quantity':
        return this.basket.selected?.is_weighed ? QUANTITY_DECIMALS : 0;
      case 'percent':
      case 'order_percent':
        return PERCENT_DECIMALS;
      case 'price':
      case 'line_amount':
      case 'order_amount':
        return this.digits();
    }
  }
}

export function isAboutOrder(question: Question | null): question is OrderQuestion {
  return question === 'order_percent' || question === 'order_amount';
}

function isZero(value: string | null): boolean {
  return value === null || !/[1-9]/.test(value);
}
