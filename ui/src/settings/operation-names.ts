/** What was approved, in words. Only what somebody can be asked for has a name here. */
import { permissionName } from '../approval/permissions';

const PERMISSION_OF: Readonly<Record<string, string>> = {
  cancel_order: 'cancel_orders',
  refund_payment: 'refund_payments',
  return_items: 'refund_payments',
  adjust_stock: 'manage_stock',
  adjust_loyalty_points: 'manage_customers',
  merge_customer: 'manage_customers',
  delete_customer: 'manage_customers',
  create_product: 'manage_catalog',
  update_product: 'manage_catalog',
  create_order: 'sell',
  checkout: 'sell',
  save_basket: 'sell',
  quote_order: 'sell',
  create_payment: 'sell',
};

export function operationName(operation: string): string {
  const permission = PERMISSION_OF[operation];
  return permission ? permissionName(permission) : operation.replaceAll('_', ' ');
}
