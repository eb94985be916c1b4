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
  /** What the code it was scanned by says of this very piece. */
  label: Label | null;
}

/** What a code says beyond which product it is. */
export interface Label {
  code: string;
  /** The unit price at which the line comes to the price in the code. */
  unit_price: UnitPrice | null;
  batch: string | null;
  serial: string | null;
}

export interface Ticket {
  /** Also the id of the order it becomes. */
  id: Id;
  /** Grows with every edit, so that of two copies the newer is known. */
  revision: number;
  lines: readonly Line[];
  discount_percent: Percent | null;
  discount_amount: Money | null;
  coupon_code: string | null;
  customer_id: Id | null;
  notes: string | null;
}

/** What a cashier may grant on a line or refuse: all that a refusal of the core takes back. */
export type Terms = Pick<Line, 'discount_percent' | 'discount_amount' | 'unit_price'>;

export const NO_TERMS: Terms = { discount_percent: null, discount_amount: null, unit_price: null };
const NO_ORDER_TERMS = { discount_percent: null, discount_amount: null, coupon_code: null };

export function newTicket(): Ticket {
  return {
    id: uuidv7(),
    revision: 0,
    lines: [],
    discount_percent: null,
    discount_amount: null,
    coupon_code: null,
    customer_id: null,
    notes: null,
  };
}

/** A ticket that an older version of the desk kept, with all that one of this version has. */
export function completed(ticket: Ticket): Ticket {
  return {
    ...newTicket(),
    ...ticket,
    lines: ticket.lines.map((line) => ({ ...line, label: (line as Partial<Line>).label ?? null })),
  };
}

/** Adds a product; the same product again makes its line larger, unless that line is priced or weighed on its own. */
export function addProduct(
  ticket: Ticket,
  product: Product,
  quantity: Quantity,
  label: Label | null = null,
): { ticket: Ticket; key: string } {
  const same = label === null ? ticket.lines.find((line) => canGrow(line, product)) : undefined;
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
    unit_price: label?.unit_price ?? null,
    note: null,
    label,
  };
  return { ticket: edited(ticket, { lines: [...ticket.lines, line] }), key: line.key };
}

function canGrow(line: Line, product: Product): boolean {
  return (
    line.product_id === product.id &&
    line.label === null &&
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
  return edited(ticket, { lines: [], ...NO_ORDER_TERMS, notes: null, customer_id: null });
}

/** Brings back what was cleared, before whatever was added since. */
export function restoreCleared(ticket: Ticket, cleared: Ticket): Ticket {
  return edited(ticket, {
    lines: [...cleared.lines, ...ticket.lines],
    ...orderTermsOf(cleared),
    notes: cleared.notes,
    customer_id: ticket.customer_id ?? cleared.customer_id,
  });
}

/** What is about the whole ticket: who buys, what was remarked, which coupon was shown. */
export function annotate(
  ticket: Ticket,
  change: Partial<Pick<Ticket, 'coupon_code' | 'customer_id' | 'notes'>>,
): Ticket {
  return edited(ticket, change);
}

export function discountOrder(ticket: Ticket, percent: Percent | null, amount: Money | null): Ticket {
  return edited(ticket, { discount_percent: percent, discount_amount: amount });
}

/** Takes back every price and discount that the core has not accepted yet; the goods stay. */
export function revertTerms(ticket: Ticket, accepted: Ticket | null): Ticket {
  const before = new Map(accepted?.lines.map((line) => [line.key, line]));
  return edited(ticket, {
    lines: ticket.lines.map((line) => ({ ...line, ...termsOf(before.get(line.key) ?? unbargained(line)) })),
    ...orderTermsOf(accepted),
  });
}

export function hasSameTerms(ticket: Ticket, other: Ticket): boolean {
  return JSON.stringify(termsOfAll(ticket)) === JSON.stringify(termsOfAll(other));
}

function termsOfAll(ticket: Ticket): unknown[] {
  return [orderTermsOf(ticket), ...ticket.lines.map(termsOf)];
}

/** The line as its shelf or its label has it. */
function unbargained(line: Line): Line {
  return { ...line, ...NO_TERMS, unit_price: line.label?.unit_price ?? null };
}

function orderTermsOf(ticket: Ticket | null): Pick<Ticket, 'discount_percent' | 'discount_amount' | 'coupon_code'> {
  if (!ticket) return NO_ORDER_TERMS;
  const { discount_percent, discount_amount, coupon_code } = ticket;
  return { discount_percent, discount_amount, coupon_code };
}

function termsOf(line: Line): Terms {
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
    coupon_code: ticket.coupon_code,
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
    code: line.label?.code ?? null,
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
      label: item.code
        ? {
            code: item.code,
            unit_price: item.unit_price ?? null,
            batch: priced?.batch ?? null,
            serial: priced?.serial ?? null,
          }
        : null,
    };
  });
  return {
    id: basket.id,
    revision: basket.revision,
    lines,
    discount_percent: basket.discount_percent,
    discount_amount: basket.discount_amount,
    coupon_code: basket.coupon_code,
    customer_id: basket.customer_id,
    notes: basket.notes,
  };
}

function edited(ticket: Ticket, change: Partial<Ticket>): Ticket {
  return { ...ticket, ...change, revision: ticket.revision + 1 };
}
