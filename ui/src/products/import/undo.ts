import type { Desk } from '../../desk.svelte';
import { m } from '../../paraglide/messages.js';
import type { ProductImport } from './importing.svelte';

/** Takes an import back once that was confirmed; null when the user thought better of it. */
export async function undoImport(desk: Desk, importId: string): Promise<ProductImport | null> {
  const isMeant = await desk.questions.ask({
    title: m.products_import_undo_title(),
    text: m.products_import_undo_text(),
    yes: m.products_import_undo(),
    isDangerous: true,
  });
  if (!isMeant) return null;
  const undone = await desk.core.call('undo_product_import', { import_id: importId }, { isLong: true });
  void desk.catalogue.load().catch(() => null);
  return undone;
}
