/** What a refusal of the core means, in the words of the desk. */
import { isFailure, type Failure } from '../api/failure';
import { permissionName } from '../approval/permissions';
import { said } from '../core-words/said';
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
    // English shows the core's own sentence. Where another language has none for it, it says the kind of refusal first.
    case 'invalid':
      return said(failure.message) ?? m.failure_invalid({ message: failure.message });
    case 'not_found':
      return said(failure.message) ?? m.failure_not_found({ message: failure.message });
    case 'conflict':
      return said(failure.message) ?? m.failure_conflict({ message: failure.message });
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

function money(failure: Failure, name: string): string {
  return format.money(failure.detail(name) ?? '0');
}
