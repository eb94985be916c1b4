/** How the catalogue is filtered and sorted, and as the core is asked for that. */
import type { Input } from '../../api/operations';
import type { Sorting } from '../../office/DataGrid.svelte';

type Asked = Omit<Input<'list_products'>, 'cursor' | 'limit'>;

export interface ProductFilter {
  q: string;
  category_id: string;
  tax_id: string;
  isLow: boolean;
  isInactive: boolean;
  sorting: Sorting | null;
}

export const EVERYTHING: ProductFilter = {
  q: '',
  category_id: '',
  tax_id: '',
  isLow: false,
  isInactive: false,
  sorting: null,
};

export function asked({ q, category_id, tax_id, isLow, isInactive, sorting }: ProductFilter): Asked {
  return {
    ...(q === '' ? {} : { q }),
    ...(category_id === '' ? {} : { category_id }),
    ...(tax_id === '' ? {} : { tax_id }),
    ...(isLow ? { low_stock: true } : {}),
    ...(isInactive ? { is_active: false } : {}),
    ...(sorting
      ? { sort: sorting.by as NonNullable<Asked['sort']>, direction: sorting.isDescending ? 'desc' : 'asc' }
      : {}),
    count: true,
  };
}
