/**
 * The catalogue as a CSV file, with the headings that the import knows: what goes out can come in again.
 */
import type { Core } from '../api/core.svelte';
import type { Product } from '../api/types';
import type { DownloadedFile } from '../api/transport';
import { readBase64 } from '../lib/files';

const PAGE = 200;
/** So that table programs read the text as what it is. */
const BYTE_ORDER_MARK = '\ufeff';

const COLUMNS: readonly (readonly [string, (product: Product) => string | boolean])[] = [
  ['sku', ({ sku }) => sku],
  ['name', ({ name }) => name],
  ['description', ({ description }) => description ?? ''],
  ['barcodes', ({ barcodes }) => barcodes.join('|')],
  ['category', ({ category_name }) => category_name ?? ''],
  ['price', ({ price }) => price],
  ['cost_price', ({ cost_price }) => cost_price ?? ''],
  ['taxes', ({ taxes }) => taxes.map(({ name }) => name).join('|')],
  ['stock_quantity', ({ stock_quantity }) => stock_quantity],
  ['min_stock_level', ({ min_stock_level }) => min_stock_level],
  ['unit', ({ unit }) => unit],
  ['sold_by_weight', ({ sold_by_weight }) => sold_by_weight],
  ['track_stock', ({ track_stock }) => track_stock],
  ['is_favourite', ({ is_favourite }) => is_favourite],
  ['is_active', ({ is_active }) => is_active],
];

export function csvOf(products: readonly Product[]): string {
  const rows = products.map((product) => COLUMNS.map(([, value]) => cell(value(product))).join(','));
  return [COLUMNS.map(([heading]) => heading).join(','), ...rows, ''].join('\r\n');
}

function cell(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Reads all active products, page by page. */
export async function catalogueFile(
  core: Pick<Core, 'call'>,
  progress: (count: number) => void,
  signal: AbortSignal,
): Promise<DownloadedFile> {
  const products: Product[] = [];
  let cursor: string | null | undefined = null;
  do {
    const page: { data: Product[]; next_cursor?: string | null } = await core.call(
      'list_products',
      { limit: PAGE, ...(cursor ? { cursor } : {}) },
      { signal },
    );
    products.push(...page.data);
    progress(products.length);
    cursor = page.next_cursor;
  } while (cursor);
  const blob = new Blob([BYTE_ORDER_MARK, csvOf(products)]);
  return { name: 'products.csv', type: 'text/csv;charset=utf-8', base64: await readBase64(blob) };
}
