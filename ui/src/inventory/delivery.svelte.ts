/**
 * Goods on their way in: what was scanned, how much of it, and how far each line got.
 *
 * A line keeps its movement's id, so that one that failed half way is booked once however often it is sent.
 */
import type { Core } from '../api/core.svelte';
import type { Product } from '../api/types';
import { add, isPositive } from '../lib/quantity';
import { uuidv7 } from '../lib/uuid';
import { wordsFor } from '../office/remote.svelte';
import { asDecimal } from '../products/decimals';

export interface DeliveryLine {
  id: string;
  product: Product;
  quantity: string;
  refusal: string | null;
}

export class Delivery {
  /** Scanned last on top. */
  lines: DeliveryLine[] = $state([]);
  reference = $state('');
  isBusy = $state(false);

  constructor(private readonly core: Pick<Core, 'call'>) {}

  get isReady(): boolean {
    return this.lines.length > 0 && this.lines.every(({ quantity }) => isPositive(asDecimal(quantity)));
  }

  /** A scan of what is there already is so much more of it. */
  take(product: Product, quantity: string): void {
    const known = this.lines.find((line) => line.product.id === product.id);
    const others = this.lines.filter((line) => line !== known);
    const line: DeliveryLine = known
      ? { ...known, quantity: add(known.quantity, quantity) }
      : { id: uuidv7(), product, quantity, refusal: null };
    this.lines = [line, ...others];
  }

  remove(id: string): void {
    this.lines = this.lines.filter((line) => line.id !== id);
  }

  /** Books every line. Those that were refused stay, with the reason. Answers how many were booked. */
  async book(): Promise<number> {
    if (this.isBusy) return 0;
    this.isBusy = true;
    const reference = this.reference.trim();
    const refused: DeliveryLine[] = [];
    const waiting = this.lines;
    try {
      for (const line of waiting) {
        try {
          await this.core.call('create_inventory_log', {
            id: line.id,
            product_id: line.product.id,
            quantity: asDecimal(line.quantity),
            reason: 'purchase',
            ...(reference === '' ? {} : { reference }),
          });
        } catch (error) {
          refused.push({ ...line, refusal: wordsFor(error) });
        }
      }
    } finally {
      this.lines = refused;
      this.isBusy = false;
    }
    return waiting.length - refused.length;
  }
}
