/** A receipt's way out of the desk: to the printer, or to a file. A failure here never touches the sale. */
import { isDesktop } from '../api/transport';
import { printPdf } from '../desktop';
import type { Desk } from '../desk.svelte';
import { saveFrom } from '../lib/files';
import { m } from '../paraglide/messages.js';

export interface Printed {
  id: string;
  order_number: string;
}

export async function printReceipt(desk: Desk): Promise<void> {
  const order = desk.sale?.order;
  if (order) await print(desk, order, false);
}

/** Wants the same receipt on the page, marked as `printed`: that is what a browser prints. */
export async function print(desk: Desk, order: Printed, isCopy: boolean): Promise<void> {
  if (isDesktop) {
    const file = await desk.core.download('get_receipt_pdf', { order_id: order.id, copy: isCopy }).catch(() => null);
    if (file && (await printPdf(file.base64))) {
      desk.notices.show(m.notice_printed());
      return;
    }
  }
  // The print style sheet leaves nothing but the receipt on the page.
  window.print();
}

export async function savePdf(desk: Desk, order: Printed, isCopy: boolean): Promise<void> {
  const name = `receipt-${order.order_number}.pdf`;
  await saveFrom(desk, 'get_receipt_pdf', { order_id: order.id, copy: isCopy }, name);
}
