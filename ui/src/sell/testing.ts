/** Products, baskets and a core to test against. The prices that this core answers are made up, as a core's may be. */
import type { Basket as StoredBasket, Product, Quote } from '../api/types';
import { Journal } from './journal';
import type { Ticket } from './ticket';

export function product(name: string, more: Partial<Product> = {}): Product {
  return {
    id: `id-${name}`,
    sku: name.toUpperCase(),
    name,
    description: null,
    barcodes: [],
    category_id: null,
    category_name: null,
    colour: 'grey',
    price: '1.00',
    cost_price: null,
    taxes: [],
    stock_quantity: '10',
    min_stock_level: '0',
    unit: 'each',
    sold_by_weight: false,
    track_stock: true,
    allow_negative_stock: false,
    is_favourite: false,
    image_version: null,
    is_active: true,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    ...more,
  };
}

export function stored(ticket: Ticket, total = '9.99', available = '10'): StoredBasket {
  return {
    id: ticket.id,
    revision: ticket.revision,
    items: ticket.lines.map(({ product_id, quantity, discount_percent, unit_price, label }) => ({
      product_id,
      quantity,
      discount_percent,
      unit_price,
      code: label?.code ?? null,
    })),
    discount_percent: ticket.discount_percent,
    discount_amount: ticket.discount_amount,
    customer_id: null,
    coupon_code: null,
    notes: null,
    updated_at: '2026-01-01T00:00:00Z',
    approved_by: null,
    quote: quote(ticket, total, available),
  };
}

function quote(ticket: Ticket, total: string, available: string): Quote {
  return {
    items: ticket.lines.map((line) => ({
      product_id: line.product_id,
      name: line.name,
      sku: line.name,
      quantity: line.quantity,
      unit: line.unit,
      sold_by_weight: line.is_weighed,
      unit_price: line.list_price,
      list_price: line.list_price,
      discount: '0.00',
      line_total: '1.00',
      net: '1.00',
      tax: '0.00',
      total: '1.00',
      available,
      batch: line.label?.batch ?? null,
      serial: line.label?.serial ?? null,
      note: null,
    })),
    item_count: String(ticket.lines.length),
    subtotal: total,
    discount_total: '0.00',
    savings_total: '0.00',
    net: total,
    tax_total: '0.00',
    total,
    taxes: [],
    cash_rounding: '0.00',
    cash_payable: total,
    currency: 'USD',
    quick_cash: [],
  };
}

/** A journal in memory. */
export function memoryJournal(): Journal {
  const kept = new Map<string, string>();
  return new Journal({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
}

/** A promise to settle by hand. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((keep, refuse) => {
    resolve = keep;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** Lets everything that is already settled run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
