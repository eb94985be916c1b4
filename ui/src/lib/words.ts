/** What a refusal of the core means, in the words of the desk. */
import { isFailure, type Failure } from '../api/failure';
import { permissionName } from '../approval/permissions';
import { m } from '../paraglide/messages.js';
import { format } from './format.svelte';

export function explain(failure: Failure): string {
  switch (failure.code) {
    case 'invalid_credentials':
      return failure.details['use_password'] === true ? m.failure_pin_spent() : m.failure_credentials();
    case 'throttled':
      return explainThrottled(failure);
    case 'unavailable':
      return explainOutage(failure);
    case 'unauthenticated':
      return m.failure_signed_out();
    case 'internal':
      return m.failure_internal({ message: failure.message });
    case 'out_of_stock':
      return explainStock(failure);
    case 'forbidden':
      return explainForbidden(failure);
    // English shows the core's own sentence. The others have one of their own where the core says more than a sentence;
    // elsewhere they say the kind of refusal, then that sentence.
    case 'invalid':
      return explainField(failure);
    case 'not_found':
      return m.failure_not_found({ message: failure.message });
    case 'conflict':
      return explainConflict(failure);
    case 'insufficient_tender':
      return m.failure_tender({ due: money(failure, 'due'), given: money(failure, 'given') });
  }
}

/** A refusal in the words of the desk, whatever was thrown. */
export function wordsFor(error: unknown): string {
  return isFailure(error) ? explain(error) : m.failure_internal({ message: String(error) });
}

function explainThrottled(failure: Failure): string {
  const seconds = Math.ceil(Number(failure.detail('retry_after') ?? '0'));
  return seconds > 0 ? m.failure_throttled({ count: seconds }) : m.failure_throttled_unknown();
}

function explainForbidden(failure: Failure): string {
  const permission = failure.detail('permission');
  const action = permission === null ? null : permissionName(permission);
  return action === null || action === permission
    ? m.failure_forbidden({ message: failure.message })
    : m.failure_forbidden_action({ action });
}

function explainStock(failure: Failure): string {
  const name = failure.detail('product_name');
  const available = failure.detail('available');
  if (name === null || available === null) return failure.message;
  return m.failure_out_of_stock({ name, available: format.quantity(available) });
}

function explainOutage({ details }: Failure): string {
  if (details['restart'] === true) return m.failure_moved();
  return details['moving'] === true ? m.failure_moving() : m.failure_unavailable();
}

type Said = (say: { message: string }) => string;

/** What a field takes, by its name in the core; a field of several rules says all of them. */
const FIELDS: Readonly<Record<string, Said>> = {
  barcodes: m.failure_field_barcodes,
  cost_price: m.failure_field_price,
  coupon_code: m.failure_field_coupon_code,
  current_password: m.failure_field_current_password,
  discount_amount: m.failure_field_discount,
  discount_percent: m.failure_field_discount,
  email: m.failure_field_email,
  items: m.failure_field_items,
  name: m.failure_field_name,
  new_password: m.failure_field_password,
  password: m.failure_field_password,
  phone: m.failure_field_phone,
  pin: m.failure_field_pin,
  price: m.failure_field_price,
  quantity: m.failure_field_quantity,
  rate: m.failure_field_rate,
  reference: m.failure_field_reference,
  unit_price: m.failure_field_price,
  username: m.failure_field_username,
};

/** The last name of a path says what it is: `items[2].quantity` is a quantity. */
function explainField({ field, message }: Failure): string {
  const name = field?.split('.').at(-1)?.replace(/\[.*$/, '') ?? '';
  return (FIELDS[name] ?? m.failure_invalid)({ message });
}

function explainConflict(failure: Failure): string {
  const { details, message } = failure;
  if ('left' in details && 'order_item_id' in details) {
    return m.failure_conflict_left({ message, left: format.quantity(failure.detail('left') ?? '0') });
  }
  if ('left' in details) return m.failure_conflict_money_left({ message, left: money(failure, 'left') });
  if (typeof details['available'] === 'number') {
    return m.failure_conflict_points({ message, available: format.quantity(String(details['available'])) });
  }
  if ('available' in details) return m.failure_conflict_credit({ message, available: money(failure, 'available') });
  if ('total' in details) return m.failure_conflict_total({ message, total: money(failure, 'total') });
  if ('status' in details) return m.failure_conflict_status({ message });
  if ('customer_id' in details) return m.failure_conflict_email({ message });
  if ('product_id' in details) return m.failure_conflict_counted({ message });
  if ('order_id' in details) return m.failure_conflict_sold({ message });
  return details['is_parked'] === true ? m.failure_conflict_parked({ message }) : m.failure_conflict({ message });
}

function money(failure: Failure, name: string): string {
  return format.money(failure.detail(name) ?? '0');
}
