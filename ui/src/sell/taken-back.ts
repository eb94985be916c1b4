import type { Failure } from '../api/failure';
import { permissionName } from '../approval/permissions';
import { explain } from '../lib/words';
import { m } from '../paraglide/messages.js';

/** Why a price, a discount or a coupon did not stay on the ticket. */
export function takenBack(failure: Failure): string {
  const permission = failure.code === 'forbidden' ? failure.detail('permission') : null;
  return permission === null ? explain(failure) : m.sell_taken_back({ action: permissionName(permission) });
}
