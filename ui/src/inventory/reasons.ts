/** Why stock moves, in the words of the shop. */
import type { Reason } from '../api/types';
import { m } from '../paraglide/messages.js';

const TITLES: Readonly<Record<Reason, () => string>> = {
  sale: m.inventory_reason_sale,
  return: m.inventory_reason_return,
  cancel: m.inventory_reason_cancel,
  purchase: m.inventory_reason_purchase,
  adjustment: m.inventory_reason_adjustment,
  damage: m.inventory_reason_damage,
  count: m.inventory_reason_count,
  transfer: m.inventory_reason_transfer,
};

export function reasonTitle(reason: Reason): string {
  return TITLES[reason]();
}

export const REASONS = Object.keys(TITLES) as readonly Reason[];

/** Those that a person may give; the others come with their documents. */
export const BY_HAND: readonly Reason[] = ['adjustment', 'damage', 'transfer', 'purchase', 'return'];

export function choicesOf(reasons: readonly Reason[]): { value: string; label: string }[] {
  return reasons.map((reason) => ({ value: reason, label: reasonTitle(reason) }));
}
