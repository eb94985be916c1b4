/** What the test of a database says, in words. */
import type { Output } from '../api/operations';
import { format } from '../lib/format.svelte';
import { m } from '../paraglide/messages.js';

type DatabaseTest = Output<'test_database'>;

const troubles: Record<NonNullable<DatabaseTest['trouble']>, () => string> = {
  address: m.settings_trouble_address,
  unknown_host: m.settings_trouble_unknown_host,
  refused: m.settings_trouble_refused,
  timed_out: m.settings_trouble_timed_out,
  wrong_password: m.settings_trouble_wrong_password,
  no_database: m.settings_trouble_no_database,
  tls: m.settings_trouble_tls,
  file: m.settings_trouble_file,
  other: m.settings_trouble_other,
};

export function outcome({ can_move_here, content, place, shop, trouble }: DatabaseTest): string {
  if (trouble) return troubles[trouble]();
  const where = { place: isolated(place ?? '') };
  if (can_move_here) return m.settings_move_fits(where);
  if (shop) return m.settings_move_has_shop({ ...where, orders: format.quantity(String(shop.orders)) });
  return content === 'other' ? m.settings_move_has_other(where) : m.settings_move_not_here(where);
}

/** An address in one piece, whichever way the line runs. */
export function isolated(place: string): string {
  return `\u2068${place}\u2069`;
}
