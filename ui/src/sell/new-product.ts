/** The form for a product, as text, and as the core takes it. */
import type { Input } from '../api/operations';
import { asDecimal, asPrice } from '../products/decimals';

export interface ProductForm {
  name: string;
  sku: string;
  barcode: string;
  price: string;
  tax_id: string;
  category_id: string;
  stock: string;
  isWeighed: boolean;
}

/** No choice made in a list of choices. */
export const NONE = '';

export function emptyForm(barcode: string): ProductForm {
  return { name: '', sku: barcode, barcode, price: '', tax_id: NONE, category_id: NONE, stock: '', isWeighed: false };
}

export function asNewProduct(form: ProductForm, id: string, digits: number): Input<'create_product'> {
  const stock = form.stock.trim();
  return {
    id,
    name: form.name.trim(),
    sku: form.sku.trim(),
    barcodes: form.barcode.trim() === '' ? [] : [form.barcode.trim()],
    price: asPrice(form.price, digits),
    category_id: form.category_id === NONE ? null : form.category_id,
    tax_ids: form.tax_id === NONE ? [] : [form.tax_id],
    track_stock: stock !== '',
    ...(stock === '' ? {} : { stock_quantity: asDecimal(stock) }),
    ...(form.isWeighed ? { sold_by_weight: true, unit: 'kg' } : {}),
  };
}
