/** Says where a backup lies now that was opened with the program, by a double-click on its file. */
import { isFailure } from '../api/failure';
import type { Desk } from '../desk.svelte';
import { bringOpenedBackup, whenBackupOpened } from '../desktop';
import { explain } from '../lib/words';
import { href } from '../router.svelte';
import { m } from '../paraglide/messages.js';

/** Goes on until what it answers is called. */
export function tellOfOpenedBackups(desk: Desk): () => void {
  async function bring(): Promise<void> {
    try {
      const name = await bringOpenedBackup();
      if (name !== null) tell(desk, name);
    } catch (error) {
      if (isFailure(error)) desk.notices.warn(explain(error));
    }
  }
  void bring();
  return whenBackupOpened(() => void bring());
}

function tell(desk: Desk, name: string): void {
  const look = { label: m.settings_update_look(), run: () => (location.hash = href('settings', 'backups')) };
  desk.notices.stay(m.settings_backup_opened({ name }), desk.may('back_up') ? look : null);
}
