/** What a column of a file can fill, in the words of the shop. */
import { m } from '../../paraglide/messages.js';
import type { ImportField } from './importing.svelte';

const TITLES: Readonly<Record<ImportField, () => string>> = {
  sku: m.products_sku,
  name: m.name,
  description: m.products_description,
  barcodes: m.products_barcodes,
  category: m.products_category,
  price: m.price,
  cost_price: m.products_cost,
  taxes: m.nav_taxes,
  stock_quantity: m.products_opening,
  min_stock_level: m.products_minimum,
  unit: m.products_unit,
  sold_by_weight: m.products_weighed,
  track_stock: m.products_track,
  is_favourite: m.products_favourite,
  is_active: m.active,
};

export const FIELDS = Object.keys(TITLES) as readonly ImportField[];

export function fieldTitle(field: ImportField): string {
  return TITLES[field]();
}
