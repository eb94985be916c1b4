/** The products of the catalogue as they are filtered and sorted. */
import { useRows } from '../../office/remote.svelte';
import { asked, type ProductFilter } from './product-filter';

export function useProducts(filter: () => ProductFilter) {
  return useRows('list_products', () => asked(filter()));
}
