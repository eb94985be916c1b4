/** Why points or credit moved. */
import type { components } from '../api/schema.gen';
import { m } from '../paraglide/messages.js';

type Reason = components['schemas']['LedgerReason'];

const NAMES: Readonly<Record<Reason, () => string>> = {
  earned: m.customers_reason_earned,
  redeemed: m.customers_reason_redeemed,
  reversed: m.customers_reason_reversed,
  refunded: m.customers_reason_refunded,
  adjusted: m.customers_reason_adjusted,
  merged: m.customers_reason_merged,
};

export function reasonName(reason: Reason): string {
  return NAMES[reason]();
}
