/**
 * The ticket being rung up, and every edit of it as a pure function: ticket in, ticket out.
 *
 * It holds no price that counts. What a line or the whole costs is the core's answer, in `basket.svelte.ts`.
 */
import type { Input } from '../api/operations';
import type { Basket, Id, Money, NewItem, Percent, Product, Quantity, UnitPrice } from '../api/types';
import { add } from '../lib/quantity';
import { uuidv7 } from '../lib/uuid';

export interface Line {
  key: string;
  product_id: Id;
  name: string;
  unit: string;
  list_price: UnitPrice;
  is_weighed: boolean;
  quantity: Quantity;
  discount_percent: Percent | null;
  discount_amount: Money | null;
  unit_price: UnitPrice | null;
  note: string | null;
}

export interface Ticket {
  /** Also the id of the order it becomes. */
  id: Id;
  /** Grows with every edit, so that of two copies the newer is known. */
  revision: number;
  lines: readonly Line[];
  discount_percent: Percent | null;
  discount_amount: Money | null;
  customer_id: Id | null;
  notes: string | null;
}

/** What a cashier may grant on a line or refuse: all that a refusal of the core takes back. */
export type Terms = Pick<Line, 'discount_percent' | 'discount_amount' | 'unit_price'>;

export const NO_TERMS: Terms = { discount_percent: null, discount_amount: null, unit_price: null };

export function newTicket(): Ticket {
  return {
    id: uuidv7(),
    revision: 0,
    lines: [],
    discount_percent: null,
    discount_amount: null,
    customer_id: null,
    notes: null,
  };
}

/** Adds a product; the same product again makes its line larger, unless that line is priced or weighed on its own. */
export function addProduct(
  ticket: Ticket,
  product: Product,
  quantity: Quantity,
  unitPrice: UnitPrice | null = null,
): { ticket: Ticket; key: string } {
  const same = ticket.lines.find((line) => canGrow(line, product, unitPrice));
  if (same) {
    return { ticket: changeLine(ticket, same.key, { quantity: add(same.quantity, quantity) }), key: same.key };
  }
  const line: Line = {
    key: uuidv7(),
    product_id: product.id,
    name: product.name,
    unit: product.unit,
    list_price: product.price,
    is_weighed: product.sold_by_weight,
    quantity,
    ...NO_TERMS,
    unit_price: unitPrice,
    note: null,
  };
  return { ticket: edited(ticket, { lines: [...ticket.lines, line] }), key: line.key };
}

function canGrow(line: Line, product: Product, unitPrice: UnitPrice | null): boolean {
  return (
    line.product_id === product.id &&
    unitPrice === null &&
    !product.sold_by_weight &&
    line.unit_price === null &&
    line.discount_percent === null &&
    line.discount_amount === null &&
    line.note === null
  );
}

export function changeLine(ticket: Ticket, key: string, change: Partial<Line>): Ticket {
  return edited(ticket, { lines: ticket.lines.map((line) => (line.key === key ? { ...line, ...change } : line)) });
}

export function removeLine(ticket: Ticket, key: string): Ticket {
  return edited(ticket, { lines: ticket.lines.filter((line) => line.key !== key) });
}

/** Puts a removed line back where it stood, as far as the ticket still reaches there. */
export function restoreLine(ticket: Ticket, line: Line, index: number): Ticket {
  return edited(ticket, { lines: ticket.lines.toSpliced(index, 0, line) });
}

export function clear(ticket: Ticket): Ticket {
  return edited(ticket, { lines: [], discount_percent: null, discount_amount: null, notes: null });
}

/** Brings back what was cleared, before whatever was added since. */
export function restoreCleared(ticket: Ticket, cleared: Ticket): Ticket {
  return edited(ticket, {
    lines: [...cleared.lines, ...ticket.lines],
    discount_percent: cleared.discount_percent,
    discount_amount: cleared.discount_amount,
    notes: cleared.notes,
  });
}

export function discountOrder(ticket: Ticket, percent: Percent | null, amount: Money | null): Ticket {
  return edited(ticket, { discount_percent: percent, discount_amount: amount });
}

/** Takes back every price and discount that the core has not accepted yet; the goods stay. */
export function revertTerms(ticket: Ticket, accepted: Ticket | null): Ticket {
  const before = new Map(accepted?.lines.map((line) => [line.key, line]));
  return edited(ticket, {
    lines: ticket.lines.map((line) => ({ ...line, ...termsOf(before.get(line.key)) })),
    discount_percent: accepted?.discount_percent ?? null,
    discount_amount: accepted?.discount_amount ?? null,
  });
}

export function hasSameTerms(ticket: Ticket, other: Ticket): boolean {
  return JSON.stringify(termsOfAll(ticket)) === JSON.stringify(termsOfAll(other));
}

function termsOfAll(ticket: Ticket): unknown[] {
  return [ticket.discount_percent, ticket.discount_amount, ...ticket.lines.map(termsOf)];
}

function termsOf(line: Line | undefined): Terms {
  if (!line) return NO_TERMS;
  return {
    discount_percent: line.discount_percent,
    discount_amount: line.discount_amount,
    unit_price: line.unit_price,
  };
}

/** The same ticket as newer than `revision`, when a copy elsewhere had got ahead of it. */
export function newerThan(ticket: Ticket, revision: number): Ticket {
  return { ...ticket, revision: Math.max(ticket.revision, revision) + 1 };
}

/** The ticket as the core takes it. */
export function asOrder(ticket: Ticket): Omit<Input<'checkout'>, 'id' | 'payments' | 'expected_total'> {
  return {
    items: ticket.lines.map(asItem),
    discount_percent: ticket.discount_percent,
    discount_amount: ticket.discount_amount,
    customer_id: ticket.customer_id,
    notes: ticket.notes,
  };
}

function asItem(line: Line): NewItem {
  return {
    product_id: line.product_id,
    quantity: line.quantity,
    discount_percent: line.discount_percent,
    discount_amount: line.discount_amount,
    unit_price: line.unit_price,
    note: line.note,
  };
}

/** A stored basket as a ticket. Its quote knows the names that its items do not. */
export function fromBasket(basket: Basket): Ticket {
  const lines = basket.items.map((item, index): Line => {
    const priced = basket.quote?.items[index];
    return {
      key: uuidv7(),
      product_id: item.product_id,
      name: priced?.name ?? '',
      unit: priced?.unit ?? 'each',
      list_price: priced?.list_price ?? '0',
      is_weighed: priced?.sold_by_weight ?? false,
      quantity: item.quantity,
      discount_percent: item.discount_percent ?? null,
      discount_amount: item.discount_amount ?? null,
      unit_price: item.unit_price ?? null,
      note: item.note ?? null,
    };
  });
  return {
    id: basket.id,
    revision: basket.revision,
    lines,
    discount_percent: basket.discount_percent,
    discount_amount: basket.discount_amount,
    customer_id: basket.customer_id,
    notes: basket.notes,
  };
}

function edited(ticket: Ticket, change: Partial<Ticket>): Ticket {
  return { ...ticket, ...change, revision: ticket.revision + 1 };
}
