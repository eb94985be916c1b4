/** Why there is no update, or why it was not installed: the window's words as sentences. */
import type { UpdateRefusal } from '../desktop';
import { m } from '../paraglide/messages.js';

const SENTENCES: Record<UpdateRefusal, () => string> = {
  not_set_up: m.settings_update_not_set_up,
  not_replaceable: m.settings_update_not_replaceable,
  unreachable: m.settings_update_unreachable,
  unreadable: m.settings_update_unreadable,
  not_for_this_system: m.settings_update_not_for_this_system,
  not_private: m.settings_update_not_private,
  not_newer: m.settings_update_none,
  changed: m.settings_update_changed,
  busy: m.settings_update_busy,
  sale_open: m.settings_update_sale_open,
  payment_open: m.settings_update_payment_open,
  job_running: m.settings_update_job_running,
  backup_failed: m.settings_update_backup_failed,
  download_broken: m.settings_update_download_broken,
  too_large: m.settings_update_not_genuine,
  not_genuine: m.settings_update_not_genuine,
  not_installed: m.settings_update_not_installed,
  cancelled: m.settings_update_cancelled,
};

/** The sentence; null for what is no such word. */
export function updateRefusal(word: string | null): string | null {
  return word !== null && Object.hasOwn(SENTENCES, word) ? SENTENCES[word as UpdateRefusal]() : null;
}
