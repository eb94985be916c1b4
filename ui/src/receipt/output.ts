/** A receipt's way out of the desk: to the printer, or to a file. A failure here never touches the sale. */
import { isDesktop } from '../api/transport';
import { printPdf } from '../desktop';
import type { Desk } from '../desk.svelte';
import { saveFrom } from '../lib/files';
import { m } from '../paraglide/messages.js';

export async function printReceipt(desk: Desk): Promise<void> {
  const order = desk.sale?.order;
  if (!order) return;
  if (isDesktop) {
    const file = await desk.core.download('get_receipt_pdf', { order_id: order.id }).catch(() => null);
    if (file && (await printPdf(file.base64))) {
      desk.notices.show(m.notice_printed());
      return;
    }
  }
  // The print style sheet leaves nothing but the receipt on the page.
  window.print();
}

export async function saveReceipt(desk: Desk): Promise<void> {
  const order = desk.sale?.order;
  if (order) await saveFrom(desk, 'get_receipt_pdf', { order_id: order.id }, `receipt-${order.order_number}.pdf`);
}
