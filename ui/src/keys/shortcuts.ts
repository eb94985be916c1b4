/**
 * Every key of the desk, once. What a key does is bound in `commands.ts`; the help overlay is drawn from this list.
 */
import { m } from '../paraglide/messages.js';

export type Place = 'sell' | 'pay' | 'change' | 'office';

export type CommandId =
  | 'help'
  | 'escape'
  | 'search'
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
  /** As `combo` writes a key press. */
  keys: string;
  label: () => string;
  places: readonly Place[];
  /** Shown and working only with this permission. */
  permission?: string;
}

const EVERYWHERE: readonly Place[] = ['sell', 'pay', 'change'];

export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'help', keys: 'F1', label: m.key_help, places: [...EVERYWHERE, 'office'] },
  { id: 'escape', keys: 'Escape', label: m.key_escape, places: EVERYWHERE },
  { id: 'search', keys: 'F2', label: m.key_search, places: ['sell'] },
  { id: 'quantity', keys: 'F4', label: m.key_quantity, places: ['sell'] },
  { id: 'price', keys: 'F5', label: m.key_price, places: ['sell'], permission: 'override_price' },
  { id: 'discount_line', keys: 'F8', label: m.key_discount_line, places: ['sell'] },
  { id: 'discount_order', keys: 'Shift+F8', label: m.key_discount_order, places: ['sell'] },
  { id: 'one_more', keys: '+', label: m.key_one_more, places: ['sell'] },
  { id: 'one_less', keys: '-', label: m.key_one_less, places: ['sell'] },
  { id: 'remove', keys: 'Delete', label: m.key_remove, places: ['sell'] },
  { id: 'line_up', keys: 'ArrowUp', label: m.key_line_up, places: ['sell'] },
  { id: 'line_down', keys: 'ArrowDown', label: m.key_line_down, places: ['sell'] },
  { id: 'sell_accept', keys: 'Enter', label: m.key_accept, places: ['sell'] },
  { id: 'pay', keys: 'F9', label: m.key_pay, places: ['sell'] },
  { id: 'exact_cash', keys: 'F12', label: m.key_exact_cash, places: ['sell', 'pay'] },
  { id: 'pay_take', keys: 'Enter', label: m.key_take, places: ['pay'] },
  { id: 'pay_cash', keys: 'F9', label: m.key_pay_cash, places: ['pay'] },
  { id: 'pay_card', keys: 'F10', label: m.key_pay_card, places: ['pay'] },
  { id: 'new_sale', keys: 'Enter', label: m.key_new_sale, places: ['change'] },
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

/** "Shift+F8": a key press as the list above writes it. Shift counts only where it does not change the character. */
export function combo(event: Press): string {
  const shift = event.shiftKey && event.key.length > 1 ? 'Shift+' : '';
  const control = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  return `${control}${event.altKey ? 'Alt+' : ''}${shift}${event.key}`;
}

export function shortcutFor(keys: string, place: Place): Shortcut | null {
  return SHORTCUTS.find((shortcut) => shortcut.keys === keys && shortcut.places.includes(place)) ?? null;
}

export function keysOf(id: CommandId): string {
  return SHORTCUTS.find((shortcut) => shortcut.id === id)?.keys ?? '';
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
  if (keys.length === 1) return [CAPS[keys] ?? keys];
  return keys.split('+').map((key) => CAPS[key] ?? key);
}
