/** Stock levels as they are filtered: those of the report, or of the products that a search finds. */
import type { Product, StockLevel } from '../../api/types';
import { isMore, isPositive } from '../../lib/quantity';
import { useAnswer, useRows } from '../../office/remote.svelte';

/** A level; what it is worth is known of the report's rows. */
export type Level = Pick<
  StockLevel,
  'product_id' | 'sku' | 'name' | 'category_name' | 'unit' | 'stock_quantity' | 'min_stock_level' | 'status'
> & { cost_value?: string | null };

const MOST_FOUND = 100;

export function useLevels(filter: () => { q: string; isLowOnly: boolean }) {
  const report = useRows('get_inventory_report', () => {
    const { q, isLowOnly } = filter();
    return q === '' ? { low_only: isLowOnly } : null;
  });
  const found = useAnswer('search_products', () => {
    const { q } = filter();
    return q === '' ? null : { q, limit: MOST_FOUND };
  });
  const matches = $derived(
    (found.data?.data ?? [])
      .filter(({ track_stock }) => track_stock)
      .map(levelOf)
      .filter(({ status }) => !filter().isLowOnly || status !== 'enough'),
  );
  const isSearch = $derived(filter().q !== '');
  return {
    get rows(): Level[] {
      return isSearch ? matches : report.rows;
    },
    get isEmpty(): boolean | null {
      return isSearch ? (found.isSuccess ? matches.length === 0 : null) : report.isEmpty;
    },
    get failure() {
      return isSearch ? found.error : report.failure;
    },
    more(): void {
      if (!isSearch) report.more();
    },
    again(): void {
      if (isSearch) void found.refetch();
      else report.again();
    },
  };
}

export function levelOf(product: Product): Level {
  const { stock_quantity, min_stock_level } = product;
  const isEnough = isMore(stock_quantity, min_stock_level);
  return {
    product_id: product.id,
    sku: product.sku,
    name: product.name,
    category_name: product.category_name ?? null,
    unit: product.unit,
    stock_quantity,
    min_stock_level,
    status: !isPositive(stock_quantity) ? 'out' : isEnough ? 'enough' : 'low',
  };
}
