import type { useForget } from '../office/remote.svelte';

/** After a movement, nothing that was known of stock is true any more. */
export function forgetStock(forget: ReturnType<typeof useForget>): void {
  forget('get_inventory_report', 'get_inventory_summary', 'list_inventory_logs', 'list_product_history');
  forget('list_low_stock', 'list_products', 'search_products', 'get_product');
}
