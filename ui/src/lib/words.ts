/** What a refusal of the core means, in the words of the desk. */
import { isFailure, type Failure } from '../api/failure';
import { permissionName } from '../approval/permissions';
import { m } from '../paraglide/messages.js';
import { format } from './format.svelte';

export function explain(failure: Failure): string {
  switch (failure.code) {
    case 'invalid_credentials':
      return m.failure_credentials();
    case 'throttled':
      return explainThrottled(failure);
    case 'unavailable':
      return m.failure_unavailable();
    case 'unauthenticated':
      return m.failure_signed_out();
    case 'internal':
      return m.failure_internal({ message: failure.message });
    case 'out_of_stock':
      return explainStock(failure);
    case 'forbidden':
      return explainForbidden(failure);
    // English shows the core's own sentence; the other languages say the kind of refusal, then that sentence.
    case 'invalid':
      return m.failure_invalid({ message: failure.message });
    case 'not_found':
      return m.failure_not_found({ message: failure.message });
    case 'conflict':
      return m.failure_conflict({ message: failure.message });
    case 'insufficient_tender':
      return m.failure_tender({ message: failure.message });
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
