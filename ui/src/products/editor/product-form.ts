/** A product as its form has it, all text, and as the core takes it. */
import type { Input } from '../../api/operations';
import type { Product } from '../../api/types';
import { asDecimal, asPrice } from '../decimals';

export interface ProductForm {
  name: string;
  sku: string;
  description: string;
  barcodes: string[];
  category_id: string;
  price: string;
  cost_price: string;
  tax_ids: string[];
  stock_quantity: string;
  min_stock_level: string;
  unit: string;
  sold_by_weight: boolean;
  track_stock: boolean;
  allow_negative_stock: boolean;
  is_favourite: boolean;
}

export function emptyProduct(barcode = ''): ProductForm {
  return {
    name: '',
    sku: barcode,
    description: '',
    barcodes: barcode === '' ? [] : [barcode],
    category_id: '',
    price: '',
    cost_price: '',
    tax_ids: [],
    stock_quantity: '0',
    min_stock_level: '0',
    unit: 'each',
    sold_by_weight: false,
    track_stock: true,
    allow_negative_stock: false,
    is_favourite: false,
  };
}

export function formOf(product: Product): ProductForm {
  return {
    name: product.name,
    sku: product.sku,
    description: product.description ?? '',
    barcodes: [...product.barcodes],
    category_id: product.category_id ?? '',
    price: product.price,
    cost_price: product.cost_price ?? '',
    tax_ids: product.taxes.map(({ id }) => id),
    stock_quantity: product.stock_quantity,
    min_stock_level: product.min_stock_level,
    unit: product.unit,
    sold_by_weight: product.sold_by_weight,
    track_stock: product.track_stock,
    allow_negative_stock: product.allow_negative_stock,
    is_favourite: product.is_favourite,
  };
}

/** Stock is left out: once a product is there, the inventory alone moves it. */
export function asChange(form: ProductForm, digits: number): Omit<Input<'update_product'>, 'product_id'> {
  return {
    name: form.name.trim(),
    sku: form.sku.trim(),
    description: form.description.trim() === '' ? null : form.description.trim(),
    barcodes: form.barcodes,
    category_id: form.category_id === '' ? null : form.category_id,
    price: asPrice(form.price, digits),
    cost_price: form.cost_price.trim() === '' ? null : asPrice(form.cost_price, digits),
    tax_ids: form.tax_ids,
    min_stock_level: asDecimal(form.min_stock_level.trim() === '' ? '0' : form.min_stock_level),
    unit: form.unit.trim() === '' ? 'each' : form.unit.trim(),
    sold_by_weight: form.sold_by_weight,
    track_stock: form.track_stock,
    allow_negative_stock: form.allow_negative_stock,
    is_favourite: form.is_favourite,
  };
}

export function asNew(form: ProductForm, id: string, digits: number): Input<'create_product'> {
  const stock = form.track_stock && form.stock_quantity.trim() !== '' ? asDecimal(form.stock_quantity) : '0';
  return { ...(asChange(form, digits) as Input<'create_product'>), id, stock_quantity: stock };
}
