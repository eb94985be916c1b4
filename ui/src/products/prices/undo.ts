import type { Desk } from '../../desk.svelte';
import { wordsFor } from '../../office/remote.svelte';
import { m } from '../../paraglide/messages.js';

/** Takes a change of prices back and says what it came to. */
export async function undoPrices(desk: Desk, changeId: string): Promise<void> {
  try {
    const { undone } = await desk.core.call('undo_price_change', { change_id: changeId }, { isLong: true });
    if (undone) {
      desk.notices.show(m.products_prices_restored({ count: undone.restored }));
      if (undone.kept_count > 0) desk.notices.warn(m.products_prices_kept({ count: undone.kept_count }));
    }
    void desk.catalogue.load().catch(() => null);
  } catch (error) {
    desk.notices.warn(wordsFor(error));
  }
}
