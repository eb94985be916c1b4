/** What a permission allows, in words. */
import { m } from '../paraglide/messages.js';

const NAMES: Readonly<Record<string, () => string>> = {
  signed_in: m.permission_signed_in,
  sell: m.permission_sell,
  override_price: m.permission_override_price,
  discount_freely: m.permission_discount_freely,
  cancel_orders: m.permission_cancel_orders,
  refund_payments: m.permission_refund_payments,
  register_customers: m.permission_register_customers,
  manage_customers: m.permission_manage_customers,
  manage_catalog: m.permission_manage_catalog,
  manage_stock: m.permission_manage_stock,
  manage_taxes: m.permission_manage_taxes,
  change_settings: m.permission_change_settings,
  see_approvals: m.permission_see_approvals,
  back_up: m.permission_back_up,
  manage_database: m.permission_manage_database,
  see_reports: m.permission_see_reports,
  see_stock_report: m.permission_see_stock_report,
  manage_users: m.permission_manage_users,
};

export function permissionName(permission: string): string {
  return NAMES[permission]?.() ?? permission;
}
