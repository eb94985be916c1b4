import type { Method } from '../api/types';
import { m } from '../paraglide/messages.js';

const names: Record<Method, () => string> = {
  cash: m.cash,
  card: m.card,
  mobile: m.method_mobile,
  bank_transfer: m.method_bank_transfer,
  gift_card: m.method_gift_card,
  store_credit: m.method_store_credit,
  loyalty_points: m.method_loyalty_points,
  other: m.method_other,
};

export function methodName(method: Method): string {
  return names[method]();
}
