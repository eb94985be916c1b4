/** A receipt's way out of the desk: to the printer, or to a file. A failure here never touches the sale. */
import { isFailure } from '../api/failure';
import { isDesktop } from '../api/transport';
import { printPdf, saveFile } from '../desktop';
import type { Desk } from '../desk.svelte';
import { explain } from '../lib/words';
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
  if (!order) return;
  try {
    const file = await desk.core.download('get_receipt_pdf', { order_id: order.id });
    const name = `receipt-${order.order_number}.pdf`;
    if (!isDesktop) return offer(name, file.base64, file.type);
    const path = await saveFile(name, file.base64);
    if (path) desk.notices.show(m.notice_saved({ path }));
  } catch (error) {
    desk.notices.warn(isFailure(error) ? explain(error) : m.notice_not_saved());
  }
}

function offer(name: string, base64: string, type: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
