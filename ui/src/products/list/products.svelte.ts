/** The products of the catalogue as they are filtered and sorted. */
import type { Input } from '../../api/operations';
import type { Product } from '../../api/types';
import { useAnswer, useRows } from '../../office/remote.svelte';
import type { Sorting } from '../../office/DataGrid.svelte';

export interface ProductFilter {
  q: string;
  category_id: string;
  isLow: boolean;
  isInactive: boolean;
  sorting: Sorting | null;
}

export const EVERYTHING: ProductFilter = { q: '', category_id: '', isLow: false, isInactive: false, sorting: null };

const MOST_FOUND = 200;

export function useProducts(filter: () => ProductFilter) {
  const list = useRows('list_products', () => {
    const { q, category_id, isLow } = filter();
    return q !== '' || isLow ? null : ((category_id === '' ? {} : { category_id }) as Input<'list_products'>);
  });
  const low = useRows('list_low_stock', () => (filter().isLow && filter().q === '' ? {} : null));
  const found = useAnswer('search_products', () => {
    const { q } = filter();
    return q === '' ? null : { q, limit: MOST_FOUND };
  });
  const matches = $derived(found.data?.data ?? []);
  const source = $derived(filter().q !== '' ? 'found' : filter().isLow ? 'low' : 'list');
  return {
    get rows(): Product[] {
      return source === 'found' ? matches : source === 'low' ? low.rows : list.rows;
    },
    get isEmpty(): boolean | null {
      if (source === 'found') return found.isSuccess ? matches.length === 0 : null;
      return source === 'low' ? low.isEmpty : list.isEmpty;
    },
    get failure() {
      return source === 'found' ? found.error : source === 'low' ? low.failure : list.failure;
    },
    more(): void {
      if (source === 'low') low.more();
      else if (source === 'list') list.more();
    },
    again(): void {
      if (source === 'found') void found.refetch();
      else if (source === 'low') low.again();
      else list.again();
    },
    replace(product: Product): void {
      list.replace(product, ({ id }) => id === product.id);
      low.replace(product, ({ id }) => id === product.id);
    },
  };
}
