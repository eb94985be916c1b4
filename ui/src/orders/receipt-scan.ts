/** A scan on these pages is a receipt: its code is the order's number. */
import { isFailure } from '../api/failure';
import type { Order } from '../api/types';
import type { Desk } from '../desk.svelte';
import { alarm } from '../lib/sound';
import { explain } from '../lib/words';
import { m } from '../paraglide/messages.js';

/** To be called in an effect: listens until the page is left. */
export function takeScans(desk: Desk, found: (order: Order) => void): () => void {
  const take = (code: string): boolean => {
    void orderOf(desk, code).then((order) => order && found(order));
    return true;
  };
  desk.officeScan = take;
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
