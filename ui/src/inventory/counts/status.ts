import type { StockCount } from '../../api/types';
import { m } from '../../paraglide/messages.js';

const TITLES: Readonly<Record<StockCount['status'], () => string>> = {
  open: m.inventory_count_open,
  closed: m.inventory_count_closed,
  discarded: m.inventory_count_discarded,
};

export const COUNT_TONES: Readonly<Record<StockCount['status'], 'warn' | 'ok' | 'plain'>> = {
  open: 'warn',
  closed: 'ok',
  discarded: 'plain',
};

export function statusTitle(status: StockCount['status']): string {
  return TITLES[status]();
}
