import { expect, it } from 'vitest';
import type { Product } from '../api/types';
import { csvOf } from './catalogue-csv';

const product = {
  sku: 'A-1',
  name: 'Cheese, "old"',
  description: null,
  barcodes: ['4006381333931', '12345670'],
  category_name: 'Deli',
  price: '12.50',
  cost_price: null,
  taxes: [{ id: 't', name: 'VAT 9%', rate: '9', included: true }],
  stock_quantity: '1.5',
  min_stock_level: '0',
  unit: 'kg',
  sold_by_weight: true,
  track_stock: true,
  is_favourite: false,
  is_active: true,
} as unknown as Product;

it('writes what the import reads', () => {
  const [headings, row, end] = csvOf([product]).split('\r\n');
  expect(headings).toMatch(/^sku,name,description,barcodes,category,price,/);
  expect(row).toBe('A-1,"Cheese, ""old""",,4006381333931|12345670,Deli,12.50,,VAT 9%,1.5,0,kg,yes,yes,no,yes');
  expect(end).toBe('');
});
