/** A scan on these pages is a receipt: its code is the order's number. */
import { isFailure } from '../api/failure';
import type { Order } from '../api/types';
import type { Desk } from '../desk.svelte';
import { alarm } from '../lib/sound';
import { explain } from '../lib/words';
import { m } from '../paraglide/messages.js';

/** A receipt that was scanned while its page was still on its way. */
let early: string | null = null;

/** From now on a scan is a receipt, also before the page that takes it has been loaded. */
export function awaitReceipt(desk: Desk): void {
  if (desk.officeScan !== null) return;
  early = null;
  desk.officeScan = (code) => {
    early = code;
    return true;
  };
}

/** To be called in an effect: listens until the page is left. */
export function takeScans(desk: Desk, found: (order: Order) => void): () => void {
  const take = (code: string): boolean => {
    void orderOf(desk, code).then((order) => order && found(order));
    return true;
  };
  desk.officeScan = take;
  if (early !== null) take(early);
  early = null;
  return () => {
    if (desk.officeScan === take) desk.officeScan = null;
  };
}

/** The order with this number; where there is none, that is said aloud. */
export async function orderOf(desk: Desk, number: string): Promise<Order | null> {
  try {
    return await desk.core.call('get_order_by_number', { order_number: number });
  } catch (error) {
    alarm();
    if (isFailure(error, 'not_found', 'invalid')) desk.notices.warn(m.orders_no_such({ number }));
    else if (isFailure(error)) desk.notices.warn(explain(error));
    return null;
  }
}
