/** A scan that was found, on its way to the ticket. */
import type { Scan } from '../api/types';
import { times } from '../lib/quantity';
import type { Basket } from './basket.svelte';
import type { Numpad } from './numpad.svelte';
import type { Label } from './ticket';

/** More pieces of one label than anybody has in hand; beyond, somebody mistyped. */
const MOST_LABELS = 50;

/** A weight that the code does not say is asked for. */
export function ringUp(basket: Basket, numpad: Numpad, scan: Scan, factor: string): void {
  const { product } = scan;
  const isPlainCode = product.barcodes.includes(scan.code) || product.sku === scan.code;
  if (product.sold_by_weight && isPlainCode) numpad.weigh(product, factor);
  else addScanned(basket, scan, factor);
}

/** What its code prices or numbers is a line of its own, as often as it was counted. */
function addScanned(basket: Basket, scan: Scan, factor: string): void {
  const label = labelOf(scan);
  if (label === null) return basket.add(scan.product, times(scan.quantity, factor));
  const pieces = Math.min(Number(factor), MOST_LABELS);
  for (let piece = 0; piece < pieces; piece += 1) basket.add(scan.product, scan.quantity, label);
}

function labelOf({ code, unit_price, batch = null, serial = null }: Scan): Label | null {
  return unit_price === null && batch === null && serial === null ? null : { code, unit_price, batch, serial };
}
