/** Tells whoever may install it that there is a newer version: once for each, and in nobody's way. */
import type { Desk } from '../desk.svelte';
import { updates } from '../desktop';
import { href } from '../router.svelte';
import { m } from '../paraglide/messages.js';

const ASK_EVERY_MS = 60_000;

/** Goes on until what it answers is called. */
export function tellOfUpdates(desk: Desk): () => void {
  let told: string | null = null;
  async function look(): Promise<void> {
    if (!desk.may('manage_database') || desk.session.isLocked) return;
    const { offer } = await updates.get();
    if (offer === null || offer.version === told) return;
    told = offer.version;
    desk.notices.show(m.settings_update_offer({ version: offer.version }), {
      label: m.settings_update_look(),
      run: () => (location.hash = href('settings', 'about')),
    });
  }
  // Nobody asked: a failure here is nobody's concern, and the page about the program says it to whoever looks.
  const timer = setInterval(() => void look().catch(() => null), ASK_EVERY_MS);
  return () => clearInterval(timer);
}
