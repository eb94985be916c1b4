/** The roles by name, those with the most rights first. */
import type { Role } from '../api/types';
import { m } from '../paraglide/messages.js';

export const ROLES: readonly Role[] = ['admin', 'manager', 'cashier', 'inventory_officer'];

const NAMES: Readonly<Record<Role, () => string>> = {
  admin: m.role_admin,
  manager: m.role_manager,
  cashier: m.role_cashier,
  inventory_officer: m.role_inventory_officer,
};

export function roleName(role: Role): string {
  return NAMES[role]();
}

export function roleChoices(): { value: string; label: string }[] {
  return ROLES.map((role) => ({ value: role, label: roleName(role) }));
}
