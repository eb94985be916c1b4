/**
 * Every command of the desk and its key, once. What it does is bound in `commands.ts`; the help overlay and the palette
 * are drawn from this list, and `bindings` has the keys that were changed on this machine.
 */
import { m } from '../paraglide/messages.js';
import { bindings } from './bindings.svelte';

export type Place = 'sell' | 'pay' | 'change' | 'office';

export type CommandId =
  | 'help'
  | 'escape'
  | 'search'
  | 'palette'
  | 'lock'
  | 'customer'
  | 'park'
  | 'recall'
  | 'coupon'
  | 'line_note'
  | 'order_note'
  | 'quantity'
  | 'price'
  | 'discount_line'
  | 'discount_order'
  | 'one_more'
  | 'one_less'
  | 'remove'
  | 'line_up'
  | 'line_down'
  | 'pay'
  | 'exact_cash'
  | 'sell_accept'
  | 'pay_take'
  | 'pay_cash'
  | 'pay_card'
  | 'print'
  | 'new_sale'
  | 'return_goods';

export interface Shortcut {
  id: CommandId;
  /** As `combo` writes a key press; empty for none. */
  keys: string;
  label: () => string;
  places: readonly Place[];
  /** Shown and working only with this permission. */
  permission?: string;
  /** Stays as it is: half of the desk would have no way out without it. */
  isFixed?: boolean;
}

const EVERYWHERE: readonly Place[] = ['sell', 'pay', 'change'];

export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'help', keys: 'F1', label: m.key_help, places: [...EVERYWHERE, 'office'] },
  { id: 'palette', keys: 'Ctrl+K', label: m.key_palette, places: [...EVERYWHERE, 'office'] },
  { id: 'lock', keys: 'Ctrl+L', label: m.key_lock, places: [...EVERYWHERE, 'office'] },
  { id: 'escape', keys: 'Escape', label: m.key_escape, places: EVERYWHERE, isFixed: true },
  { id: 'search', keys: 'F2', label: m.key_search, places: ['sell'] },
  { id: 'customer', keys: 'F3', label: m.key_customer, places: ['sell'] },
  { id: 'quantity', keys: 'F4', label: m.key_quantity, places: ['sell'] },
  { id: 'price', keys: 'F5', label: m.key_price, places: ['sell'] },
  { id: 'park', keys: 'F6', label: m.key_park, places: ['sell'] },
  { id: 'recall', keys: 'Shift+F6', label: m.key_recall, places: ['sell'] },
  { id: 'discount_line', keys: 'F8', label: m.key_discount_line, places: ['sell'] },
  { id: 'discount_order', keys: 'Shift+F8', label: m.key_discount_order, places: ['sell'] },
  { id: 'coupon', keys: '', label: m.key_coupon, places: ['sell'] },
  { id: 'line_note', keys: '', label: m.key_line_note, places: ['sell'] },
  { id: 'order_note', keys: '', label: m.key_order_note, places: ['sell'] },
  { id: 'one_more', keys: '+', label: m.key_one_more, places: ['sell'] },
  { id: 'one_less', keys: '-', label: m.key_one_less, places: ['sell'] },
  { id: 'remove', keys: 'Delete', label: m.key_remove, places: ['sell'] },
  { id: 'line_up', keys: 'ArrowUp', label: m.key_line_up, places: ['sell'] },
  { id: 'line_down', keys: 'ArrowDown', label: m.key_line_down, places: ['sell'] },
  { id: 'sell_accept', keys: 'Enter', label: m.key_accept, places: ['sell'], isFixed: true },
  { id: 'pay', keys: 'F9', label: m.key_pay, places: ['sell'] },
  { id: 'exact_cash', keys: 'F12', label: m.key_exact_cash, places: ['sell', 'pay'] },
  { id: 'pay_take', keys: 'Enter', label: m.key_take, places: ['pay'], isFixed: true },
  { id: 'pay_cash', keys: 'F9', label: m.key_pay_cash, places: ['pay'] },
  { id: 'pay_card', keys: 'F10', label: m.key_pay_card, places: ['pay'] },
  { id: 'new_sale', keys: 'Enter', label: m.key_new_sale, places: ['change'], isFixed: true },
  { id: 'print', keys: 'F9', label: m.key_print, places: ['change'] },
  {
    id: 'return_goods',
    keys: 'F7',
    label: m.orders_key_return,
    places: ['sell', 'change', 'office'],
    permission: 'sell',
  },
];

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/**
 * "Shift+F8": a key press as the list above writes it. Shift counts only where it does not change the character, and
 * a letter is a capital, whatever the caps lock says.
 */
export function combo(event: Press): string {
  const shift = event.shiftKey && event.key.length > 1 ? 'Shift+' : '';
  const control = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  const alt = event.altKey ? 'Alt+' : '';
  const isLetter = (control !== '' || alt !== '') && event.key.length === 1;
  return `${control}${alt}${shift}${isLetter ? event.key.toUpperCase() : event.key}`;
}

export function shortcutFor(keys: string, place: Place): Shortcut | null {
  return SHORTCUTS.find(({ id, places }) => keysOf(id) === keys && places.includes(place)) ?? null;
}

export function keysOf(id: CommandId): string {
  return bindings.own[id] ?? SHORTCUTS.find((shortcut) => shortcut.id === id)?.keys ?? '';
}

/** The commands that these keys would no longer call, were they given to `id`. */
export function inTheWay(id: CommandId, keys: string): Shortcut[] {
  const wanted = SHORTCUTS.find((shortcut) => shortcut.id === id)?.places ?? [];
  return SHORTCUTS.filter(
    (other) => other.id !== id && keysOf(other.id) === keys && other.places.some((place) => wanted.includes(place)),
  );
}

/** Whether a command can have these keys: nothing that types text, moves the focus, or belongs to the browser. */
export function isBindable(keys: string): boolean {
  if (/^(Ctrl\+|Alt\+|Shift\+)*F([1-9]|1[0-2])$/.test(keys)) return !keys.startsWith('Alt+F4');
  if (/^(Shift\+)?(Insert|Delete|Home|End|PageUp|PageDown|Pause|ScrollLock)$/.test(keys)) return true;
  if (/^[+*/-]$/.test(keys)) return true;
  return /^(Ctrl\+Alt|Ctrl|Alt)\+[A-Z0-9]$/.test(keys) && !/^Ctrl\+[ACNQTVWXZ]$/.test(keys);
}

const CAPS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  Escape: 'Esc',
  '-': '−',
};

/** What stands on the caps of these keys. */
export function capsOf(keys: string): string[] {
  if (keys === '') return [];
  if (keys.length === 1) return [CAPS[keys] ?? keys];
  return keys.split('+').map((key) => CAPS[key] ?? key);
}
