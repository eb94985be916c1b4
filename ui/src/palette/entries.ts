/** What the palette offers, and what picking it does. */
import type { Desk } from '../desk.svelte';
import { keysOf, SHORTCUTS } from '../keys/shortcuts';
import { format } from '../lib/format.svelte';
import { PAGES } from '../office/pages';
import { m } from '../paraglide/messages.js';

export interface Entry {
  kind: 'page' | 'command' | 'product' | 'customer' | 'order';
  key: string;
  label: string;
  /** Beside the label: a key, a price, a number. */
  detail: string;
  run: () => void;
}

const MOST_OF_A_KIND = 6;
/** These do nothing without what stands under the cursor, or are the palette itself. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['palette', 'escape', 'line_up', 'line_down', 'sell_accept']);

export function pagesFor(desk: Desk): Entry[] {
  const sell = { path: 'sell', title: m.nav_sell, permissions: ['sell'] };
  return [sell, ...PAGES]
    .filter(({ permissions }) => permissions.some((permission) => desk.may(permission)))
    .map(({ path, title }) => ({
      kind: 'page',
      key: `page:${path}`,
      label: title(),
      detail: '',
      run: () => desk.router.go(path),
    }));
}

export function commandsFor(desk: Desk): Entry[] {
  const { place } = desk;
  return SHORTCUTS.filter(
    ({ id, places, permission }) =>
      places.includes(place) && !NOT_OFFERED.has(id) && (!permission || desk.may(permission)),
  ).map(({ id, label }) => ({
    kind: 'command',
    key: `command:${id}`,
    label: label(),
    detail: keysOf(id),
    run: () => desk.run(id),
  }));
}

/** What only the core knows. A kind that cannot be asked for is left out. */
export async function thingsFor(desk: Desk, query: string, signal: AbortSignal): Promise<Entry[]> {
  if (query === '' || !desk.may('sell')) return [];
  const kinds = await Promise.all([
    orderOf(desk, query, signal),
    productsOf(desk, query, signal),
    customersOf(desk, query, signal),
  ]);
  return kinds.flat();
}

async function productsOf(desk: Desk, q: string, signal: AbortSignal): Promise<Entry[]> {
  const input = { q, limit: MOST_OF_A_KIND };
  const page = await desk.core.call('search_products', input, { signal }).catch(() => null);
  return (page?.data ?? []).map((product) => ({
    kind: 'product',
    key: `product:${product.id}`,
    label: product.name,
    detail: format.priceWithSign(product.price),
    run: () => desk.choose(product),
  }));
}

async function customersOf(desk: Desk, q: string, signal: AbortSignal): Promise<Entry[]> {
  const input = { q, limit: MOST_OF_A_KIND };
  const page = await desk.core.call('search_customers', input, { signal }).catch(() => null);
  return (page?.data ?? []).map((customer) => ({
    kind: 'customer',
    key: `customer:${customer.id}`,
    label: customer.name,
    detail: customer.phone ?? customer.email ?? '',
    // At the till they are about to buy; in the back office one wants to see them.
    run: () => (desk.place === 'office' ? desk.router.go('customers', customer.id) : desk.attach(customer)),
  }));
}

/** Orders are numbered with the till's code in front, so a number is told by its digits. */
async function orderOf(desk: Desk, query: string, signal: AbortSignal): Promise<Entry[]> {
  if (!/\d/.test(query) || /\s/.test(query)) return [];
  const order = await desk.core.call('get_order_by_number', { order_number: query }, { signal }).catch(() => null);
  if (!order) return [];
  return [
    {
      kind: 'order',
      key: `order:${order.id}`,
      label: m.order({ number: order.order_number }),
      detail: format.money(order.total),
      run: () => desk.router.go('orders', order.id),
    },
  ];
}
